import OSI

/// Two associations against each other whose octets are recorded. Owners answer at once and secure everything, where a
/// test does not say otherwise.
struct WireExchange {
    enum Side {
        case caller
        case called

        var other: Side { self == .caller ? .called : .caller }
    }

    /// One end and its owner.
    struct End {
        var association: Association
        /// The rest of the APDU that it sends.
        var outgoing: ArraySlice<UInt8> = []
        var received: [UInt8] = []
        /// What is kept at the last checkpoint that was secured.
        var kept: ActivityRecovery?
        /// How many checkpoints it secures; later ones stay unconfirmed.
        var securedCheckpoints = Int.max
        var securesEnd = true
        /// The answer to the bind.
        var answer = AssociationEvent.acceptOpen(userData: [])
        /// The answer to a resumption; nil: accepted at what is kept.
        var resumeAnswer: AssociationEvent?
        var log: [AssociationAction] = []
    }

    var caller: End
    var called: End
    private(set) var recording = Recording()
    /// The other end is a capture: nothing is told to it.
    var captured: Side?
    private var line: [(to: Side, octets: [UInt8])] = []

    init(
        caller: AssociationConfiguration = AssociationConfiguration(),
        called: AssociationConfiguration = AssociationConfiguration()
    ) {
        self.caller = End(association: Association(role: .initiator, configuration: caller))
        self.called = End(association: Association(role: .responder, configuration: called))
    }

    subscript(side: Side) -> End {
        get { side == .caller ? caller : called }
        set { if side == .caller { caller = newValue } else { called = newValue } }
    }

    mutating func open(_ request: OpenRequest, answer: AssociationEvent) {
        called.answer = answer
        tell(.called, .transportConnected)
        tell(.caller, .transportConnected)
        tell(.caller, .open(request))
    }

    /// Transfers a whole APDU, or begins to.
    mutating func transfer(_ apdu: [UInt8], from side: Side = .caller, identifier: Int = 1) {
        self[side].outgoing = apdu[...]
        self[side.other].received = []
        tell(side, .transfer(activityIdentifier: identifier))
    }

    /// Goes on with a transfer of `apdu` at the checkpoint that the other end has kept.
    mutating func resume(_ apdu: [UInt8], at recovery: ActivityRecovery, identifier: Int) {
        caller.outgoing = apdu.dropFirst(recovery.octets)
        called.received = Array(apdu.prefix(recovery.octets))
        tell(.caller, .resume(recovery, newActivityIdentifier: identifier))
    }

    /// Octets that a peer other than ours would send. In a replay that peer is a capture, which does not listen.
    mutating func say(_ octets: [UInt8], from side: Side) {
        recording.add(isFromCaller: side == .caller, octets)
        line.append((side.other, octets))
        run()
    }

    mutating func tell(_ side: Side, _ event: AssociationEvent) {
        handle(side, event)
        run()
    }

    private mutating func run() {
        while !line.isEmpty {
            let (side, octets) = line.removeFirst()
            if side == captured { continue }
            handle(side, .octets(octets))
        }
    }

    private mutating func handle(_ side: Side, _ event: AssociationEvent) {
        var events = [event]
        while !events.isEmpty {
            for action in self[side].association.handle(events.removeFirst()) {
                if case .send(let octets) = action {
                    recording.add(isFromCaller: side == .caller, octets)
                    line.append((side.other, octets))
                } else {
                    events += self[side].react(action)
                }
            }
        }
    }
}

extension WireExchange.End {
    /// What the owner says to an action.
    fileprivate mutating func react(_ action: AssociationAction) -> [AssociationEvent] {
        if case .startTimer = action { return [] }
        if case .cancelTimer = action { return [] }
        log.append(action)
        switch action {
        case .openIndication: return [answer]
        case .wantData(let maximum):
            let piece = Array(outgoing.prefix(maximum))
            outgoing = outgoing.dropFirst(piece.count)
            return [.data(octets: piece, isLast: outgoing.isEmpty)]
        case .dataIndication(let octets):
            received += octets
            return []
        case .checkpointIndication(let serial):
            guard serial <= securedCheckpoints else { return [] }
            kept = association.recovery(serial: serial, octets: received.count)
            return [.checkpointSecured(serial: serial)]
        case .transferIndication(_, .some):
            return [resumeAnswer ?? .resumeAccepted(octets: received.count)]
        case .transferEndIndication: return securesEnd ? [.transferSecured] : []
        default: return []
        }
    }

    var aborted: AbortInformation? {
        for case .aborted(let information) in log { return information }
        return nil
    }
}

/// Octets of a hexadecimal text; blanks and line ends are passed over.
func hex(_ text: String) -> [UInt8] { Captures.octets(text) }
