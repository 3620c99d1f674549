import Message
import Queue
import Testing

@Suite("The queue against a naive model")
struct ConnectorQueueModelTests {
    @Test("Random operations: the same answers as the model", arguments: 0..<8)
    func random(run: Int) {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(state: seed)
        var queue = ConnectorQueue()
        var model = NaiveQueue()
        let lifetimes = Lifetimes(urgent: .seconds(300), normal: .seconds(700), nonUrgent: .seconds(1000))
        var now = t0
        var last: Int64 = 0
        for step in 0..<800 {
            now = now + .seconds(Int.random(in: -1...5, using: &random))
            let id = Int64.random(in: max(1, last - 60)...max(1, last), using: &random)
            apply(Int.random(in: 0..<14, using: &random), id, now, &last, &queue, &model, &random)
            let place: Comment = "seed \(seed), step \(step)"
            let expectedDue = model.nextDue(now: now)
            #expect(queue.nextDue(now: now) == expectedDue, place)
            let expected = model.next(now: now)
            #expect(queue.next(now: now) == expected, place)
            #expect(queue.count == model.items.count, place)
            let ready = model.ready
            #expect(queue.ready == (ready.messages, ready.octets, ready.urgent), place)
            #expect(queue.oldestReady == ready.oldest, place)
            if step % 50 == 0 {
                let ended = queue.expired(now: now, lifetimes: lifetimes)
                #expect(Set(ended.map(\.id)) == model.expired(now: now, lifetimes: lifetimes), place)
                #expect(queue.octets == model.items.values.reduce(0) { $0 + $1.entry.octets }, place)
                #expect(queue.held == model.items.values.count { $0.entry.isHeld && !$0.isMoving }, place)
                #expect(queue.moving == model.items.values.count { $0.isMoving }, place)
                #expect(
                    queue.urgentWaiting
                        == model.items.values.count {
                            $0.entry.priority == .urgent && !$0.entry.isHeld && !$0.isMoving
                        }, place)
                #expect(queue.listing(now: now).count == queue.count, place)
            }
        }
    }

    private func apply(
        _ kind: Int, _ id: Int64, _ now: Timestamp, _ last: inout Int64, _ queue: inout ConnectorQueue,
        _ model: inout NaiveQueue, _ random: inout SeededGenerator
    ) {
        switch kind {
        case 0...3:
            last += 1
            let priority = Priority.allCases.randomElement(using: &random) ?? .normal
            var new = entry(last, priority, age: Int.random(in: -2000...200, using: &random), octets: Int(last))
            if Bool.random(using: &random) { new.notBefore = now + .seconds(Int.random(in: -5...50, using: &random)) }
            if Int.random(in: 0..<4, using: &random) == 0 {
                new.deferredDelivery = now + .seconds(Int.random(in: -5...50, using: &random))
            }
            if Int.random(in: 0..<4, using: &random) == 0 {
                new.latestDelivery = now + .seconds(Int.random(in: -5...300, using: &random))
            }
            queue.insert(new)
            model.insert(new)
        case 4:
            queue.begin(id)
            model.items[id]?.isMoving = true
        case 5, 6:
            queue.finish(id)
            model.items[id] = nil
        case 7:
            let until = now + .seconds(Int.random(in: 0...40, using: &random))
            queue.deferUntil(id, until: until, why: "w")
            model.deferUntil(id, until)
        case 8:
            queue.hold(id, reason: "r")
            model.items[id]?.entry.hold = "r"
        case 9:
            queue.release(id)
            model.items[id]?.entry.hold = nil
            model.makeDue(id)
        case 10:
            queue.makeDue(id)
            model.makeDue(id)
        case 11:
            let until = Bool.random(using: &random) ? now + .seconds(Int.random(in: 0...40, using: &random)) : nil
            queue.setAside(id, until: until, why: "w")
            model.items[id]?.isAside = true
            model.items[id]?.asideUntil = until
        case 12:
            queue.takeBack(id)
            model.items[id]?.isAside = false
        default:
            queue.putBack(id)
            model.items[id]?.isMoving = false
        }
    }

    @Test("100,000 entries go in, wait, are woken and go out in order, in little time")
    func large() {
        let count: Int64 = 100_000
        var random = SeededGenerator(state: 7)
        var queue = ConnectorQueue()
        let clock = ContinuousClock()
        let time = clock.measure {
            for id in 1...count {
                let priority = Priority.allCases.randomElement(using: &random) ?? .normal
                queue.insert(entry(id, priority, age: Int.random(in: 0...86400, using: &random)))
            }
            for id in stride(from: 1, through: count, by: 2) {
                queue.begin(id)
                queue.deferUntil(id, until: t0 + .seconds(Int(id % 600)), why: "busy")
            }
            var previous: QueueEntry?
            var gone: Int64 = 0
            while let next = queue.next(now: t0 + .seconds(600)) {
                if let previous, previous.priority.rank == next.priority.rank, previous.enqueued > next.enqueued {
                    Issue.record("entry \(next.id) out of order")
                }
                previous = next
                queue.begin(next.id)
                queue.finish(next.id)
                gone += 1
            }
            #expect(gone == count)
        }
        print("100,000 entries through the queue: \(time)")
        // Quadratic behaviour would take minutes.
        #expect(time < .seconds(60))
    }
}
