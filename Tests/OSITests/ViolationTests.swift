import BER
import OSI
import Testing

/// A peer that says what a test wants, and what our end answers.
private struct Peer {
    var ends: TwoEnds

    /// An open association of which the other end is played by the test; ours is B.
    init(_ context: ApplicationContext = .mtsTransfer, _ mode: DialogueMode = .monologue) {
        ends = TwoEnds(RecoveryTests.small, RecoveryTests.small)
        ends.open(mode: mode, context: context)
    }

    mutating func say(_ spdu: SPDU) {
        ends.tellB(.octets(TPDU.dt(isLast: true, data: spdu.encode()[...]).encode()))
    }

    mutating func say(context: Int, _ octets: [UInt8]) {
        say(.dt(PresentationValue(context: context, octets: octets[...]).encodeUserData()[...]))
    }

    /// User data of the ABORT that our end has sent.
    func abort() throws -> [UInt8] {
        guard case .ab(let abort)? = try spdus([ends.b.sent]).last?.spdu else { throw Missing("no AB") }
        return abort.userData
    }

    /// The RTAB in that ABORT.
    func rtab() throws -> RTAB {
        guard case .user(let values) = try AbortPPDU(try abort()[...]), let value = values.first,
            case .abrt(let abrt) = try ACSEAPDU.decode(value.octets), let information = abrt.userInformation,
            case .rtab(let rtab) = try RTSEAPDU.decode(information.octets)
        else { throw Missing("no RTAB") }
        return rtab
    }

    func x410RTAB() throws -> RTAB { try RTAB(components: try X410PPDU.components(try abort()[...])) }
}

/// What our responder answers to a CONNECT with this user data.
private func answer(_ userData: [UInt8]) throws -> SPDU {
    var ends = TwoEnds()
    ends.tellB(.transportConnected)
    ends.tellB(.octets(X410Captures.of1984Initiator[0]))
    var connect = ConnectSPDU()
    connect.userData = userData
    ends.tellB(.octets(TPDU.dt(isLast: true, data: SPDU.cn(connect).encode()[...]).encode()))
    guard let spdu = try spdus([ends.b.sent]).last?.spdu else { throw Missing("no answer") }
    return spdu
}

private func refusal(_ userData: [UInt8]) throws -> RejectPPDU {
    guard case .rf(let refuse) = try answer(userData) else { throw Missing("no RF") }
    return try RejectPPDU(refuse.userData[...])
}

@Suite("Refusals: what a CONNECT must not ask")
struct RefusalTests {
    private static let contexts = [(1, [2, 2, 1, 0, 1]), (3, [2, 6, 0, 2, 12]), (5, [2, 6, 0, 2, 7])]
        .map { PresentationContext(identifier: $0.0, abstractSyntax: .init($0.1), transferSyntaxes: [[2, 1, 1]]) }

    private static func value(_ apdu: ACSEAPDU) -> PresentationValue {
        PresentationValue(context: 1, octets: apdu.encode()[...])
    }

    private static func cp(_ contexts: [PresentationContext] = contexts, _ apdu: ACSEAPDU = Samples.aarq) -> [UInt8] {
        ConnectPPDU(calling: [], called: [], contexts: contexts, userData: [value(apdu)]).encode()
    }

    /// The same CP with more members among the normal-mode-parameters, and without its user data if so wished.
    private static func cp(adding members: [UInt8], dropsData: Bool = false) throws -> [UInt8] {
        let (_, parameters) = try modeAndParameters(cp()[...])
        var reader = try parameters.children()
        var writer = BERWriter()
        var rest: [UInt8] = members
        while let member = try reader.nextIfPresent() {
            if !(dropsData && member.tag == .application(1)) { rest += member.encoded }
        }
        writer.set {
            $0.encoded(hex("a003800101"))
            $0.constructed(.context(2)) { $0.encoded(rest) }
        }
        return writer.octets
    }

