import OSI

/// Two associations whose octets are recorded. Owners answer at once and secure everything.
struct WireExchange {
    var initiator: Association
    var responder: Association
    var capture: PcapWriter
    var indications: (initiator: [AssociationAction], responder: [AssociationAction]) = ([], [])
    /// What each end sends when data is wanted.
    var outgoing: (initiator: ArraySlice<UInt8>, responder: ArraySlice<UInt8>) = ([], [])
    var received: (initiator: [UInt8], responder: [UInt8]) = ([], [])
    var securesEnd = true
    /// The bind result, or nil to refuse.
    var bindResult: [UInt8]? = hex("b115a11380054d54412d42a10a04087365637265742d62")
    /// What the responder keeps when it confirms a checkpoint.
    var checkpoint: ActivityRecovery?

    var bind = hex("b015a11380054d54412d41a10a04087365637265742d61")
    static let bindError = hex("b203020102")

    init(_ configuration: AssociationConfiguration, port: UInt16 = 49_152) {
        initiator = Association(role: .initiator, configuration: configuration)
        responder = Association(role: .responder, configuration: configuration)
        capture = PcapWriter(initiatorPort: port)
        capture.open()
    }

    mutating func open(_ mode: DialogueMode, reference: String, recover: SessionConnectionIdentifier? = nil) {
        tellResponder(.transportConnected)
        tellInitiator(.transportConnected)
        tellInitiator(
            .open(
                OpenRequest(
                    userData: bind, dialogueMode: mode,
                    called: ProtocolSelectors(transport: [0x36], session: [0x35], presentation: [0x34]),
                    calling: ProtocolSelectors(transport: [0x33], session: [0x32], presentation: [0x31]),
                    sessionConnectionIdentifier: SessionConnectionIdentifier(
                        reference: reference, time: "261121001503Z"), recover: recover)))
    }

    mutating func tellInitiator(_ event: AssociationEvent) {
        for action in initiator.handle(event) {
            switch action {
            case .send(let octets):
                capture.send(fromInitiator: true, octets)
                tellResponder(.octets(octets))
            case .wantData(let maximum):
                let piece = Array(outgoing.initiator.prefix(maximum))
                outgoing.initiator = outgoing.initiator.dropFirst(piece.count)
                pending.append(.data(octets: piece, isLast: outgoing.initiator.isEmpty))
            case .dataIndication(let octets): received.initiator += octets
            case .checkpointIndication(let serial): pending.append(.checkpointSecured(serial: serial))
            case .transferEndIndication: if securesEnd { pending.append(.transferSecured) }
            case .disconnect: capture.close()
            default: indications.initiator.append(action)
            }
        }
        while !pending.isEmpty { tellInitiator(pending.removeFirst()) }
    }

    private var pending: [AssociationEvent] = []
    private var pendingAtResponder: [AssociationEvent] = []

    mutating func tellResponder(_ event: AssociationEvent) {
        for action in responder.handle(event) {
            switch action {
            case .send(let octets):
                capture.send(fromInitiator: false, octets)
                backToInitiator.append(octets)
            case .openIndication:
                pendingAtResponder.append(
                    bindResult.map { .acceptOpen(userData: $0) }
                        ?? .refuseOpen(.validationFailure, userData: Self.bindError))
            case .wantData(let maximum):
                let piece = Array(outgoing.responder.prefix(maximum))
                outgoing.responder = outgoing.responder.dropFirst(piece.count)
                pendingAtResponder.append(.data(octets: piece, isLast: outgoing.responder.isEmpty))
            case .dataIndication(let octets): received.responder += octets
            case .checkpointIndication(let serial):
                checkpoint = responder.recovery(serial: serial, octets: received.responder.count)
                pendingAtResponder.append(.checkpointSecured(serial: serial))
            case .transferIndication(_, let resumed):
                if resumed != nil {
                    pendingAtResponder.append(.resumeAccepted(octets: received.responder.count))
                }
            case .transferEndIndication: if securesEnd { pendingAtResponder.append(.transferSecured) }
            default: indications.responder.append(action)
            }
        }
        while !pendingAtResponder.isEmpty { tellResponder(pendingAtResponder.removeFirst()) }
    }

    private var backToInitiator: [[UInt8]] = []

    /// Until nothing is under way.
    mutating func run() {
        while !backToInitiator.isEmpty { tellInitiator(.octets(backToInitiator.removeFirst())) }
    }
}

/// Octets of a hexadecimal text; blanks and line ends are passed over.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap { $0.hexDigitValue.map { UInt8($0) } }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
