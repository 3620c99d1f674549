import OSI

/// The owner of an association with a memory that outlives it: mail to send, mail received, and what both ends keep of
/// cut transfers. It sends one message a turn, answers at once, and does with a message that it has already (the first
/// octet names it) what an MTA does: it confirms it and drops it.
struct Site {
    struct Mail: Hashable {
        var octets: [UInt8]
        var recovery: ActivityRecovery?
    }

    struct Activity: Hashable {
        var session: SessionConnectionIdentifier?
        var identifier: Int
    }

    /// A transfer coming in: octets up to the last checkpoint, and where each checkpoint stands.
    struct Partial: Hashable {
        var octets: [UInt8] = []
        var checkpoints: [Int: Int] = [:]
        var isComplete = false
    }

    /// What a crash leaves.
    struct Memory: Hashable {
        var outbox: [Mail] = []
        var inbox: [[UInt8]] = []
        var partials: [Partial] = []
        var names: [Activity: Int] = [:]
        var nextActivity = 1
        /// Whole messages that came again.
        var duplicates = 0
        /// Transfers that went on behind a checkpoint.
        var resumptions = 0
    }

    let role: AssociationRole
    var memory = Memory()
    private(set) var association: Association
    private(set) var octets: [[UInt8]] = []
    private(set) var timers: [AssociationTimer: Int] = [:]
    private(set) var outcome: AssociationAction?
    private(set) var isOver = false
    private var isOpen = false
    private var hasTurn = false
    private var hasGivenTurn = false
    private var isTurnAsked = false
    private var isTurnWanted = false
    private var sentInTurn = 0
    private var sending: Int?
    private var receiving: (partial: Int, octets: [UInt8])?
    private var session: SessionConnectionIdentifier?

    init(_ role: AssociationRole, _ configuration: AssociationConfiguration) {
        self.role = role
        association = Association(role: role, configuration: configuration)
    }

    /// A new call; the memory stays.
    mutating func connect(_ request: OpenRequest?) {
        let memory = self.memory
        self = Site(role, association.configuration)
        self.memory = memory
        tell(.transportConnected)
        guard let request else { return }
        session = request.sessionConnectionIdentifier
        tell(.open(request))
    }

    /// What has been sent since the last time.
    mutating func takeOctets() -> [[UInt8]] {
        defer { octets = [] }
        return octets
    }

    mutating func tell(_ event: AssociationEvent) {
        if case .timerFired(let timer) = event { timers[timer] = nil }
        var events = [event]
        while !events.isEmpty {
            for action in association.handle(events.removeFirst()) { events += perform(action) }
            if events.isEmpty { events = next() }
        }
    }

    /// What to do when nothing is under way.
    private mutating func next() -> [AssociationEvent] {
        guard isOpen, !isOver, sending == nil, receiving == nil else { return [] }
        if hasTurn {
            if isTurnWanted, sentInTurn > 0 || memory.outbox.isEmpty { return [giveTurn()] }
            if let mail = memory.outbox.first { return [start(mail)] }
            // Before the release the other end gets its turn: its request may be on the way still.
            if role == .initiator, hasGivenTurn { return close() }
            return [giveTurn()]
        }
        // The initiator needs the turn to release the association.
        guard !isTurnAsked, !memory.outbox.isEmpty || role == .initiator else { return [] }
        isTurnAsked = true
        return [.turnPlease(priority: 1)]
    }

    private mutating func close() -> [AssociationEvent] {
        isOpen = false
        return [.close]
    }

    private mutating func giveTurn() -> AssociationEvent {
        hasTurn = false
        hasGivenTurn = true
        isTurnWanted = false
        sentInTurn = 0
        return .turnGive
    }

    private mutating func start(_ mail: Mail) -> AssociationEvent {
        let activity = memory.nextActivity
        memory.nextActivity += 1
        sending = mail.recovery?.octets ?? 0
        guard let recovery = mail.recovery else { return .transfer(activityIdentifier: activity) }
        return .resume(recovery, newActivityIdentifier: activity)
    }

