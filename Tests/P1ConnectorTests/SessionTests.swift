import IO
import Message
import OSI
import P1Connector
import Spool
import Testing

@Suite("Two sessions on one line", .timeLimit(.minutes(3)))
struct SessionTests {
    private static func text(_ n: Int, _ octets: Int = 2000) -> [UInt8] {
        Array("message \(n) ".utf8) + [UInt8](repeating: UInt8(truncatingIfNeeded: n), count: octets)
    }

    @Test("both ends send all they have over one call, by turns, and the caller ends it")
    func bothDirections() async throws {
        let pair = try Pair()
        for n in 0..<20 {
            _ = try await pair.hq.submit(to: "berlin.example", Self.text(n))
            _ = try await pair.berlin.submit(to: "hq.example", Self.text(100 + n, 20_000))
        }
        _ = try await pair.call()
        #expect(await eventually { await pair.isOpen() })
        await pair.berlin.wake()
        #expect(
            try await eventually {
                try pair.berlin.delivered().count == 20 && pair.hq.delivered().count == 20
            })
        #expect(try pair.berlin.delivered() == (0..<20).map { Self.text($0) })
        #expect(try pair.hq.delivered() == (0..<20).map { Self.text(100 + $0, 20_000) })
        await pair.hq.finish()
        #expect(await eventually { await pair.isOver() })
        #expect(await pair.hq.ends == [.released])
        #expect(await pair.berlin.ends == [.released])
        #expect(try pair.hq.incoming().isEmpty, "no log and no mark is left")
    }

    @Test("the caller wants to end while the other end sends: that is brought to its end first")
    func finishWhileTheOtherHasTheTurn() async throws {
        let pair = try Pair()
        for n in 0..<12 { _ = try await pair.berlin.submit(to: "hq.example", Self.text(n, 30_000)) }
        _ = try await pair.call()
        #expect(await eventually { await pair.isOpen() })
        await pair.berlin.wake()
        #expect(try await eventually { try pair.hq.delivered().count > 1 })
        await pair.hq.finish()
        #expect(await eventually { await pair.isOver() })
        #expect(await pair.hq.ends == [.released])
        let delivered = try pair.hq.delivered().count
        #expect(delivered >= 8, "what one turn carries: \(delivered)")
    }

    @Test("cut at any octet and resumed by other sessions: octets exact, nothing lost, nothing twice")
    func cuts() async throws {
        let pair = try Pair()
        var sent: (out: [[UInt8]], back: [[UInt8]]) = ([], [])
        var resumptions = 0
        for seed in 0..<50 {
            var numbers = Numbers(seed: UInt64(seed + 1))
            sent.out.append(numbers.octets(Int.random(in: 100...60_000, using: &numbers)))
            sent.back.append(numbers.octets(Int.random(in: 100...60_000, using: &numbers)))
            _ = try await pair.hq.submit(to: "berlin.example", sent.out[seed])
            _ = try await pair.berlin.submit(to: "hq.example", sent.back[seed])
            for call in 0..<12 {
                let limit = call < 8 ? Int.random(in: 400...50_000, using: &numbers) : nil
                let before = (await pair.hq.opened, await pair.berlin.opened)
                _ = try await pair.call(limit: limit)
                _ = await eventually {
                    let (a, b) = (await pair.hq.opened, await pair.berlin.opened)
                    let isOver = await pair.hq.isOver
                    return (a > before.0 && b > before.1) || isOver
                }
                await pair.berlin.wake()
                let isDone = try await eventually {
                    let isOver = await pair.isOver()
                    return try isOver || (pair.hq.queued() == 0 && pair.berlin.queued() == 0)
                }
                #expect(isDone, "seed \(seed), call \(call)")
                await pair.hq.cut()
                #expect(await eventually { await pair.isOver() }, "seed \(seed), call \(call)")
                if try pair.hq.queued() == 0 && pair.berlin.queued() == 0 { break }
            }
            #expect(try pair.berlin.delivered().count == seed + 1, "seed \(seed)")
            #expect(try pair.hq.delivered().count == seed + 1, "seed \(seed)")
        }
        #expect(try pair.berlin.delivered() == sent.out)
        #expect(try pair.hq.delivered() == sent.back)
        resumptions = await pair.hq.resumptions + pair.berlin.resumptions
        #expect(resumptions > 20, "\(resumptions) transfers went on at a checkpoint")
    }

    @Test("the confirmation is lost: the message is sent again, and the ledger makes nothing of it")
    func lostConfirmation() async throws {
        let pair = try Pair()
        let line = try await pair.call()
        #expect(await eventually { await pair.isOpen() })
        await line.goDeaf(from: [1])
        _ = try await pair.hq.submit(to: "berlin.example", Self.text(1))
        await pair.hq.wake()
        #expect(try await eventually { try pair.berlin.delivered().count == 1 })
        await line.drop()
        #expect(await eventually { await pair.isOver() })
        #expect(try pair.hq.queued() == 1)
        _ = try await pair.call()
        #expect(try await eventually { try pair.hq.queued() == 0 })
        #expect(try pair.berlin.delivered().count == 1)
        #expect(await pair.berlin.duplicates == 1)
    }

    @Test("content that cannot be read is given up, and both ends go on with what else they have")
    func unreadableContent() async throws {
        let pair = try Pair()
        _ = try await pair.hq.submit(to: "berlin.example", Self.text(1, 300_000))
        _ = try await pair.hq.submit(to: "berlin.example", Self.text(2))
        _ = try await pair.berlin.submit(to: "hq.example", Self.text(3))
        let content = pair.hq.spool.directory + "/content"
        for file in try Files.list(content) {
            try AppendFile(opening: "\(content)/\(file)").truncate(to: 150_000)
        }
        _ = try await pair.call()
        #expect(await eventually { await pair.isOpen() })
        await pair.berlin.wake()
        #expect(try await eventually { try pair.berlin.delivered().count == 1 && pair.hq.delivered().count == 1 })
        #expect(try pair.berlin.delivered() == [Self.text(2)])
        let isUnreadable = await pair.hq.results.contains { if case .unreadable = $0 { true } else { false } }
        #expect(isUnreadable)
        #expect(try pair.berlin.incoming().isEmpty, "what was discarded is not kept")
    }

    @Test("an end that does not answer the request for the turn is not waited for")
    func turnIsNotAnswered() async throws {
        let pair = try Pair()
        await pair.berlin.change { $0.association.inactivityTimeout = 1 }
        let line = try await pair.call()
        #expect(await eventually { await pair.isOpen() })
        try await Task.sleep(for: .milliseconds(100))
        await line.goDeaf(from: [0, 1])
        _ = try await pair.berlin.submit(to: "hq.example", Self.text(1))
        await pair.berlin.wake()
        #expect(await eventually(5) { await pair.berlin.isOver })
        await line.drop()
    }

    @Test("a spool without room is no failed transfer of the message: it is sent again later")
    func noRoom() async throws {
        var limits = SpoolLimits()
        limits.minimumFree = Int.max
        let pair = try Pair(berlinLimits: limits)
        _ = try await pair.hq.submit(to: "berlin.example", Self.text(1))
        _ = try await pair.call()
        #expect(await eventually { await !pair.hq.results.isEmpty })
        #expect(await pair.hq.results == [.interrupted(checkpoint: 0, octets: 0, isWhole: true)])
        #expect(await eventually { await pair.isOver() })
        #expect(await !pair.berlin.notReceived.isEmpty)
        #expect(try pair.hq.queued() == 1)
    }

    @Test("an answerer with a wrong password is told so by an abort, and no mail goes")
    func wrongPassword() async throws {
        let pair = try Pair()
        await pair.hq.change { $0.remotePassword = "other" }
        _ = try await pair.hq.submit(to: "berlin.example", Self.text(1))
        _ = try await pair.call()
        #expect(await eventually { await pair.isOver() })
        #expect(await pair.hq.openFailure == .wrongPassword(.other))
        let isAborted = await pair.berlin.ends.contains {
            if case .aborted(byPeer: true, _) = $0 { true } else { false }
        }
        #expect(isAborted)
        #expect(try pair.hq.queued() == 1 && pair.berlin.delivered().isEmpty)
    }

    @Test("over a monologue the called end has no way for its mail, and knows it")
    func monologue() async throws {
        let pair = try Pair()
        await pair.hq.change { $0.twoWayAlternate = false }
        _ = try await pair.hq.submit(to: "berlin.example", Self.text(1))
        _ = try await pair.berlin.submit(to: "hq.example", Self.text(2))
        _ = try await pair.call()
        #expect(try await eventually { try pair.berlin.delivered().count == 1 })
        await pair.berlin.wake()
        #expect(await pair.hq.carriesOurMail)
        #expect(await !pair.berlin.carriesOurMail)
        #expect(try pair.hq.delivered().isEmpty)
        await pair.hq.finish()
        #expect(await eventually { await pair.isOver() })
    }

    @Test("an association without traffic is released after its lifetime")
    func lifetime() async throws {
        let pair = try Pair()
        await pair.hq.change { $0.lifetime = 1 }
        _ = try await pair.call()
        #expect(await eventually(5) { await pair.isOver() })
        #expect(await pair.hq.ends == [.released])
        #expect(await pair.berlin.ends == [.released])
    }

    @Test("an urgent message does not wait for a long one: that stops, and goes on where it was")
    func makeWay() async throws {
        let pair = try Pair()
        let (long, urgent) = (Self.text(1, 3_000_000), Self.text(2))
        await pair.hq.hideUrgentUntilProgress()
        _ = try await pair.hq.submit(to: "berlin.example", long)
        _ = try await pair.hq.submit(to: "berlin.example", urgent, priority: .urgent)
        _ = try await pair.call()
        #expect(try await eventually { try pair.berlin.delivered().count == 2 })
        #expect(try pair.berlin.delivered() == [urgent, long])
        #expect(
            await pair.hq.results.contains { if case .interrupted(let serial, _, _) = $0 { serial > 0 } else { false } }
        )
        #expect(await pair.hq.resumptions == 1)
    }

    @Test("a transfer told to make way that was complete already keeps nothing from being sent")
    func makeWayTooLate() async throws {
        let pair = try Pair()
        await pair.hq.change { $0.association.checkpointSize = 30 }
        await pair.hq.change { $0.association.windowSize = 40 }
        await pair.hq.hideUrgentUntilProgress()
        _ = try await pair.hq.submit(to: "berlin.example", Self.text(1, 130_000))
        _ = try await pair.hq.submit(to: "berlin.example", Self.text(2), priority: .urgent)
        let receiver = RawReceiver()
        let (near, far) = try FileDescriptor.socketPair().boxed()
        await receiver.answer(on: far)
        await pair.hq.open(on: near)
        // The confirmation of the whole has crossed the interrupt, which is not confirmed yet.
        #expect(await eventually { await !pair.hq.results.isEmpty })
        await receiver.goOn()
        #expect(await eventually { await pair.hq.results.count == 2 })
        let areTransferred = await pair.hq.results.map { if case .transferred = $0 { true } else { false } }
        #expect(areTransferred == [true, true])
        #expect(await receiver.transfers == 2)
        await receiver.hangUp()
    }
}
