import BER
import IO
import Message
import OSI
import P1
import P1Connector
import Testing

/// Transfers that bear one name at one time, and how many that were cut are kept.
@Suite("Transfers of one name, and many of them", .timeLimit(.minutes(3)))
struct SameNameTests {
    private static func content(_ name: String) -> [UInt8] {
        Array("Subject: \(name)\r\n\r\n".utf8) + [UInt8](repeating: name.utf8.last ?? 0, count: 200_000)
    }

    /// Nobody takes a pause for the other's end, however slow the machine is.
    private static func pair() async throws -> Pair {
        let pair = try Pair()
        await pair.berlin.change { $0.association.inactivityTimeout = 600 }
        return pair
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
        let pair = try await Self.pair()
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
        let pair = try await Self.pair()
        let (first, second) = (
            try await Self.begin("M1", pair, reference: "same"), try await Self.begin("M2", pair, reference: "same")
        )
        await Self.finish(first)
        await Self.finish(second)
        try Self.arrived(pair, ["M1", "M2"])
    }

    @Test("one of two with one name is cut: it goes on as itself, whichever it was", arguments: [0, 1])
    func oneIsCut(index: Int) async throws {
        let pair = try await Self.pair()
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
        let pair = try await Self.pair()
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
        let pair = try await Self.pair()
        _ = try await Self.cut("M1", pair, reference: "same")
        let recovery = try await Self.cut("M2", pair, reference: "same")
        await Self.finish(try await Self.begin("M2", pair, reference: "next", resuming: recovery))
        try Self.arrived(pair, ["M2"])
    }

    @Test("names of any length and of any division are told apart")
    func names() async throws {
        let pair = try await Self.pair()
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

    // MARK: How many are kept

    @Test("of more than may be kept the oldest goes, with an event; the newest and what is under way stay")
    func limitOfNumber() async throws {
        let pair = try await Self.pair()
        pair.berlin.limit(IncomingTransfers.Limits(transfers: 2))
        let underWay = try await Self.begin("M0", pair, reference: "zero")
        var recoveries: [ActivityRecovery] = []
        for index in 1...4 { recoveries.append(try await Self.cut("M\(index)", pair, reference: "r\(index)")) }
        #expect(await eventually { pair.berlin.events.count(of: 10027) == 2 })
        #expect(try pair.berlin.incoming().count == 3)
        for index in 1...2 {
            let late = try await Self.begin("M\(index)", pair, reference: "l\(index)", resuming: recoveries[index - 1])
            #expect(await late.failure == .cannotResume)
        }
        for index in 3...4 {
            await Self.finish(
                try await Self.begin("M\(index)", pair, reference: "g\(index)", resuming: recoveries[index - 1]))
        }
        await Self.finish(underWay)
        try Self.arrived(pair, ["M3", "M4", "M0"])
    }

    @Test("so with octets; the newest stays although it alone is longer")
    func limitOfOctets() async throws {
        let pair = try await Self.pair()
        pair.berlin.limit(IncomingTransfers.Limits(octets: 1))
        _ = try await Self.cut("M1", pair, reference: "r1")
        let recovery = try await Self.cut("M2", pair, reference: "r2")
        #expect(await eventually { pair.berlin.events.count(of: 10027) == 1 })
        #expect(try pair.berlin.incoming().count == 1)
        await Self.finish(try await Self.begin("M2", pair, reference: "r3", resuming: recovery))
        try Self.arrived(pair, ["M2"])
    }

    @Test(
        "a transfer that was cut again and again counts once, by all its names, and leaves nothing when it is complete")
    func cutAgain() async throws {
        let pair = try await Self.pair()
        pair.berlin.limit(IncomingTransfers.Limits(transfers: 1))
        var recovery = try await Self.cut("M1", pair, reference: "r0")
        for index in 1...3 {
            let sender = try await Self.begin("M1", pair, reference: "r\(index)", resuming: recovery)
            recovery = try await Self.cut(sender, pair)
        }
        #expect(try pair.berlin.incoming().count == 4)
        let last = try await Self.begin("M1", pair, reference: "r4", resuming: recovery)
        // Under way by its newest name, it is under way by its oldest.
        _ = try await Self.cut("M2", pair, reference: "s")
        #expect(pair.berlin.events.count(of: 10027) == 0)
        await Self.finish(last)
        try Self.arrived(pair, ["M1"])
        #expect(try pair.berlin.incoming().filter { !$0.hasSuffix(".complete") }.count == 1)
    }
}