    private mutating func perform(_ action: AssociationAction) -> [AssociationEvent] {
        switch action {
        case .send(let octets): self.octets.append(octets)
        case .startTimer(let timer, let seconds): timers[timer] = seconds
        case .cancelTimer(let timer): timers[timer] = nil
        case .openIndication(let indication):
            session = indication.sessionConnectionIdentifier
            opened(indication.initialTurn)
            return [.acceptOpen(userData: indication.recover == nil ? TwoEnds.bindResult : [])]
        case .openConfirm(let confirm): opened(confirm.initialTurn)
        case .transferIndication(let identifier, let resumed): return begun(identifier, resumed)
        case .dataIndication(let octets): receiving?.octets += octets
        case .checkpointIndication(let serial): return [checkpoint(serial)]
        case .transferEndIndication: return [complete()]
        case .wantData(let maximum): return supply(maximum)
        case .checkpointConfirmed(let serial, let octets):
            memory.outbox[0].recovery = association.recovery(serial: serial, octets: octets)
        case .transferConfirmed: sent()
        case .transferFailed(let failure): failed(failure)
        case .turnPleaseIndication: isTurnWanted = true
        case .turnGiveIndication:
            hasTurn = true
            isTurnAsked = false
        case .closed, .aborted, .openRefused: outcome = action
        case .disconnect: isOver = true
        }
        return []
    }

    private mutating func opened(_ turn: AssociationRole) {
        isOpen = true
        hasTurn = turn == role
    }

    // MARK: Sending

    private mutating func supply(_ maximum: Int) -> [AssociationEvent] {
        guard let position = sending, let mail = memory.outbox.first else { return [] }
        let end = min(position + maximum, mail.octets.count)
        sending = end
        return [.data(octets: Array(mail.octets[position..<end]), isLast: end == mail.octets.count)]
    }

    private mutating func sent() {
        memory.outbox.removeFirst()
        sending = nil
        sentInTurn += 1
    }

    private mutating func failed(_ failure: TransferFailure) {
        guard sending != nil else {
            receiving = nil
            return
        }
        if failure == .alreadyCompleted { return sent() }
        sending = nil
        if failure == .cannotResume { memory.outbox[0].recovery = nil }
    }

    // MARK: Receiving

    private mutating func begun(_ identifier: Int, _ resumed: ActivityRecovery?) -> [AssociationEvent] {
        let name = Activity(session: session, identifier: identifier)
        guard let resumed else {
            memory.partials.append(Partial())
            memory.names[name] = memory.partials.count - 1
            receiving = (memory.partials.count - 1, [])
            return []
        }
        let old = Activity(session: resumed.session, identifier: resumed.activityIdentifier)
        guard let index = memory.names[old] else { return [.resumeRefused(.unknownActivity)] }
        let partial = memory.partials[index]
        if partial.isComplete { return [.resumeRefused(.alreadyCompleted)] }
        guard let octets = partial.checkpoints[resumed.serial] else { return [.resumeRefused(.unknownActivity)] }
        memory.names[name] = index
        memory.resumptions += 1
        receiving = (index, Array(partial.octets.prefix(octets)))
        return [.resumeAccepted(octets: octets)]
    }

    private mutating func checkpoint(_ serial: Int) -> AssociationEvent {
        if let receiving {
            memory.partials[receiving.partial].octets = receiving.octets
            memory.partials[receiving.partial].checkpoints[serial] = receiving.octets.count
        }
        return .checkpointSecured(serial: serial)
    }

    private mutating func complete() -> AssociationEvent {
        if let receiving {
            memory.partials[receiving.partial].isComplete = true
            memory.partials[receiving.partial].octets = []
            if memory.inbox.contains(where: { $0.first == receiving.octets.first }) {
                memory.duplicates += 1
            } else {
                memory.inbox.append(receiving.octets)
            }
        }
        receiving = nil
        return .transferSecured
    }
}
