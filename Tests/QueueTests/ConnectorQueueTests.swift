import Message
import Queue
import Testing

@Suite("The queue of a connector")
struct ConnectorQueueTests {
    private func departures(_ queue: inout ConnectorQueue, now: Timestamp = t0) -> [Int64] {
        var ids: [Int64] = []
        while let next = queue.next(now: now) {
            ids.append(next.id)
            queue.finish(next.id)
        }
        return ids
    }

    @Test("Urgent goes before normal before non-urgent, the oldest first, then by number")
    func order() {
        var queue = ConnectorQueue()
        queue.insert(entry(1, .nonUrgent, age: 500))
        queue.insert(entry(2, .normal, age: 10))
        queue.insert(entry(3, .normal, age: 20))
        queue.insert(entry(5, .urgent))
        queue.insert(entry(4, .urgent))
        queue.insert(entry(6, .normal, age: 10))
        #expect(queue.urgentWaiting == 2)
        #expect(departures(&queue) == [4, 5, 3, 2, 6, 1])
        #expect(queue.isEmpty)
        #expect(queue.octets == 0)
    }

    @Test("What is in transfer, held or not yet due is passed over")
    func passedOver() {
        var queue = ConnectorQueue()
        for id in 1...4 as ClosedRange<Int64> { queue.insert(entry(id)) }
        queue.begin(1)
        queue.hold(2, reason: "odd")
        queue.deferUntil(3, until: t0 + .seconds(5), why: "busy")
        #expect(queue.next(now: t0)?.id == 4)
        #expect(queue.moving == 1)
        #expect(queue.held == 1)
        queue.finish(4)
        #expect(queue.next(now: t0) == nil)
        #expect(queue.nextDue(now: t0) == t0 + .seconds(5))
        #expect(queue.next(now: t0 + .seconds(5))?.id == 3)
        #expect(queue[3]?.attempts == 1)
        #expect(queue.nextDue(now: t0 + .seconds(5)) == t0 + .seconds(5))
        queue.release(2)
        #expect(queue.next(now: t0)?.id == 2)
        queue.putBack(1)
        #expect(queue.next(now: t0)?.id == 1)
        #expect(queue[1]?.attempts == 0)
    }

    private static let held = "held by an operator: odd"

    @Test("A hold's reason may be said anew, or not at all; another entry passes, and release takes the wait too")
    func reasons() {
        var queue = ConnectorQueue()
        queue.insert(entry(1, .urgent, age: 5))
        queue.insert(entry(2))
        queue.hold(1, reason: "odd")
        #expect(queue.listing(now: t0).map(\.why) == ["ready", Self.held])
        queue.hold(1, reason: "")
        #expect(queue.held == 1 && queue.listing(now: t0).last?.why == "held by an operator")
        #expect(queue.listing(now: t0).last?.state == .held)
        #expect(queue.next(now: t0)?.id == 2 && queue.urgentWaiting == 0)
        queue.deferUntil(1, until: t0 + .seconds(60), why: "busy")
        queue.release(1)
        #expect(queue.held == 0 && queue.next(now: t0)?.id == 1)
    }

    @Test("An entry held while in transfer is held when its attempt ends")
    func heldInTransfer() {
        var queue = ConnectorQueue()
        queue.insert(entry(1))
        queue.begin(1)
        queue.hold(1, reason: "odd")
        #expect(queue.listing(now: t0).first?.state == .inTransfer && queue.held == 0)
        queue.deferUntil(1, until: t0, why: "busy")
        #expect(queue.listing(now: t0).first?.state == .held && queue.held == 1)
        #expect(queue.next(now: t0 + .seconds(10)) == nil)
        #expect(queue.nextDue(now: t0) == nil)
        queue.release(1)
        #expect(queue.next(now: t0)?.id == 1)
    }

    @Test("A link that has come up wakes everything but held mail, in order")
    func wake() {
        var queue = ConnectorQueue()
        queue.insert(entry(1, age: 1, notBefore: t0 + .seconds(600)))
        queue.insert(entry(2, .urgent, notBefore: t0 + .seconds(900)))
        queue.insert(entry(3, age: 9, notBefore: t0 + .seconds(600)))
        queue.hold(3, reason: "odd")
        #expect(queue.nextDue(now: t0) == t0 + .seconds(600))
        queue.makeAllDue()
        #expect(departures(&queue) == [2, 1])
        queue.release(3)
        #expect(departures(&queue) == [3])
        queue.insert(entry(4, notBefore: t0 + .seconds(600)))
        queue.insert(entry(5, notBefore: t0 + .seconds(600)))
        queue.makeAllDue(besides: [4])
        #expect(departures(&queue) == [5], "a wait of its own stays")
    }

    @Test("What its originator defers waits for its time, whatever wakes the rest; its lifetime runs from then")
    func deferred() {
        var queue = ConnectorQueue()
        var new = entry(1, .urgent)
        new.deferredDelivery = t0 + .seconds(600)
        queue.insert(new)
        queue.makeAllDue()
        queue.makeDue(1)
        queue.deferUntil(1, until: t0 + .seconds(5), why: "busy")
        #expect(queue.next(now: t0 + .seconds(599)) == nil)
        #expect(queue.nextDue(now: t0) == t0 + .seconds(600))
        #expect(queue.next(now: t0 + .seconds(600))?.id == 1)
        let lifetimes = Lifetimes(urgent: .seconds(300))
        #expect(queue.expired(now: t0 + .seconds(899), lifetimes: lifetimes).isEmpty)
        #expect(queue.expired(now: t0 + .seconds(900), lifetimes: lifetimes).map(\.id) == [1])
    }

