import BER
import OSI
import P1
import Testing

/// Each side of each captured call, octet for octet, against our other side.
@Suite("Captured calls against our other end")
struct ReplayTests {
    /// Where our octets differ from theirs though the values are the same, and why both are legal.
    static let differences: [String: String] = [
        "CR references": "each end numbers its transport connections as it likes (X.224 13.3.2)",
        "CR c0": "TPDU size: we propose none, which over TPKT is 65531 octets (RFC 1006, 6; RFC 2126), ISODE 2048",
        "CC references": "each end numbers its transport connections as it likes (X.224 13.3.2)",
        "AC 05.15":
            "TSDU maximum size: we keep to what the caller proposes and say so, ISODE says nothing (X.225 8.3.2)",
        "CN 05.15": "TSDU maximum size: we limit none, so that nothing is segmented (X.225 8.3.1.9, optional)",
        "AC 34": "called session selector: ISODE's is empty, and an empty one may be left out (X.225 8.3.2)",
        "CN 01.0a": "calling SS-user reference: X.228 has an OCTET STRING in normal mode, ISODE a T61String",
        "RF 32": "MTABindError stands under its tag [18] (X.411 12.1.1), PP has a bare INTEGER",
        "DT data": "P-DATA and RTTR: our lengths are definite, ISODE's indefinite (X.690 8.1.3)",
    ]

    static let calls: [(name: String, call: Int)] = [
        ("pp-ping-88", 0), ("pp-a2b-88", 0), ("pp-a2b-88-twa", 0), ("pp-a2b-88-ndr", 0), ("pp-a2b-88-ndr", 1),
        ("pp-badpw-88", 0), ("pp-a2b-88x410", 0), ("pp-a2b-84", 0),
    ]

    @Test("Their caller runs to its end against our responder, in pieces of any size", arguments: calls)
    func theirCaller(_ name: String, _ call: Int) throws {
        let theirs = Captures.calls(name)[call]
        for size in [1, 7, 65_536] {
            let (end, ours) = try Replay(theirs).respond(pieces: size)
            #expect(end.log.last == .disconnect, "\(name) in pieces of \(size): \(end.log.suffix(3))")
            #expect(end.log.contains(.closed) || name == "pp-badpw-88")
            #expect(end.aborted == nil)
            #expect(theirs.transferred(fromCaller: true).first.map { $0 == end.received } ?? end.received.isEmpty)
            explain(ours, theirs, fromCaller: false)
        }
    }

    @Test("Our initiator runs to its end against their responder", arguments: calls)
    func theirResponder(_ name: String, _ call: Int) throws {
        let theirs = Captures.calls(name)[call]
        let (end, ours) = try Replay(theirs).initiate()
        #expect(end.log.last == .disconnect, "\(name): \(end.log.suffix(3))")
        #expect(end.aborted == nil)
        if name == "pp-badpw-88" {
            #expect(end.log.contains { if case .openRefused = $0 { true } else { false } })
        } else {
            #expect(end.log.contains(.closed))
        }
        let sent = theirs.transferred(fromCaller: true)
        #expect(end.log.filter { $0 == .transferConfirmed }.count == sent.count)
        #expect(ours.transferred(fromCaller: true) == sent)
        explain(ours, theirs, fromCaller: true)
    }

    /// Unit by unit the same, or a difference that is explained.
    private func explain(_ ours: Recording, _ theirs: Recording, fromCaller: Bool) {
        let mine = WireUnit.units(of: ours, fromCaller: fromCaller)
        let other = WireUnit.units(of: theirs, fromCaller: fromCaller)
        #expect(mine.map(\.name) == other.map(\.name))
        for (unit, their) in zip(mine, other) {
            for difference in unit.differences(from: their) {
                let field = String(difference.split(separator: " ")[1])
                #expect(
                    Self.differences[difference] != nil,
                    "\(difference): \(unit.fields[field] ?? []) for \(their.fields[field] ?? [])")
            }
        }
    }

    @Test("Every explained difference is still there")
    func explained() throws {
        var found: Set<String> = []
        for (name, call) in Self.calls {
            let theirs = Captures.calls(name)[call]
            let replay = try Replay(theirs)
            for (ours, fromCaller) in [(try replay.respond(pieces: 65_536).1, false), (try replay.initiate().1, true)] {
                let pairs = zip(
                    WireUnit.units(of: ours, fromCaller: fromCaller),
                    WireUnit.units(of: theirs, fromCaller: fromCaller))
                for (unit, their) in pairs { found.formUnion(unit.differences(from: their)) }
            }
        }
        #expect(Set(Self.differences.keys).subtracting(found).sorted() == [])
    }
}

/// A captured call and its values.
struct Replay {
    let theirs: Recording
    private let connect: ConnectSPDU
    private let request: OpenRequest
    private let offered: RTORQ
    /// What the responder answered.
    private let answer: AssociationEvent
    private let granted: RTOAC?

