import Message
import Queue
import Testing

@Suite("Entries that are set aside")
struct SetAsideTests {
    @Test("One that is set aside is passed over, and says why and until when; nothing is counted")
    func passedOver() {
        var queue = ConnectorQueue()
        queue.insert(entry(1, .urgent))
        queue.insert(entry(2))
        queue.setAside(1, until: t0 + .seconds(60), why: "outside the window")
        #expect(queue.next(now: t0)?.id == 2)
        #expect(queue.ready == (1, 10, 0))
        #expect(queue.nextDue(now: t0) == t0)
        let rows = queue.listing(now: t0, waitingFor: "line", linkAt: t0 + .seconds(5))
        #expect(rows.map(\.entry.id) == [2, 1])
        #expect(rows.map(\.state) == [.ready, .aside])
        #expect(rows.map(\.why) == ["line", "outside the window"])
        #expect(rows.map(\.eta) == [t0 + .seconds(5), t0 + .seconds(60)])
        #expect(queue[1]?.attempts == 0 && queue[1]?.why == nil)
        #expect(queue.next(now: t0 + .seconds(60))?.id == 1)
    }

    @Test("Without a time it waits until it is taken back, and then in its old place")
    func takenBack() {
        var queue = ConnectorQueue()
        queue.insert(entry(1, age: 5))
        queue.insert(entry(2, age: 3))
        queue.setAside(1, until: nil, why: "too long")
        #expect(queue.next(now: t0 + .seconds(1_000_000))?.id == 2)
        #expect(queue.isAside(1) && !queue.isAside(2))
        queue.setAside(2, until: nil, why: "too long")
        #expect(queue.next(now: t0) == nil && queue.nextDue(now: t0) == nil)
        #expect(queue.listing(now: t0).allSatisfy { $0.state == .aside && $0.eta == nil })
        queue.takeBack(1)
        #expect(queue.next(now: t0)?.id == 1)
        #expect(queue.oldestReady == t0 + .seconds(-5))
    }

    @Test("The link coming up forgets waits, and not what the link does not carry")
    func makeAllDue() {
        var queue = ConnectorQueue()
        queue.insert(entry(1, notBefore: t0 + .seconds(600)))
        queue.insert(entry(2, notBefore: t0 + .seconds(600)))
        queue.setAside(1, until: nil, why: "too long")
        queue.makeAllDue()
        #expect(queue.next(now: t0)?.id == 2)
        queue.takeBack(1)
        #expect(queue.next(now: t0)?.id == 1)
    }

    @Test("One in transfer that is set aside stays in transfer, and is passed over once it is put back")
    func inTransfer() {
        var queue = ConnectorQueue()
        queue.insert(entry(1))
        queue.begin(1)
        queue.setAside(1, until: nil, why: "window")
        #expect(queue.moving == 1 && queue.listing(now: t0).first?.state == .inTransfer)
        queue.putBack(1)
        #expect(queue.next(now: t0) == nil)
        #expect(queue.listing(now: t0).first?.why == "window")
    }

    @Test("Its lifetime ends all the same")
    func lifetime() {
        var queue = ConnectorQueue()
        queue.insert(entry(1, age: 100))
        queue.setAside(1, until: nil, why: "too long")
        #expect(queue.expired(now: t0, lifetimes: Lifetimes(normal: .seconds(50))).map(\.id) == [1])
    }
}