    @Test("The latest delivery ends a lifetime, and so does the lifetime before a later one; each entry comes once")
    func latest() {
        var queue = ConnectorQueue()
        let lifetimes = Lifetimes(normal: .seconds(300))
        for (id, seconds) in [(1, 100), (2, 300), (3, 900)] as [(Int64, Int)] {
            var new = entry(id)
            new.latestDelivery = t0 + .seconds(seconds)
            queue.insert(new)
        }
        #expect(queue.nextExpiry(lifetimes: lifetimes) == t0 + .seconds(100))
        #expect(queue.expired(now: t0 + .seconds(99), lifetimes: lifetimes).isEmpty)
        #expect(queue.expired(now: t0 + .seconds(100), lifetimes: lifetimes).map(\.id) == [1])
        queue.finish(1)
        #expect(queue.nextExpiry(lifetimes: lifetimes) == t0 + .seconds(300))
        #expect(queue.expired(now: t0 + .seconds(300), lifetimes: lifetimes).map(\.id) == [2, 3])
    }

    @Test("Commands for entries that are not there do nothing")
    func stale() {
        var queue = ConnectorQueue()
        queue.begin(1)
        queue.finish(1)
        queue.deferUntil(1, until: t0, why: "")
        queue.hold(1, reason: "odd")
        queue.release(1)
        queue.makeDue(1)
        #expect(queue.isEmpty)
        #expect(queue.next(now: t0) == nil)
        #expect(queue.nextDue(now: t0) == nil)
        queue.insert(entry(1, octets: 5))
        queue.insert(entry(1, octets: 7))
        #expect(queue.count == 1)
        #expect(queue.octets == 7)
        #expect(departures(&queue) == [1])
    }

    @Test("Lifetimes: two days, seven and ten from submission; held or not, and mail in transfer stays")
    func lifetimes() {
        var queue = ConnectorQueue()
        let day = 86400
        queue.insert(entry(1, .urgent, age: 2 * day))
        queue.insert(entry(2, .urgent, age: 2 * day - 1))
        queue.insert(entry(3, .normal, age: 7 * day))
        queue.insert(entry(4, .nonUrgent, age: 10 * day - 1))
        queue.insert(entry(5, .nonUrgent, age: 11 * day))
        queue.insert(entry(6, .normal, age: 8 * day))
        queue.begin(6)
        for id in [2, 3] as [Int64] { queue.hold(id, reason: "odd") }
        #expect(queue.expired(now: t0, lifetimes: Lifetimes()).map(\.id) == [1, 3, 5])
        #expect(queue.expired(now: t0, lifetimes: Lifetimes()).map(\.id) == [1, 3, 5])
        queue.finish(1)
        queue.finish(5)
        queue.putBack(6)
        #expect(queue.expired(now: t0, lifetimes: Lifetimes()).map(\.id) == [6, 3])
        queue.finish(6)
        queue.finish(3)
        #expect(queue.nextExpiry(lifetimes: Lifetimes()) == t0 + .seconds(1))
        #expect(queue.expired(now: t0 + .seconds(1), lifetimes: Lifetimes()).map(\.id) == [2, 4])
        let endless = Lifetimes(urgent: Interval(microseconds: .max))
        #expect(endless.end(submitted: t0, priority: .urgent) == Timestamp(microseconds: .max))
    }

    @Test("The listing says of each entry why it waits and until when")
    func listing() {
        var queue = ConnectorQueue()
        for id in 1...5 as ClosedRange<Int64> { queue.insert(entry(id)) }
        queue.begin(3)
        queue.deferUntil(1, until: t0 + .seconds(60), why: "no answer")
        queue.deferUntil(4, until: t0 + .seconds(30), why: "busy")
        queue.hold(2, reason: "odd")
        let plain = queue.listing(now: t0)
        #expect(plain.map(\.entry.id) == [3, 5, 4, 1, 2])
        #expect(plain.map(\.why) == ["in transfer", "ready", "retry after busy", "retry after no answer", Self.held])
        #expect(plain.map(\.eta) == [nil, t0, t0 + .seconds(30), t0 + .seconds(60), nil])
        let link = t0 + .seconds(45)
        let waiting = queue.listing(now: t0, limit: 4, waitingFor: "waiting for link", linkAt: link)
        #expect(waiting.map(\.why) == ["in transfer", "waiting for link", "retry after busy", "retry after no answer"])
        #expect(waiting.map(\.eta) == [nil, link, link, t0 + .seconds(60)])
        #expect(waiting.map(\.state) == [.inTransfer, .ready, .waiting, .waiting])
    }

    @Test("A link tried 144 times in a day on virtual time keeps every message and its order")
    func longOutage() {
        var queue = ConnectorQueue()
        let policy = RetryPolicy(jitter: 0)
        for id in 1...100 as ClosedRange<Int64> { queue.insert(entry(id, age: Int(id))) }
        var now = t0
        var opens = 0
        while !policy.isOpenExhausted(failures: opens) {
            #expect(queue.next(now: now)?.id == 100)
            opens += 1
            now = now + policy.openDelay(fraction: 0)
        }
        #expect(opens == 144)
        #expect(now - t0 == .seconds(86400))
        #expect(departures(&queue, now: now) == Array((1...100).reversed()))
    }
}
