import Message
import Queue
import Testing

@Suite("Who has to hear that a message is late")
struct DelayTests {
    private static let hour = Interval.seconds(3600)

    @Test("each once, when it has waited for so long, held or not; one in transfer afterwards")
    func once() {
        var queue = ConnectorQueue()
        queue.insert(entry(1, age: 30))
        queue.insert(entry(2, age: 20))
        queue.insert(entry(3, age: 10))
        queue.hold(2, reason: "odd")
        queue.begin(3)
        #expect(queue.nextLate(after: Self.hour) == t0 + .seconds(3570))
        #expect(queue.late(now: t0 + .seconds(3569), after: Self.hour).isEmpty)
        #expect(queue.late(now: t0 + .seconds(3570), after: Self.hour).map(\.id) == [1])
        #expect(queue.late(now: t0 + .seconds(3600), after: Self.hour).map(\.id) == [2])
        #expect(queue.nextLate(after: Self.hour) == t0 + .seconds(3590))
        queue.putBack(3)
        #expect(queue.late(now: t0 + .seconds(3600), after: Self.hour).map(\.id) == [3])
        #expect(queue.late(now: t0 + .seconds(99999), after: Self.hour).isEmpty)
        #expect(queue.nextLate(after: Self.hour) == nil)
    }

    @Test("one that was told before, here or elsewhere, is not told again; one that has gone neither")
    func told() {
        var queue = ConnectorQueue()
        var known = entry(1)
        known.isToldOfDelay = true
        queue.insert(known)
        queue.insert(entry(2))
        queue.insert(entry(3))
        #expect(!queue.tellNow(1) && queue.tellNow(2) && !queue.tellNow(2) && !queue.tellNow(9))
        queue.begin(3)
        queue.finish(3)
        #expect(queue.late(now: t0 + Self.hour, after: Self.hour).isEmpty)
    }

    @Test("what its originator has put off waits from then on")
    func deferred() {
        var queue = ConnectorQueue()
        var later = entry(1)
        later.deferredDelivery = t0 + .seconds(600)
        queue.insert(later)
        #expect(queue.late(now: t0 + .seconds(4199), after: Self.hour).isEmpty)
        #expect(queue.late(now: t0 + .seconds(4200), after: Self.hour).map(\.id) == [1])
    }

    @Test("what could go another way: neither in transfer nor held nor put off by its originator, in order")
    func idle() {
        var queue = ConnectorQueue()
        for id in 1...4 { queue.insert(entry(Int64(id), age: id)) }
        queue.insert(entry(5, .urgent))
        queue.begin(2)
        queue.hold(3, reason: "odd")
        queue.begin(4)
        queue.deferUntil(4, until: t0 + .seconds(600), why: "busy")
        var later = entry(6)
        later.deferredDelivery = t0 + .seconds(600)
        queue.insert(later)
        #expect(queue.idle(now: t0).map(\.id) == [5, 4, 1])
        #expect(queue.idle(now: t0 + .seconds(600)).map(\.id) == [5, 4, 1, 6])
        #expect(queue.idle(among: [1, 2, 3, 5, 6, 99], now: t0).map(\.id) == [5, 1])
        #expect(queue.idle(among: [], now: t0).isEmpty)
    }
}
