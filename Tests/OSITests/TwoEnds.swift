import BER
import OSI

/// Two associations against each other in one process, with owners that answer at once. The line can be cut.
struct TwoEnds {
    /// One end and its owner.
    struct End {
        var association: Association
        /// Every action but `send` and the timers.
        var log: [AssociationAction] = []
        var sent: [UInt8] = []
        /// APDU to be sent and how far it is.
        var outgoing: [UInt8] = []
        var position = 0
        var incoming: [UInt8] = []
        var finished: [[UInt8]] = []
        /// At the receiver, what is durable.
        var secured: (serial: Int, octets: Int) = (0, 0)
        var receivedRecovery: ActivityRecovery?
        var sentRecovery: ActivityRecovery?
        var answersOpen = true
        var securesCheckpoints = true
        var securesEnd = true
        /// What to answer to a resumption; nil: accept what is kept.
        var resumeAnswer: AssociationEvent?
        var timers: Set<AssociationTimer> = []
        var isDisconnected = false
        /// The number of this call on the tape that runs, if one does.
        private let call: Int?

        init(_ role: AssociationRole, _ configuration: AssociationConfiguration, call: Int?) {
            association = Association(role: role, configuration: configuration)
            self.call = call
        }

        func record(_ octets: [UInt8]) {
            if let call { Tape.current?.add(call, isFromCaller: association.role == .initiator, octets) }
        }
    }

    var a: End
    var b: End
    /// Octets under way.
    var toB: [UInt8] = []
    var toA: [UInt8] = []
    /// Everything that went over the line, for a capture.
    var wire: [(fromA: Bool, octets: [UInt8])] = []
    var pieceLimit = Int.max
    /// Spoils the octet at this place on the line, both directions counted together.
    var fault: (place: Int, bits: UInt8)?
    private var passed = 0

    static let bind: [UInt8] = [0xB0, 0x07, 0xA1, 0x05, 0x80, 0x03, 0x41, 0x42, 0x43]
    static let bindResult: [UInt8] = [0xB1, 0x07, 0xA1, 0x05, 0x80, 0x03, 0x44, 0x45, 0x46]
    static let name = SessionConnectionIdentifier(reference: "here-1", time: "261121001503Z")

    init(
        _ initiator: AssociationConfiguration = AssociationConfiguration(),
        _ responder: AssociationConfiguration = AssociationConfiguration()
    ) {
        let call = Tape.current?.begin()
        a = End(.initiator, initiator, call: call)
        b = End(.responder, responder, call: call)
    }

    mutating func open(
        mode: DialogueMode = .monologue, turn: AssociationRole = .initiator,
        recover: SessionConnectionIdentifier? = nil,
        name: SessionConnectionIdentifier = TwoEnds.name, context: ApplicationContext = .mtsTransfer
    ) {
        tellB(.transportConnected)
        tellA(.transportConnected)
        tellA(
            .open(
                OpenRequest(
                    userData: Self.bind, dialogueMode: mode, initialTurn: turn,
                    called: ProtocolSelectors(transport: Array("X400-88".utf8)),
                    sessionConnectionIdentifier: name, recover: recover, applicationContext: context)))
        run()
    }

    mutating func transfer(_ octets: [UInt8], identifier: Int = 1) {
        a.outgoing = octets
        a.position = 0
        tellA(.transfer(activityIdentifier: identifier))
        run()
    }

    mutating func transferFromB(_ octets: [UInt8], identifier: Int = 1) {
        b.outgoing = octets
        b.position = 0
        tellB(.transfer(activityIdentifier: identifier))
        run()
    }

    /// Until nothing is under way.
    mutating func run() {
        while !toA.isEmpty || !toB.isEmpty { step() }
    }

    private mutating func step() {
        if !toB.isEmpty {
            let piece = Array(toB.prefix(pieceLimit))
            toB.removeFirst(piece.count)
            wire.append((true, piece))
            tellB(.octets(spoiled(piece)))
        }
        if !toA.isEmpty {
            let piece = Array(toA.prefix(pieceLimit))
            toA.removeFirst(piece.count)
            wire.append((false, piece))
            tellA(.octets(spoiled(piece)))
        }
    }

