import BER
import OSI
import Testing

/// Exercises of single layers of ISODE's stack, octet for octet, against our machines of these layers, at each end.
@Suite("Captured exercises of single layers against our machines")
struct LayerReplayTests {
    /// Where our octets differ from theirs though the values are the same, and why both are legal.
    static let differences: [String: String] = [
        "CR references": "each end numbers its transport connections as it likes (X.224 13.3.2)",
        "CC references": "each end numbers its transport connections as it likes (X.224 13.3.2)",
        "CR c6": "additional options: ISODE asks for expedited data, which class 0 does not have (X.224 13.3.4)",
        "CC c6": "the same",
        "CN c1":
            "our lengths are definite, ISODE's indefinite (X.690 8.1.3); AP titles are optional (X.227), none here",
        "AC c1": "the same",
        "AC 05.15":
            "TSDU maximum size: we keep to what the caller proposes and say so, ISODE says nothing (X.225 8.3.2)",
        "DT 19": "enclosure item: where a size was agreed on, each DT says that it is whole (X.225 6.3.5)",
        "AC 05.17": "initial serial number: each activity begins with 1, so that it means nothing (X.225 8.3.2)",
        "AC 14": "functional units: of what is asked for, those that RTSE needs (X.228)",
        "GT 10": "tokens: without negotiated release there is no token of it (X.225)",
        "AS c1": "user data: RTSE has none here (X.228)",
        "AE c1": "the same",
        "AEA c1": "the same",
        "FN c1": "RLRQ: user information is optional (X.227), and RTSE has none (X.228)",
        "DN c1": "RLRE: the same",
        "DT data": "RTTR: our lengths are definite, ISODE's indefinite (X.690 8.1.3)",
    ]

    static let calls: [(name: String, depth: LayerEnd.Depth, isCaller: Bool)] =
        [true, false].flatMap {
            [
                ("isoc-acse", LayerEnd.Depth.session, $0), ("isoc-rtse-normal", .session, $0),
                ("isoc-rtse-x410", .session, $0), ("isoc-rtse-normal", .reliableTransfer, $0),
                ("isoc-rtse-x410", .reliableTransfer, $0),
            ]
        } + [("isoc-ssap", .session, false)]

    private static func units(_ recording: Recording, _ isCaller: Bool) -> [WireUnit] {
        WireUnit.joined(WireUnit.units(of: recording, fromCaller: isCaller))
    }

    @Test("One end is ours: it comes to its end, unit by unit as theirs did", arguments: calls)
    func replay(_ name: String, _ depth: LayerEnd.Depth, _ isCaller: Bool) throws {
        let theirs = Captures.call(name)
        var end = try LayerEnd(theirs, isCaller: isCaller, depth)
        try end.replay(theirs)
        #expect(Self.units(end.recording, isCaller).map(\.name) == Self.units(theirs, isCaller).map(\.name))
        for (difference, text) in Self.differences(end.recording, theirs, isCaller) {
            #expect(Self.differences[difference] != nil, "\(text)")
        }
        #expect(!end.indications.contains { if case .protocolError = $0 { true } else { false } }, "\(end.indications)")
        let isReleased = end.indications.contains {
            switch $0 {
            case .releaseConfirm: isCaller
            case .releaseIndication: !isCaller
            default: false
            }
        }
        #expect(isReleased)
        if depth == .reliableTransfer {
            #expect(end.received == theirs.transferred(fromCaller: !isCaller))
            #expect(end.received.count == 10)
            #expect(end.log.filter { $0 == .transferConfirmed }.count == 10)
        }
    }

    private static func differences(
        _ ours: Recording, _ theirs: Recording, _ isCaller: Bool
    ) -> [(difference: String, text: String)] {
        zip(units(ours, isCaller), units(theirs, isCaller)).flatMap { unit, their in
            unit.differences(from: their).map { difference in
                let field = String(difference.split(separator: " ")[1])
                let values = [unit, their].map { $0.fields[field]?.prefix(60) ?? [] }
                return (difference, "\(difference): \(values[0]) for \(values[1])")
            }
        }
    }