    @Test("a CP that we can do nothing with is refused with the provider's reason for it")
    func providerReasons() throws {
        #expect(try refusal(Self.cp(adding: hex("8002 0640"))).providerReason == 4)
        #expect(try refusal(Self.cp(adding: hex("a607 8003520100 8100"))).providerReason == 5)
        #expect(try refusal(Self.cp(Array(Self.contexts.dropFirst()))).providerReason == 6)
        #expect(try refusal(Self.cp(adding: [], dropsData: true)).providerReason == 6)
        // The AARQ in a transfer syntax that nobody offered.
        let foreign = hex("610c 300a 06025109 020101 a001 05")
        #expect(try refusal(Self.cp(adding: foreign, dropsData: true)).providerReason == 6)
        let many = (0..<65).map {
            PresentationContext(identifier: 2 * $0 + 1, abstractSyntax: [1, 3, 9], transferSyntaxes: [[2, 1, 1]])
        }
        #expect(try refusal(Self.cp(many)).providerReason == 2)
        // Version 1 among others, requirements and options are no reason.
        guard case .ac = try answer(Self.cp(adding: hex("8002 06c0 8802 0780 8b02 0620"))) else {
            Issue.record("no AC")
            return
        }
    }

    @Test("contexts that are not ours are rejected one by one, and the connection comes about")
    func contexts() throws {
        var contexts = Self.contexts
        contexts.insert(
            PresentationContext(identifier: 7, abstractSyntax: [1, 3, 9], transferSyntaxes: [[2, 1, 1]]), at: 0)
        contexts[3].transferSyntaxes = [[2, 1, 9]]
        guard case .ac(let accept) = try answer(Self.cp(contexts)) else { throw Missing("no AC") }
        #expect(
            try AcceptPPDU(accept.userData[...]).results == [
                .abstractSyntaxNotSupported, .acceptance(transferSyntax: [2, 1, 1]),
                .acceptance(transferSyntax: [2, 1, 1]), .transferSyntaxesNotSupported,
            ])
    }

    @Test("an AARQ of another application context or version is refused with its diagnostic")
    func association() throws {
        var other = AARQ(applicationContext: [2, 6, 0, 1, 1], userInformation: nil)
        #expect(try diagnostic(ACSEAPDU.aarq(other).encode()) == .applicationContextNotSupported)
        other.applicationContext = [2, 6, 0, 1, 6]
        // protocol-version { } in front of the name.
        let name = hex("a106 0604 56000106")
        #expect(try diagnostic([0x60, 12] + hex("8002 0700") + name) == .noCommonVersion)
        #expect(AARE.Diagnostic.noCommonVersion.text == "no common ACSE version")
        #expect(AARE.Diagnostic.user(99).text == "user 99")
    }

    private func diagnostic(_ aarq: [UInt8]) throws -> AARE.Diagnostic {
        let value = PresentationValue(context: 1, octets: aarq[...])
        let cp = ConnectPPDU(calling: [], called: [], contexts: Self.contexts, userData: [value])
        let values = try refusal(cp.encode()).userData
        guard case .aare(let aare) = try ACSEAPDU.decode(try #require(values.first).octets) else {
            throw Missing("no AARE")
        }
        #expect(aare.result == .rejectedPermanent)
        return aare.diagnostic
    }

    @Test("titles, qualifiers and identifiers in an AARQ are passed over")
    func titles() throws {
        let aarq = Samples.aarq.encode()
        var reader = try BERReader(aarq[...])
        let body = try reader.next().contents
        var writer = BERWriter()
        writer.constructed(.application(0)) {
            $0.encoded(hex("8002 0780 a106 0604 56000106 a204 06022a03 a303 020101 a403 020102 a603 06012a 8a02 0780"))
            $0.encoded(body.dropFirst(8))
        }
        let value = PresentationValue(context: 1, octets: writer.octets[...])
        let cp = ConnectPPDU(calling: [], called: [], contexts: Self.contexts, userData: [value])
        guard case .ac = try answer(cp.encode()) else {
            Issue.record("no AC")
            return
        }
    }

    @Test("what our initiator is answered in the wrong mode, or with results that fit nothing, it aborts")
    func wrongAnswers() throws {
        let fewer = AcceptPPDU(
            responding: [], results: [.acceptance(transferSyntax: [2, 1, 1])], userData: [Self.value(Samples.aare)])
        var other = fewer
        other.results = (0..<3).map { _ in .acceptance(transferSyntax: [2, 1, 9]) }
        let x410 = X410PPDU.connect(Samples.rtoac.components)
        for (context, cpa, abort) in [
            (ApplicationContext.mtsTransfer, x410, AbortPPDU.provider(reason: 1, event: 1).encode()),
            (.mtsTransfer, fewer.encode(), AbortPPDU.provider(reason: 6, event: 1).encode()),
            (.mtsTransfer, other.encode(), AbortPPDU.provider(reason: 6, event: 1).encode()),
            (.mtsTransferProtocol, fewer.encode(), hex("3103 800104")),
            (.mtsTransferProtocol1984, X410PPDU.connect([]), hex("3103 800101")),
        ] {
            var ends = TwoEnds()
            ends.b.answersOpen = false
            ends.open(context: context)
            var accept = ConnectSPDU()
            accept.versions = 2
            accept.userData = cpa
            ends.tellA(.octets(TPDU.dt(isLast: true, data: SPDU.ac(accept).encode()[...]).encode()))
            guard case .ab(let sent)? = try spdus([ends.a.sent]).last?.spdu else { throw Missing("no AB") }
            #expect(sent.userData == abort)
            #expect(ends.a.aborted?.source == .us && ends.a.isDisconnected)
        }
    }
}