    init(_ theirs: Recording) throws {
        self.theirs = theirs
        var connect = ConnectSPDU()
        var answer: AssociationEvent?
        var granted: RTOAC?
        for tsdu in theirs.tsdus {
            switch try SPDU.decode(tsdu.octets[...]) {
            case .cn(let spdu): connect = spdu
            case .ac(let spdu):
                let rtoac = try Self.rtoac(spdu.userData[...])
                granted = rtoac
                if case .open(let result) = rtoac.connectionData { answer = .acceptOpen(userData: result) }
            case .rf: answer = .refuseOpen(.validationFailure, userData: MTABindError.authenticationError.encode())
            default: break
            }
        }
        guard let answer else { throw PDUWalk.Missing("an answer") }
        self.connect = connect
        self.answer = answer
        self.granted = granted
        offered = try Self.rtorq(connect.userData[...])
        guard case .open(let bind) = offered.connectionData else { throw PDUWalk.Missing("a bind") }
        let (mode, _) = try modeAndParameters(connect.userData[...])
        guard case .cr(let cr) = try TPDU.decode(theirs.packets[0].octets[4...]) else { throw PDUWalk.Missing("a CR") }
        let context: ApplicationContext =
            mode == .normal
            ? .mtsTransfer : ApplicationContext(applicationProtocol: offered.applicationProtocol) ?? .mtsTransfer
        request = OpenRequest(
            userData: bind, dialogueMode: offered.dialogueMode,
            called: ProtocolSelectors(transport: cr.calledSelector ?? [], session: connect.calledSelector ?? []),
            calling: ProtocolSelectors(transport: cr.callingSelector ?? [], session: connect.callingSelector ?? []),
            sessionConnectionIdentifier: SessionConnectionIdentifier(
                callingReference: Array(connect.callingReference?.dropFirst(2) ?? []),
                commonReference: Array(connect.commonReference?.dropFirst(2) ?? [])),
            applicationContext: context)
    }

    private static func rtorq(_ userData: ArraySlice<UInt8>) throws -> RTORQ {
        let (mode, parameters) = try modeAndParameters(userData)
        guard mode == .normal else { return try RTORQ(components: parameters.contents) }
        guard let value = try ConnectPPDU(userData).userData.first,
            case .aarq(let aarq) = try ACSEAPDU.decode(value.octets), let information = aarq.userInformation
        else { throw PDUWalk.Missing("an AARQ") }
        return try RTSEAPDU.decodeRTORQ(information.octets)
    }

    private static func rtoac(_ userData: ArraySlice<UInt8>) throws -> RTOAC {
        let (mode, parameters) = try modeAndParameters(userData)
        guard mode == .normal else { return try RTOAC(components: parameters.contents) }
        guard let value = try AcceptPPDU(userData).userData.first,
            case .aare(let aare) = try ACSEAPDU.decode(value.octets), let information = aare.userInformation
        else { throw PDUWalk.Missing("an AARE") }
        return try RTSEAPDU.decodeRTOAC(information.octets)
    }

    /// Our responder against their caller.
    func respond(pieces: Int) throws -> (WireExchange.End, Recording) {
        var configuration = AssociationConfiguration()
        configuration.tpduSize = 2048
        configuration.checkpointSize = granted?.checkpointSize ?? 1
        configuration.windowSize = granted?.windowSize ?? 3
        var exchange = WireExchange(called: configuration)
        exchange.called.answer = answer
        exchange.captured = .caller
        exchange.tell(.called, .transportConnected)
        for payload in theirs.payloads(fromCaller: true) {
            for start in stride(from: 0, to: payload.count, by: pieces) {
                exchange.say(Array(payload[start..<min(start + pieces, payload.count)]), from: .caller)
            }
        }
        return (exchange.called, exchange.recording)
    }

    /// Our initiator against their responder: it binds, transfers what theirs did, and releases.
    func initiate() throws -> (WireExchange.End, Recording) {
        var configuration = AssociationConfiguration()
        configuration.checkpointSize = offered.checkpointSize
        configuration.windowSize = offered.windowSize
        var exchange = WireExchange(caller: configuration)
        exchange.captured = .called
        exchange.tell(.caller, .transportConnected)
        exchange.tell(.caller, .open(request))
        var apdus = theirs.transferred(fromCaller: true)[...]
        var seen = 0
        for payload in theirs.payloads(fromCaller: false) {
            exchange.say(payload, from: .called)
            // The owner goes on when it has been told of success.
            while seen < exchange.caller.log.count {
                defer { seen += 1 }
                switch exchange.caller.log[seen] {
                case .openConfirm, .transferConfirmed:
                    guard let apdu = apdus.popFirst() else {
                        exchange.tell(.caller, .close)
                        continue
                    }
                    exchange.transfer(apdu)
                default: break
                }
            }
        }
        return (exchange.caller, exchange.recording)
    }
}