    @Test("Every explained difference is still there")
    func explained() throws {
        var found: Set<String> = []
        for (name, depth, isCaller) in Self.calls + [("isoc-ssap", .session, true)] {
            let theirs = Captures.call(name)
            var end = try LayerEnd(theirs, isCaller: isCaller, depth)
            try end.replay(theirs)
            found.formUnion(Self.differences(end.recording, theirs, isCaller).map(\.difference))
        }
        #expect(Set(Self.differences.keys).subtracting(found).sorted() == [])
    }

    @Test("A token of a functional unit that we do not have is a protocol error, at the very end")
    func releaseToken() throws {
        let theirs = Captures.call("isoc-ssap")
        var end = try LayerEnd(theirs, isCaller: true, .session)
        try end.replay(theirs)
        let mine = Self.units(end.recording, true).map(\.name)
        #expect(mine.dropLast() == Self.units(theirs, true).map(\.name).dropLast())
        #expect(mine.last == "AB")
        #expect(end.indications.contains(.protocolError("SPDU out of place: GT")))
    }

    @Test("A caller that is no MTA is refused, in the words of the layer that it has not understood")
    func strangers() throws {
        for (name, layer) in [
            ("isoc-acse", ProtocolLayer.presentation), ("isoc-rtse-normal", .presentation),
            ("isoc-rtse-x410", .reliableTransfer), ("isoc-ssap", .presentation),
        ] {
            let theirs = Captures.call(name)
            var exchange = WireExchange()
            exchange.captured = .caller
            exchange.tell(.called, .transportConnected)
            for payload in theirs.payloads(fromCaller: true) { exchange.say(payload, from: .caller) }
            #expect(exchange.called.log.last == .disconnect, "\(name)")
            #expect(exchange.called.aborted?.layer == layer, "\(name): \(exchange.called.log)")
            #expect(!exchange.called.log.contains { if case .openIndication = $0 { true } else { false } })
            let units = WireUnit.units(of: exchange.recording, fromCaller: false).map(\.name)
            #expect(units.last == "RF" || name == "isoc-ssap" && units.last == "AB", "\(name): \(units)")
        }
    }

    @Test("Presentation and ACSE: what ISODE answers and sends is understood to the release")
    func association() throws {
        let spdus = try Captures.call("isoc-acse").tsdus.compactMap { try SPDU.decode($0.octets[...]) }
        guard spdus.count == 4, case .cn(let cn) = spdus[0], case .ac(let ac) = spdus[1], case .fn(let fn) = spdus[2],
            case .dn(let dn) = spdus[3]
        else { throw PDUWalk.Missing("CN, AC, FN, DN") }
        var presentation = PresentationProtocolMachine()
        var control = AssociationControlProtocolMachine()
        _ = presentation.handle(.connectRequest(try ConnectPPDU(cn.userData[...])))
        _ = control.handle(.associateRequest(ExternalValue(context: 1, octets: [5, 0])))
        guard
            case .connectConfirm(let values, let contexts)? = presentation.handle(
                .indication(.accept, ac.userData[...])
            ).first
        else { throw PDUWalk.Missing("the presentation's confirm") }
        #expect(contexts.contexts.count == 10 && values.map(\.context) == [19])
        guard case .associateConfirm? = control.handle(.apdu(.accept, values[0].octets)).first else {
            throw PDUWalk.Missing("the association's confirm")
        }
        guard case .send(.release, let release)? = control.handle(.releaseRequest).first else {
            throw PDUWalk.Missing("RLRQ")
        }
        let theirs = try #require(try PresentationValue.decodeUserData(fn[...]).first).octets
        #expect(try ACSEAPDU.decode(release[...]) == ACSEAPDU.decode(theirs))
        guard
            case .indication(.releaseResponse, let last)? = presentation.handle(.indication(.releaseResponse, dn[...]))
                .first
        else { throw PDUWalk.Missing("the response") }
        #expect(control.handle(.apdu(.releaseResponse, last[0].octets)) == [.releaseConfirm])

        // The other end: another application context than message transfer is refused (X.227).
        var acceptor = AssociationControlProtocolMachine()
        let aarq = try #require(try ConnectPPDU(cn.userData[...]).userData.first).octets
        #expect(acceptor.handle(.apdu(.connect, aarq)).last == .refused(.applicationContextNotSupported))
    }
}