@Suite("Violations on an open association, layer by layer")
struct ViolationTests {
    private static let start = SPDU.as(activity: [2, 1, 1])

    @Test("presentation: an unknown context, and what is no user data")
    func presentation() throws {
        var peer = Peer()
        peer.say(Self.start)
        peer.say(context: 9, [4, 1, 7])
        #expect(try peer.abort() == AbortPPDU.provider(reason: 6, event: 7).encode())
        #expect(peer.ends.b.aborted?.layer == .presentation)
        for octets in [[5, 0], hex("4003 040107"), hex("6100"), hex("610c 300a 06025109 020103 a001 05")] {
            var others = Peer()
            others.say(Self.start)
            others.say(.dt(octets[...]))
            #expect(try others.abort() == AbortPPDU.provider(reason: 1, event: 7).encode())
        }
        var release = Peer()
        release.say(.fn(userData: []))
        #expect(try release.abort() == AbortPPDU.provider(reason: 1, event: 14).encode())
    }

    @Test("simply encoded data, octet-aligned and arbitrary values are taken where they may stand")
    func encodings() throws {
        let values = hex("6115 3008 020103 8103 040107 3009 020105 8204 00040108")
        #expect(try PresentationValue.decodeUserData(values[...]).map { Array($0.octets) } == [[4, 1, 7], [4, 1, 8]])
        let simple = try PresentationValue.decodeUserData(hex("4003 040107")[...], soleContext: 3)
        #expect(simple == [PresentationValue(context: 3, octets: [4, 1, 7])])
        #expect(throws: BERError(.malformed)) {
            try PresentationValue.decodeUserData(hex("610b 3009 020105 8204 04040108")[...])
        }
    }

    @Test("association control: a second bind, RLRQ out of place, what is no APDU")
    func association() throws {
        for octets in [Samples.aarq.encode(), ACSEAPDU.rlrq(reason: 0).encode(), [0x70, 0]] {
            var peer = Peer()
            peer.say(Self.start)
            peer.say(context: 1, octets)
            guard case .user(let values) = try AbortPPDU(try peer.abort()[...]),
                case .abrt(let abrt) = try ACSEAPDU.decode(try #require(values.first).octets)
            else { throw Missing("no ABRT") }
            #expect(abrt.isByProvider)
            #expect(peer.ends.b.aborted?.layer == .association)
        }
    }

    @Test("reliable transfer, normal mode: wrong context, no OCTET STRING, oversize, RTTP garbage")
    func reliableTransfer() throws {
        let rttr = RTSEAPDU.rttrHeader(length: 1025) + [UInt8](repeating: 1, count: 1025)
        for (context, octets, rtab) in [
            (5, [4, 1, 7], RTAB(reason: .protocolError)), (3, [5, 0], RTAB(reason: .invalidParameter)),
            (3, rttr, RTAB(reason: .protocolError)), (3, [4, 1, 7, 0], RTAB(reason: .invalidParameter)),
        ] {
            var peer = Peer()
            peer.say(Self.start)
            peer.say(context: context, octets)
            #expect(try peer.rtab() == rtab)
            #expect(peer.ends.b.isDisconnected)
        }
        var peer = Peer(.mtsTransfer, .twoWayAlternate)
        peer.ends.b.log = []
        peer.ends.tellB(.octets(TPDU.dt(isLast: true, data: SPDU.gtc.encode()[...]).encode()))
        let rttp = PresentationValue(context: 3, octets: [4, 1, 7]).encodeUserData()
        peer.say(.gta)
        #expect(peer.ends.b.aborted != nil)
        var asked = Peer(.mtsTransfer, .twoWayAlternate)
        asked.say(.gtc)
        asked.say(.pt(tokens: 1, userData: rttp))
        #expect(try asked.rtab() == RTAB(reason: .invalidParameter, reflectedParameter: [false, true]))
    }

    @Test("reliable transfer, X.410-1984 mode: oversize, RTTP garbage, activity identifier")
    func x410() throws {
        var oversize = Peer(.mtsTransferProtocol)
        oversize.say(Self.start)
        oversize.say(.dt([UInt8](repeating: 1, count: 1025)[...]))
        #expect(try oversize.x410RTAB() == RTAB(reason: .protocolError))
        var turn = Peer(.mtsTransferProtocol, .twoWayAlternate)
        turn.say(.gtc)
        turn.say(.pt(tokens: 1, userData: [4, 1, 7]))
        #expect(try turn.x410RTAB() == RTAB(reason: .invalidParameter, reflectedParameter: [false, true]))
        var activity = Peer(.mtsTransferProtocol)
        activity.say(.as(activity: [9]))
        #expect(try activity.x410RTAB() == RTAB(reason: .invalidParameter, reflectedParameter: [true]))
        // An ABORT of version 1 has room for nine octets.
        #expect(try activity.abort().count <= 9)
    }

    @Test("outside an activity an RTTR, and the turn in a monologue, abort", arguments: ApplicationContext.allCases)
    func outOfPlace(_ context: ApplicationContext) throws {
        var data = Peer(context)
        data.say(
            .dt(context == .mtsTransfer ? PresentationValue(context: 3, octets: [4, 1, 7]).encodeUserData()[...] : [7]))
        #expect(data.ends.b.aborted?.layer == .reliableTransfer)
        #expect(data.ends.b.aborted?.reason == RTSEAbortReason.protocolError.rawValue)
        var turn = Peer(context)
        turn.say(.gtc)
        #expect(turn.ends.b.aborted?.reason == RTSEAbortReason.protocolError.rawValue)
        var checkpoint = Peer(context)
        checkpoint.say(Self.start)
        for serial in 1...4 {
            checkpoint.ends.b.securesCheckpoints = false
            checkpoint.say(.mip(serial: serial, needsConfirmation: true))
        }
        #expect(checkpoint.ends.b.aborted?.detail == "more checkpoints than the window has")
        checkpoint.ends.run()
        #expect(checkpoint.ends.a.aborted?.source == .peer)
    }

    @Test("an abort that cannot be read is an abort", arguments: ApplicationContext.allCases)
    func garbledAbort(_ context: ApplicationContext) {
        for userData in [
            [], [0xFF], hex("3103 80017f"), hex("3105 8003"), hex("a000"), hex("3000"), hex("a005 6103 3001"),
        ] {
            var peer = Peer(context)
            peer.say(.ab(.byUser(userData)))
            #expect(peer.ends.b.aborted?.source == .peer)
            #expect(peer.ends.b.log.last == .disconnect)
        }
    }
}
