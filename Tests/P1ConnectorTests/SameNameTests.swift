import BER
import IO
import Message
import OSI
import P1
import P1Connector
import Testing

/// Transfers that bear one name at one time.
@Suite("Transfers of one name", .timeLimit(.minutes(1)))
struct SameNameTests {
    private static func content(_ name: String) -> [UInt8] {
        Array("Subject: \(name)\r\n\r\n".utf8) + [UInt8](repeating: name.utf8.last ?? 0, count: 400_000)
    }

    private static func apdu(_ name: String) throws -> [UInt8] {
        var sent = Gate.message([Gate.recipient(1, try Gate.mailbox("b@berlin.example"))])
        sent.contentType = .internetMessage
        sent.messageIdentifier = P1.MTSIdentifier(globalDomainIdentifier: Gate.foreign, localIdentifier: name)
        return MessageTransferAPDU.header(
            envelope: sent, contentLength: content(name).count, contextIdentifier: 5) + content(name)
    }

    /// Begins to send, and pauses where BERLIN has confirmed a checkpoint.
    private static func begin(
        _ name: String, _ pair: Pair, reference: String, resuming former: ActivityRecovery? = nil
    ) async throws -> PausingSender {
        let sender = PausingSender(try apdu(name))
        try await sender.call(pair, reference: reference, resuming: former)
        #expect(
            await eventually {
                let hasFailed = await sender.failure != nil
                return await sender.isPausing || hasFailed
            })
        return sender
    }

    /// Begins to send; the line is cut behind a checkpoint.
    private static func cut(_ name: String, _ pair: Pair, reference: String) async throws -> ActivityRecovery {
        let sender = try await begin(name, pair, reference: reference)
        return try await cut(sender, pair)
    }

    private static func cut(_ sender: PausingSender, _ pair: Pair) async throws -> ActivityRecovery {
        let ends = await pair.berlin.ends.count
        await sender.hangUp()
        #expect(await eventually { await pair.berlin.ends.count > ends })
        return try #require(await sender.recovery)
    }

    private static func finish(_ sender: PausingSender) async {
        await sender.goOn()
        #expect(await eventually { await sender.isDone })
        #expect(await sender.failure == nil)
    }

    private static func arrived(_ pair: Pair, _ names: [String]) throws {
        #expect(try pair.berlin.arrived().map(\.mtsIdentifier.localIdentifier) == names)
        #expect(try pair.berlin.delivered() == names.map(content))
    }

    @Test("a neighbour that goes on elsewhere before its cut is seen here: the old association writes nothing more")
    func takenOver() async throws {
        let pair = try Pair()
        let old = try await Self.begin("M1", pair, reference: "first")
        let new = try await Self.begin("M1", pair, reference: "second", resuming: await old.recovery)
        // What a slow line had still in it.
        await old.goOn()
        #expect(await eventually { await old.isOver })
        await Self.finish(new)
        try Self.arrived(pair, ["M1"])
    }

    @Test("two at one time with one name do not disturb each other")
    func together() async throws {
        let pair = try Pair()
        let (first, second) = (
            try await Self.begin("M1", pair, reference: "same"), try await Self.begin("M2", pair, reference: "same")
        )
        await Self.finish(first)
        await Self.finish(second)
        try Self.arrived(pair, ["M1", "M2"])
    }

    @Test("one of two with one name is cut: it goes on as itself, whichever it was", arguments: [0, 1])
    func oneIsCut(index: Int) async throws {
        let pair = try Pair()
        let senders = [
            try await Self.begin("M1", pair, reference: "same"), try await Self.begin("M2", pair, reference: "same"),
        ]
        let recovery = try await Self.cut(senders[index], pair)
        let new = try await Self.begin("M\(index + 1)", pair, reference: "third", resuming: recovery)
        await Self.finish(senders[1 - index])
        await Self.finish(new)
        try Self.arrived(pair, ["M\(2 - index)", "M\(index + 1)"])
    }

    @Test("both are cut, and nobody can say which is meant: they begin anew, and neither gets the other's octets")
    func bothAreCut() async throws {
        let pair = try Pair()
        let senders = [
            try await Self.begin("M1", pair, reference: "same"), try await Self.begin("M2", pair, reference: "same"),
        ]
        let recoveries = [try await Self.cut(senders[0], pair), try await Self.cut(senders[1], pair)]
        for (index, recovery) in recoveries.enumerated() {
            let resuming = try await Self.begin("M\(index + 1)", pair, reference: "r\(index)", resuming: recovery)
            #expect(await resuming.failure == .cannotResume)
        }
        #expect(try pair.berlin.incoming().isEmpty)
    }

    @Test("a name that comes again means the later transfer, when the earlier one had been cut before")
    func nameComesAgain() async throws {
        let pair = try Pair()
        _ = try await Self.cut("M1", pair, reference: "same")
        let recovery = try await Self.cut("M2", pair, reference: "same")
        await Self.finish(try await Self.begin("M2", pair, reference: "next", resuming: recovery))
        try Self.arrived(pair, ["M2"])
    }

    @Test("names of any length and of any division are told apart")
    func names() async throws {
        let pair = try Pair()
        let long = String(repeating: "x", count: 60)
        var recoveries: [(String, ActivityRecovery)] = []
        for (index, reference) in ["a", "ab", long + "1", long + "2"].enumerated() {
            recoveries.append(("M\(index)", try await Self.cut("M\(index)", pair, reference: reference)))
        }
        for (name, recovery) in recoveries {
            await Self.finish(try await Self.begin(name, pair, reference: "r" + name, resuming: recovery))
        }
        try Self.arrived(pair, recoveries.map(\.0))
    }
}
