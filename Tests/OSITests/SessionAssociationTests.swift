import OSI
import Testing

@Suite("Session under an association")
struct SessionAssociationTests {
    private static func tsdus(_ wire: [(fromA: Bool, octets: [UInt8])], fromA: Bool) throws -> [[UInt8]] {
        var decoder = TPKTDecoder()
        var result: [[UInt8]] = []
        var pending: [UInt8] = []
        for piece in wire where piece.fromA == fromA {
            decoder.append(piece.octets)
            while let tpdu = try decoder.next() {
                guard case .dt(let isLast, let data) = try TPDU.decode(tpdu) else { continue }
                pending += data
                if !isLast { continue }
                result.append(pending)
                pending = []
            }
        }
        return result
    }

    @Test(
        "with an agreed TSDU size everything is segmented, both ways, in every mode, and nothing is noticed",
        arguments: [150, 256, 700],
        [ApplicationContext.mtsTransfer, .mtsTransferProtocol, .mtsTransferProtocol1984])
    func segmented(_ size: Int, _ context: ApplicationContext) throws {
        var configuration = RecoveryTests.small
        configuration.tsduSize = size
        var ends = TwoEnds(configuration, RecoveryTests.small)
        ends.pieceLimit = 97
        ends.open(mode: .twoWayAlternate, context: context)
        ends.transfer(AssociationTests.pattern(5000))
        ends.tellB(.turnPlease(priority: 2))
        ends.run()
        ends.tellA(.turnGive)
        ends.run()
        ends.transferFromB(AssociationTests.pattern(3000))
        ends.tellA(.turnPlease(priority: 0))
        ends.run()
        ends.tellB(.turnGive)
        ends.run()
        ends.tellA(.close)
        ends.run()
        #expect(ends.b.finished == [AssociationTests.pattern(5000)])
        #expect(ends.a.finished == [AssociationTests.pattern(3000)])
        #expect(ends.a.log.suffix(2) == [.closed, .disconnect])
        // The CONNECT goes before anything is agreed on.
        for tsdu in try Self.tsdus(ends.wire, fromA: true).dropFirst() { #expect(tsdu.count <= size) }
        for tsdu in try Self.tsdus(ends.wire, fromA: false) { #expect(tsdu.count <= size) }
        #expect(try Self.tsdus(ends.wire, fromA: true).contains { $0.starts(with: [1, 0, 1, 3, 0x19, 1, 1]) })
    }

    @Test(
        "a bind that a CONNECT has no room for goes in overflow",
        arguments: [500, 5000, 10_300, 30_000, 60_000],
        [ApplicationContext.mtsTransfer, .mtsTransferProtocol1984])
    func overflow(_ count: Int, _ context: ApplicationContext) {
        let length = [0x04, 0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
        let bind = length + [UInt8](repeating: 0x41, count: count)
        var ends = TwoEnds()
        ends.pieceLimit = 5000
        ends.tellB(.transportConnected)
        ends.tellA(.transportConnected)
        ends.tellA(
            .open(
                OpenRequest(
                    userData: bind, sessionConnectionIdentifier: TwoEnds.name, applicationContext: context)))
        ends.run()
        let indicated = ends.b.log.compactMap { action -> Int? in
            if case .openIndication(let indication) = action { indication.userData.count } else { nil }
        }
        #expect(indicated == [bind.count])
        ends.transfer([1, 2, 3])
        #expect(ends.b.finished == [[1, 2, 3]])
    }

    /// What a peer without the tokens, or in the wrong place, must not send; what happens before it.
    static let violations: [(name: String, before: [SPDU], wrong: SPDU)] = [
        ("AS without the tokens", [], .as(activity: [2, 1, 1])),
        ("AR without the tokens", [], .ar(Samples.resume)),
        ("DT without the data token", [], .dt([1])),
        ("MIP without an activity", [], .mip(serial: 1, needsConfirmation: true)),
        ("MIA for a point never set", [], .mia(serial: 1)), ("AE without an activity", [], .ae(serial: 1)),
        ("AEA for an end never sent", [], .aea(serial: 1)), ("AI without the tokens", [], .ai(reason: nil)),
        ("AD without the tokens", [], .ad(reason: nil)), ("AIA to nothing", [], .aia), ("ADA to nothing", [], .ada),
        ("ED without an activity", [], .ed(reason: 1, userData: [])), ("ER without an activity", [], .er),
        ("GT of tokens that are not the sender's", [], .gt(tokens: 1)), ("GTC without the tokens", [], .gtc),
        ("GTA to nothing", [], .gta), ("PT for a token that does not exist", [], .pt(tokens: 0x40, userData: [])),
        ("FN without the tokens", [], .fn(userData: [])), ("DN to nothing", [], .dn(userData: [])),
        ("AA to nothing", [], .aa), ("CN on a connection", [], .cn(Samples.connect)),
        ("AC on a connection", [], .ac(Samples.accept)), ("RF on a connection", [], .rf(RefuseSPDU(reason: 1))),
        ("OA on a connection", [], .oa(OverflowAcceptSPDU())),
        ("CDO on a connection", [], .cdo(userData: [1], isLast: true)),
    ]

    @Test("what the peer may not send to the holder of the tokens aborts with protocol error", arguments: violations)
    func holder(_ violation: (name: String, before: [SPDU], wrong: SPDU)) {
        Self.check(violation, holdsTokens: true)
    }

    /// The same from a peer with the tokens.
    static let holdersViolations: [(name: String, before: [SPDU], wrong: SPDU)] = [
        ("AS in an activity", [.as(activity: [2, 1, 1])], .as(activity: [2, 1, 2])),
        ("AR in an activity", [.as(activity: [2, 1, 1])], .ar(Samples.resume)),
        ("MIP with another number", [.as(activity: [2, 1, 1])], .mip(serial: 2, needsConfirmation: true)),
        (
            "MIP with a number twice", [.as(activity: [2, 1, 1]), .mip(serial: 1, needsConfirmation: true)],
            .mip(serial: 1, needsConfirmation: true)
        ),
        ("AE with another number", [.as(activity: [2, 1, 1])], .ae(serial: 2)),
        ("MIP behind the end", [.as(activity: [2, 1, 1]), .ae(serial: 1)], .mip(serial: 2, needsConfirmation: true)),
        ("DT behind the end", [.as(activity: [2, 1, 1]), .ae(serial: 1)], .dt([1])),
        ("FN in an activity", [.as(activity: [2, 1, 1])], .fn(userData: [])),
        ("GTC in an activity", [.as(activity: [2, 1, 1])], .gtc),
        ("MIA from the sender of points", [.as(activity: [2, 1, 1])], .mia(serial: 1)),
        ("AEA from the sender", [.as(activity: [2, 1, 1])], .aea(serial: 1)),
        ("a resumed activity's first point again", [.ar(Samples.resume)], .mip(serial: 3, needsConfirmation: true)),
    ]

    @Test("what a peer with the tokens may not send aborts with protocol error", arguments: holdersViolations)
    func other(_ violation: (name: String, before: [SPDU], wrong: SPDU)) {
        Self.check(violation, holdsTokens: false)
    }

    private static func check(_ violation: (name: String, before: [SPDU], wrong: SPDU), holdsTokens: Bool) {
        var ends = TwoEnds()
        ends.b.securesEnd = false
        ends.open()
        var answers: [UInt8] = []
        for spdu in violation.before + [violation.wrong] {
            let octets = TPDU.dt(isLast: true, data: spdu.encode()[...]).encode()
            if holdsTokens { ends.tellA(.octets(octets)) } else { ends.tellB(.octets(octets)) }
            answers = holdsTokens ? ends.toB : ends.toA
        }
        let end = holdsTokens ? ends.a : ends.b
        #expect(end.aborted?.source == .us && end.aborted?.layer == .session, "\(violation.name)")
        #expect(end.count(.disconnect) == 1 && end.timers.isEmpty, "\(violation.name)")
        let abort = TPDU.dt(isLast: true, data: SPDU.ab(.protocolError).encode()[...]).encode()
        #expect(answers.suffix(abort.count) == abort[...], "\(violation.name)")
        ends.run()
        let peer = holdsTokens ? ends.b : ends.a
        // Where an answer to what went before surprises the other end it has an abort of its own to tell.
        #expect(peer.aborted?.layer == .session, "\(violation.name)")
        if violation.before.isEmpty { #expect(peer.aborted?.source == .peer, "\(violation.name)") }
    }

    @Test("RTSE's turn comes when the last of the tokens does, one by one or at once")
    func tokensOneByOne() {
        for tokens in [[SessionTokens.all], [SessionTokens.data, SessionTokens.minor, SessionTokens.majorActivity]] {
            var ends = TwoEnds()
            ends.open(mode: .twoWayAlternate)
            for token in tokens {
                #expect(!ends.b.log.contains(.turnGiveIndication))
                ends.tellB(.octets(TPDU.dt(isLast: true, data: SPDU.gt(tokens: token).encode()[...]).encode()))
            }
            #expect(ends.b.log.last == .turnGiveIndication)
        }
    }

    @Test("a peer that speaks version 1 alone gets version 1, as initiator and as responder")
    func version1() throws {
        var ends = TwoEnds()
        ends.tellB(.transportConnected)
        ends.tellA(.transportConnected)
        ends.tellA(
            .open(
                OpenRequest(
                    userData: TwoEnds.bind, sessionConnectionIdentifier: TwoEnds.name,
                    applicationContext: .mtsTransferProtocol1984)))
        // A's CONNECT comes to B as one of version 1, and so B's ACCEPT to A.
        var rounds = 0
        while !(ends.toA.isEmpty && ends.toB.isEmpty), rounds < 10 {
            rounds += 1
            let toB = Self.ofVersion1(ends.toB)
            ends.toB = []
            if !toB.isEmpty { ends.tellB(.octets(toB)) }
            let toA = ends.toA
            ends.toA = []
            if !toA.isEmpty { ends.tellA(.octets(toA)) }
        }
        ends.transfer([1, 2, 3])
        #expect(ends.b.finished == [[1, 2, 3]])
        ends.tellA(.close)
        ends.run()
        #expect(ends.a.log.suffix(2) == [.closed, .disconnect])
    }

    private static func ofVersion1(_ octets: [UInt8]) -> [UInt8] {
        var result = octets
        for index in octets.indices.dropFirst(2) where octets[(index - 2)...index] == [0x16, 1, 3] { result[index] = 1 }
        return result
    }
}
