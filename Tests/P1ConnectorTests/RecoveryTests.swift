import Acceptance
import IO
import OSI
import P1
import P1Connector
import Testing

@Suite("Recovery of an association without a bind", .timeLimit(.minutes(1)))
struct RecoveryTests {
    private static let content = Array("Subject: x\r\n\r\n".utf8) + [UInt8](repeating: 0x61, count: 20_000)

    /// BERLIN, and an MTA that has bound to it and whose line was cut behind the third checkpoint of a transfer.
    private struct Cut {
        let pair: Pair
        let caller: RecoveringCaller
        let line = Line()
        let identifier: SessionConnectionIdentifier

        init(_ context: ApplicationContext) async throws {
            pair = try Pair()
            caller = RecoveringCaller(name: "hq", password: "hq-password", context: context)
            let (near, far) = try await line.connect()
            await pair.berlin.answer(on: far)
            await caller.open(on: near)
            let (pair, caller) = (pair, caller)
            #expect(
                await eventually {
                    let isBound = await !caller.bindResult.isEmpty
                    return await caller.isOpen && isBound
                })
            identifier = try #require(await caller.identifier)
            let envelope = Gate.message([Gate.recipient(1, try Gate.mailbox("b@berlin.example"))])
            await caller.send(envelope, RecoveryTests.content, cutsAfter: 3)
            #expect(
                await eventually {
                    let isOver = await caller.isOver
                    return await pair.berlin.isOver && isOver
                })
        }

        /// Asks for the association of that name.
        func recover(_ name: SessionConnectionIdentifier? = nil) async throws {
            let (near, far) = try await line.connect()
            await pair.berlin.answer(on: far)
            await caller.open(on: near, recovering: name ?? identifier)
            let caller = caller
            #expect(
                await eventually {
                    let isRefused = await caller.refusal != nil
                    return await caller.isOpen || isRefused
                })
        }

        func bind() async throws {
            let (near, far) = try await line.connect()
            await pair.berlin.answer(on: far)
            await caller.open(on: near)
            let caller = caller
            #expect(await eventually { await caller.isOpen })
        }

        /// The transfer goes on behind the checkpoint, and the message is there once.
        func goOn() async throws {
            let (pair, caller) = (pair, caller)
            #expect(await (caller.recovery?.serial ?? 0) >= 3)
            await caller.resume()
            #expect(await eventually { await caller.isTransferred })
            #expect(try pair.berlin.delivered() == [RecoveryTests.content])
            #expect(await pair.berlin.duplicates == 0)
        }
    }

    @Test(
        "within the time it stands again without a bind, and the transfer goes on at its checkpoint",
        arguments: ApplicationContext.allCases)
    func recovered(context: ApplicationContext) async throws {
        let cut = try await Cut(context)
        await cut.pair.berlin.advance(End.recoveryTimeout - 1)
        try await cut.recover()
        #expect(await cut.caller.isOpen)
        #expect(await cut.caller.bindResult.isEmpty)
        try await cut.goOn()
        await cut.caller.close()
        #expect(await eventually { await cut.pair.berlin.ends.last == .released })
    }

    enum Trouble: CaseIterable { case late, otherHost, twice, unknown }

    @Test(
        "too late, from another host, a second time or under another name it is refused; a bind then goes on as well",
        arguments: ApplicationContext.allCases, Trouble.allCases)
    func refused(context: ApplicationContext, trouble: Trouble) async throws {
        let cut = try await Cut(context)
        switch trouble {
        case .late:
            await cut.pair.berlin.advance(End.recoveryTimeout)
            try await cut.recover()
        case .otherHost:
            await cut.pair.berlin.setCallersHost("192.0.2.2")
            try await cut.recover()
        case .twice:
            try await cut.recover()
            #expect(await cut.caller.isOpen)
            try await cut.recover()
        case .unknown:
            try await cut.recover(SessionConnectionIdentifier(reference: "hq-7", time: "261121000000Z"))
        }
        let refusal = try #require(await cut.caller.refusal)
        #expect(refusal.layer == .reliableTransfer && !refusal.isTransient)
        if context.isX410Mode { #expect(refusal.reason == RefuseReason.cannotRecover.rawValue) }
        try await cut.bind()
        try await cut.goOn()
    }

    @Test("an association that took the place of another can be recovered in its turn")
    func again() async throws {
        let cut = try await Cut(.mtsTransfer)
        try await cut.recover()
        let second = try #require(await cut.caller.identifier)
        await cut.line.drop()
        let berlin = cut.pair.berlin
        #expect(await eventually { await berlin.isOver })
        try await cut.recover(second)
        #expect(await cut.caller.isOpen)
        try await cut.goOn()
    }

    // MARK: What is remembered

    private static func key(
        _ number: Int, host: String = "192.0.2.1", _ context: ApplicationContext = .mtsTransfer,
        _ mode: DialogueMode = .monologue
    ) -> RecoverableAssociations.Key {
        let name = SessionConnectionIdentifier(reference: "hq-\(number)", time: "261121000000Z")
        return RecoverableAssociations.Key(name, host: host, context, mode)
    }

    @Test("one that still stands here is found, one that was released or of another kind is not")
    func kinds() {
        let known = RecoverableAssociations()
        let first = known.opened(Self.key(1), connector: "hq")
        #expect(known.take(Self.key(1, .mtsTransfer, .twoWayAlternate), now: 0) == nil)
        #expect(known.take(Self.key(1, .mtsTransferProtocol), now: 0) == nil)
        #expect(known.take(Self.key(1, host: "192.0.2.2"), now: 0) == nil)
        let found = known.take(Self.key(1), now: 0)
        #expect(found?.ticket == first && found?.connector == "hq")
        #expect(known.take(Self.key(1), now: 0) == nil, "once")

        let second = known.opened(Self.key(2), connector: "hq")
        known.released(second)
        known.ended(second, now: 0, timeout: 60)
        #expect(known.take(Self.key(2), now: 0) == nil)
    }

    @Test("after a reload nobody is remembered, also not those that end later")
    func reload() {
        let known = RecoverableAssociations()
        let ticket = known.opened(Self.key(1), connector: "hq")
        known.clear()
        known.ended(ticket, now: 0, timeout: 60)
        #expect(known.take(Self.key(1), now: 1) == nil)
    }

    @Test("the time begins with the end, and a name that comes again means the later association")
    func time() {
        let known = RecoverableAssociations()
        let ticket = known.opened(Self.key(1), connector: "hq")
        known.ended(ticket, now: 1000, timeout: 60)
        let later = known.opened(Self.key(1), connector: "hq")
        known.ended(ticket, now: 2000, timeout: 60)
        known.ended(later, now: 3000, timeout: 60)
        #expect(known.count == 1)
        #expect(known.take(Self.key(1), now: 3059)?.ticket == later)
        known.ended(known.opened(Self.key(1), connector: "hq"), now: 3000, timeout: 60)
        #expect(known.take(Self.key(1), now: 3060) == nil)
    }

    @Test("however many there are, so many are kept: those that have ended go before those that stand")
    func limit() {
        let known = RecoverableAssociations(capacity: 3)
        let tickets = (1...3).map { known.opened(Self.key($0), connector: "hq") }
        known.ended(tickets[1], now: 0, timeout: 60)
        _ = known.opened(Self.key(4), connector: "hq")
        #expect(known.count == 3)
        #expect(known.take(Self.key(2), now: 1) == nil)
        #expect(known.take(Self.key(1), now: 1) != nil)
        for number in 5..<1000 { _ = known.opened(Self.key(number), connector: "hq") }
        #expect(known.count == 3)
        #expect(known.take(Self.key(996), now: 1) == nil)
        #expect(known.take(Self.key(997), now: 1) != nil)
    }
}