    private mutating func spoiled(_ piece: [UInt8]) -> [UInt8] {
        defer { passed += piece.count }
        guard let fault, (passed..<(passed + piece.count)).contains(fault.place) else { return piece }
        var result = piece
        result[fault.place - passed] ^= fault.bits
        return result
    }

    mutating func tellA(_ event: AssociationEvent) { Self.tell(&a, event, &toB) }
    mutating func tellB(_ event: AssociationEvent) { Self.tell(&b, event, &toA) }

    private static func tell(_ end: inout End, _ event: AssociationEvent, _ line: inout [UInt8]) {
        if case .timerFired(let timer) = event { end.timers.remove(timer) }
        var events = [event]
        while !events.isEmpty {
            for action in end.association.handle(events.removeFirst()) {
                events += end.answer(action, &line)
            }
        }
    }
}

extension TwoEnds.End {
    mutating func answer(_ action: AssociationAction, _ line: inout [UInt8]) -> [AssociationEvent] {
        switch action {
        case .send(let octets):
            line += octets
            sent += octets
            record(octets)
            return []
        case .startTimer(let timer, _):
            timers.insert(timer)
            return []
        case .cancelTimer(let timer):
            timers.remove(timer)
            return []
        default: break
        }
        log.append(action)
        switch action {
        case .openIndication: return answersOpen ? [.acceptOpen(userData: TwoEnds.bindResult)] : []
        case .transferIndication(_, let resumed):
            guard let resumed else {
                incoming = []
                secured = (0, 0)
                return []
            }
            if let resumeAnswer { return [resumeAnswer] }
            guard let kept = receivedRecovery, kept.session == resumed.session, kept.serial >= resumed.serial,
                kept.activityIdentifier == resumed.activityIdentifier
            else { return [.resumeRefused(.unknownActivity)] }
            incoming.removeLast(incoming.count - resumed.serial * (kept.octets / kept.serial))
            return [.resumeAccepted(octets: incoming.count)]
        case .dataIndication(let octets):
            incoming += octets
            return []
        case .checkpointIndication(let serial):
            guard securesCheckpoints else { return [] }
            secured = (serial, incoming.count)
            receivedRecovery = association.recovery(serial: serial, octets: incoming.count)
            return [.checkpointSecured(serial: serial)]
        case .transferEndIndication:
            guard securesEnd else { return [] }
            finished.append(incoming)
            return [.transferSecured]
        case .wantData(let maximum):
            let end = min(position + maximum, outgoing.count)
            let piece = Array(outgoing[position..<end])
            position = end
            return [.data(octets: piece, isLast: end == outgoing.count)]
        case .checkpointConfirmed(let serial, let octets):
            sentRecovery = association.recovery(serial: serial, octets: octets)
            return []
        case .disconnect:
            isDisconnected = true
            return []
        default: return []
        }
    }

    var aborted: AbortInformation? {
        for case .aborted(let information) in log { return information }
        return nil
    }

    var indication: OpenIndication? {
        for case .openIndication(let indication) in log { return indication }
        return nil
    }

    var confirm: OpenConfirm? {
        for case .openConfirm(let confirm) in log { return confirm }
        return nil
    }

    var refusal: OpenRefusal? {
        for case .openRefused(let refusal) in log { return refusal }
        return nil
    }

    func count(_ action: AssociationAction) -> Int { log.filter { $0 == action }.count }
}

/// Octets of a hexadecimal text; blanks and line ends are passed over.
func hex(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    var high: UInt8?
    for character in text where !character.isWhitespace {
        guard let digit = character.hexDigitValue.map({ UInt8($0) }) else { return [] }
        if let first = high {
            result.append(first << 4 | digit)
            high = nil
        } else {
            high = digit
        }
    }
    return result
}

/// What a test looked for and did not find.
struct Missing: Error {
    let what: String
    init(_ what: String) { self.what = what }
}
