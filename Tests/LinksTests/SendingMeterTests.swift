import Links
import Message
import Testing

@Suite("How long messages were on their way")
struct SendingMeterTests {
    private func at(_ second: Int) -> Timestamp { Timestamp(seconds: Int64(second)) }

    @Test("Associations that send at one time count once, pauses do not count")
    func overlap() {
        var meter = SendingMeter()
        meter.begin(1, now: at(10))
        meter.begin(2, now: at(12))
        meter.end(1, octets: 100, now: at(14))
        meter.end(2, octets: 50, now: at(20))
        meter.begin(1, now: at(100))
        meter.end(1, octets: 1, now: at(101))
        let reading = meter.take(now: at(500))
        #expect(reading.time == .seconds(11) && reading.octets == 151)
        let later = meter.take(now: at(600))
        #expect(later.time == .seconds(0) && later.octets == 0)
    }

    @Test("What is read while something is under way goes on from there")
    func takenBetween() {
        var meter = SendingMeter()
        meter.begin(1, now: at(0))
        #expect(meter.take(now: at(5)).time == .seconds(5))
        meter.end(1, octets: 7, now: at(8))
        let rest = meter.take(now: at(9))
        #expect(rest.time == .seconds(3) && rest.octets == 7)
    }

    @Test("A transfer that ended before it began, or twice, ends no other's; an association that is gone sends nothing")
    func unbalanced() {
        var meter = SendingMeter()
        meter.begin(1, now: at(0))
        meter.end(2, octets: 9, now: at(1))
        meter.end(2, now: at(1))
        #expect(meter.take(now: at(4)).octets == 0)
        meter.end(1, now: at(6))
        meter.end(1, octets: 9, now: at(8))
        #expect(meter.take(now: at(100)).time == .seconds(2))
    }

    @Test("Of a transfer that goes on where it was cut, the rest counts")
    func resumed() {
        var meter = SendingMeter()
        meter.begin(1, now: at(0))
        meter.end(1, octets: 3000, now: at(3))
        meter.begin(2, from: 3000, now: at(10))
        meter.end(2, octets: 4000, now: at(11))
        let reading = meter.take(now: at(12))
        #expect(reading.time == .seconds(4) && reading.octets == 4000)
    }

    @Test("A clock that is set back adds nothing")
    func setBack() {
        var meter = SendingMeter()
        meter.begin(1, now: at(100))
        meter.end(1, octets: 5, now: at(50))
        #expect(meter.take(now: at(60)).time == .seconds(0))
    }
}
