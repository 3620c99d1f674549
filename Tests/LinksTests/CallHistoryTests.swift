import Links
import Message
import Testing

@Suite("What a link is worth by experience")
struct CallHistoryTests {
    private func call(
        _ second: Int64, up: Int? = 3, lasted seconds: Int = 100, out: Int = 120_000, code: Int = 631
    ) -> CallRecord {
        CallRecord(
            began: Timestamp(seconds: second), setUp: up.map { .seconds($0) }, duration: .seconds(seconds),
            octetsOut: out + 7, octetsIn: 40, code: RASCode(code), sending: .seconds(seconds), octetsSent: out)
    }

    @Test("Speed and set-up time are medians of the calls that can tell")
    func medians() {
        var history = CallHistory()
        #expect(history.speedOut == nil && history.setUp == nil && history.failuresSinceSuccess == 0)
        history.add(call(1, up: 2, out: 120_000))
        history.add(call(2, up: 30, out: 1_000_000))
        history.add(call(3, up: 4, out: 100_000))
        history.add(call(4, up: 5, lasted: 1, out: 1_000_000))
        history.add(call(5, up: 5, lasted: 100, out: 4095))
        #expect(history.speedOut == 1200)
        #expect(history.setUp == .seconds(5))
        history.add(call(6, up: nil, lasted: 0, out: 0, code: 676))
        history.add(call(7, up: nil, lasted: 0, out: 0, code: 678))
        #expect(history.failuresSinceSuccess == 2 && history.setUp == .seconds(5))
    }

    @Test("The oldest calls are forgotten")
    func limit() {
        var history = CallHistory()
        for second in 0..<100 { history.add(call(Int64(second))) }
        #expect(history.calls.count == CallHistory.limit)
        #expect(history.calls.first?.began == Timestamp(seconds: 68) && history.calls.last?.began.seconds == 99)
    }

    @Test("The neighbour's calls are no failures of ours, and take at most half of the list where ours are enough")
    func inbound() {
        var history = CallHistory()
        for second in 0..<40 { history.add(call(Int64(second), up: second < 38 ? 3 : nil)) }
        for second in 40..<140 {
            var theirs = call(Int64(second), up: nil)
            theirs.isInbound = true
            history.add(theirs)
        }
        #expect(history.calls.count == CallHistory.limit && history.failuresSinceSuccess == 2)
        #expect(history.calls.count { $0.isInbound } == CallHistory.limit / 2)
        #expect(history.calls.last?.began.seconds == 139 && history.setUp == .seconds(3))
    }

    @Test("Its text gives it back, and what is no history is none")
    func text() {
        var history = CallHistory()
        history.add(call(1))
        history.add(call(2, up: nil, lasted: 0, out: 0, code: 676))
        var inbound = call(3)
        inbound.isInbound = true
        history.add(inbound)
        #expect(CallHistory(text: history.text) == history)
        #expect(CallHistory(text: "") == CallHistory())
        #expect(CallHistory(text: "1 2 3\nx\n1 2 -3 4 5 6 0 8 9\n\u{0}").calls.isEmpty)
        #expect(CallHistory(text: history.text + "1 2").calls == history.calls)
        let greatest = "\(Int64.max)"
        #expect(
            CallHistory(text: "\(greatest) \(greatest) \(greatest) \(greatest) 0 \(greatest) 1 \(greatest) 5000").calls
                .count == 1)
    }
}
