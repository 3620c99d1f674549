import BER
package import IO
import Message
package import OSI
import P1
import Spool

/// One association with a neighbour on one line: drives the sans-I/O `Association` with the channel's octets, the
/// clock's timers, the messages that its owner gives it and those that the neighbour sends.
///
/// It decides nothing of queues and lines: its owner does, through `handler`. Both directions share it, since they
/// share the turn: see `P1Session+Outbound` and `P1Session+Inbound`.
///
/// Owner: the queue of the connector's worker; nothing of it may be touched from elsewhere.
package final class P1Session {
    /// Where the session stands as a whole.
    enum State: Equatable {
        /// We asked for the association, or the neighbour did and our answer is on its way.
        case opening
        case open
        /// We released it; the neighbour's answer is outstanding.
        case releasing
        case over
    }

    enum SessionTimer: Hashable {
        case association(AssociationTimer)
        /// Nothing went either way for as long as the connector permits.
        case lifetime
        /// We asked for the turn; a neighbour that is silent from then on is not there any more.
        case turn
    }

    let configuration: P1SessionConfiguration
    let environment: P1SessionEnvironment
    let executor: QueueExecutor
    let channel: StreamChannel
    package let isInitiator: Bool
    private let timers: TimerSet<SessionTimer>

    /// Told of everything; called on the owner's queue, and not before the owner's own call has returned to the
    /// session. nil after `ended` or `openFailed`.
    package var handler: ((P1SessionEvent) -> Void)?

    private var association: Association
    var state = State.opening
    var negotiated: NegotiatedAssociation?
    var hasTurn: Bool
    /// The neighbour asked for the turn.
    var turnWanted = false
    /// We asked for the turn and did not get it yet.
    private var turnAsked = false
    /// Transfers since the turn came to us.
    var sentInTurn = 0
    var outgoing: OutgoingTransfer?
    /// What transfers have taught of the line; the owner hands it from one association to the next.
    package var pace: TransferPace?
    /// What was told to stop was confirmed as a whole instead; the neighbour has still to confirm that it has stopped.
    var isStopOutstanding = false
    /// False once the neighbour could not go on with a transfer that was cut.
    var neighbourResumes = true
    var incoming: IncomingTransfer?
    /// Confirmed, and the neighbour has not yet shown that it knows.
    var completed: IncomingTransfer?
    /// Transfers in, so that a late answer is not taken for one about the next transfer.
    var incomingCount = 0
    /// The owner wants the association to end as soon as nothing is under way.
    private(set) var isFinishing = false
    /// The call has to end soon: nothing more is begun.
    var isConcluding = false

    private var isPerforming = false
    private var waiting: [AssociationEvent] = []
    private var told: [P1SessionEvent] = []

    /// A session that we open on a line that is up.
    package init(
        opening channel: StreamChannel, called: ProtocolSelectors, calling: ProtocolSelectors,
        configuration: P1SessionConfiguration, environment: P1SessionEnvironment, executor: QueueExecutor
    ) {
        self.configuration = configuration
        self.environment = environment
        self.executor = executor
        self.channel = channel
        isInitiator = true
        hasTurn = true
        association = Association(role: .initiator, configuration: configuration.association)
        timers = TimerSet(executor)
        firstEvents = [.transportConnected, .open(configuration.openRequest(called: called, calling: calling))]
    }

    /// A session that a neighbour opened: `association` has just given `indication`, and the caller is known. Where it
    /// recovers an association, nothing is bound.
    package init(
        answering channel: StreamChannel, association: Association, indication: OpenIndication,
        configuration: P1SessionConfiguration, environment: P1SessionEnvironment, executor: QueueExecutor
    ) {
        self.configuration = configuration
        self.environment = environment
        self.executor = executor
        self.channel = channel
        isInitiator = false
        hasTurn = indication.initialTurn == .responder
        self.association = association
        negotiated = NegotiatedAssociation(indication)
        timers = TimerSet(executor)
        let context = indication.applicationContext
        let result = MTABindResult.authenticated(configuration.ourParty(in: context))
        let userData = indication.recover == nil ? result.encode(context.bindForm) : []
        firstEvents = [.acceptOpen(userData: userData)]
    }

    /// Begins, once the owner has set `handler`.
    package func start() {
        channel.onOctets = { [weak self] octets in
            guard let self else { return }
            if channel.octetsRead == octets.count { tell(.heard) }
            submit(.octets(octets))
        }
        channel.onClosed = { [weak self] error in
            self?.transportError = error?.description
            self?.submit(.transportClosed)
        }
        channel.onDrained = { [weak self] in self?.supply() }
        channel.start()
        for event in firstEvents { submit(event) }
        firstEvents = []
        if !isInitiator, state == .opening { opened() }
    }

    private var firstEvents: [AssociationEvent]

    /// By the monotonic clock.
    private(set) var openedAt: Int64 = 0

    /// What the operating system said when the line went.
    private var transportError: String?

    // MARK: What the owner may ask

    /// There may be something to send: asks for the turn, or for a message, as the dialogue stands.
    package func wake() {
        guard state == .open, outgoing == nil else { return }
        if hasTurn {
            nextTurn()
        } else {
            askForTurn()
        }
    }

    /// Ends the association as soon as nothing is under way. Only the end that opened it can.
    package func finish() {
        guard isInitiator else { return }
        isFinishing = true
        if hasTurn { releaseIfDone() } else { askForTurn() }
    }

    /// Ends the association in order if nothing is under way, when the neighbour has answered.
    ///
    /// - Returns: false where that cannot be: something is, or the neighbour has opened it.
    package func finishIfIdle() -> Bool {
        guard isInitiator, state == .open || state == .releasing, !isTransferring else { return false }
        finish()
        return true
    }

    /// Ends now. What the neighbour has secured of a transfer is kept, to go on there.
    package func cut(why: String) { abort(.temporaryProblem, why: why) }

    private func abort(_ reason: RTSEAbortReason, why: String) {
        guard state != .over else { return }
        sayAbort(reason)
        end(state == .opening ? .openFailed(.cut(why: why)) : .ended(.aborted(byPeer: false, why: why)))
    }

    /// Ends now, since the line under it has failed: nobody is there to be told.
    package func lineFailed(why: String) {
        end(state == .opening ? .openFailed(.lineLost(why: why)) : .ended(.lineLost(why: why)))
    }

    /// The last words to the neighbour. Not by `submit`: they have to be out before the session is over.
    private func sayAbort(_ reason: RTSEAbortReason) {
        for case .send(let octets) in association.handle(.abort(reason)) { channel.write(octets) }
    }

    /// Something on this host, and not the message, keeps us from going on: the neighbour shall try later, and that is
    /// no failed transfer for it.
    func abortForLocalProblem(_ why: String) {
        tell(.notReceived(why: why))
        abort(.temporaryProblem, why: why)
    }

    /// A message may be given to `send`.
    package var canSend: Bool {
        state == .open && hasTurn && outgoing == nil && incoming == nil && !isStopOutstanding
    }

    var mayTransfer: Bool { association.mayTransfer }

    /// Our own mail can go over this association: at once, or when the neighbour gives the turn.
    package var carriesOurMail: Bool { isInitiator || hasTurn || isTwoWay }

    /// Both ends may have the turn.
    var isTwoWay: Bool {
        configuration.twoWayAlternate && (negotiated.map { $0.dialogueMode == .twoWayAlternate } ?? true)
    }

    /// A message is on its way, out or in.
    package var isTransferring: Bool { outgoing != nil || incoming != nil }

    /// The queue row of the message that is on its way out.
    package var outgoingEntry: Int64? { outgoing?.outbound.entry }

    package enum Activity: Hashable, Sendable { case opening, idle, sending, receiving, releasing }

    /// For operators.
    package var activity: Activity {
        switch state {
        case .opening: .opening
        case .releasing, .over: .releasing
        case .open: outgoing != nil ? .sending : incoming != nil ? .receiving : .idle
        }
    }

    /// What the layers have agreed on; nil while that is not known.
    package var parameters: NegotiatedParameters? { association.negotiated }

    /// Octets on the line so far, out and in.
    package var octets: (out: Int, in: Int) { (channel.octetsWritten, channel.octetsRead) }

    // MARK: The runner: event in, actions out, actions performed (style, A10)

    func submit(_ event: AssociationEvent) {
        waiting.append(event)
        if isPerforming { return }
        isPerforming = true
        while !waiting.isEmpty, state != .over {
            for action in association.handle(waiting.removeFirst()) { perform(action) }
            if isStopOutstanding, mayTransfer { stopped() }
        }
        waiting = []
        isPerforming = false
        flush()
    }

    /// The neighbour answers sooner or later, or is gone. While it sends, octets come.
    private func awaitTurn() {
        let heard = channel.octetsRead
        timers.start(.turn, after: Double(configuration.association.inactivityTimeout)) { [weak self] in
            guard let self, turnAsked else { return }
            if channel.octetsRead == heard, incoming == nil {
                abort(.temporaryProblem, why: "the neighbour does not answer the request for the turn")
            } else {
                awaitTurn()
            }
        }
    }

    func askForTurn() {
        guard isTwoWay, !hasTurn, !turnAsked else { return }
        turnAsked = true
        submit(.turnPlease(priority: 1))
        awaitTurn()
    }

    func turnArrived() {
        hasTurn = true
        turnAsked = false
        sentInTurn = 0
        timers.cancel(.turn)
        nextTurn()
    }

    /// Tells the owner, once the association has done what it is doing.
    func tell(_ event: P1SessionEvent) {
        told.append(event)
        if !isPerforming { flush() }
    }

    private func flush() {
        while !told.isEmpty {
            // Taken first: without a handler the argument of an optional call is not even evaluated.
            let event = told.removeFirst()
            handler?(event)
        }
        if state == .over { handler = nil }
    }

    private func perform(_ action: AssociationAction) {
        switch action {
        case .send(let octets): channel.write(octets)
        case .startTimer(let timer, let seconds):
            timers.start(.association(timer), after: Double(seconds)) { [weak self] in self?.submit(.timerFired(timer))
            }
        case .cancelTimer(let timer): timers.cancel(.association(timer))
        case .openIndication: break  // The listener has taken it.
        case .openConfirm(let confirm): confirmed(confirm)
        case .openRefused(let refusal): end(.openFailed(P1OpenFailure(refusal, configuration.applicationContext)))
        case .transferIndication(let activity, let resumed):
            confirmationArrived()
            transferBegins(activity: activity, resumed: resumed)
        case .dataIndication(let octets): received(octets)
        case .checkpointIndication(let serial): checkpointReached(serial)
        case .transferEndIndication: transferComplete()
        case .wantData(let maximum):
            outgoing?.wanted = maximum
            supply()
        case .checkpointConfirmed(let serial, let octets):
            checkpointConfirmed(association.recovery(serial: serial, octets: octets))
        case .transferConfirmed: transferConfirmed()
        case .transferFailed(let failure): transferFailed(failure)
        case .turnPleaseIndication:
            turnWanted = true
            if hasTurn, outgoing == nil { nextTurn() }
        case .turnGiveIndication:
            confirmationArrived()
            turnArrived()
        case .closed:
            confirmationArrived()
            end(.ended(.released))
        case .aborted(let information): aborted(information)
        case .disconnect: channel.closeAfterWriting()
        }
    }

    // MARK: Opening

    private func confirmed(_ confirm: OpenConfirm) {
        let agreed = NegotiatedAssociation(confirm)
        negotiated = agreed
        if let failure = BindCheck.failure(of: confirm.userData, expecting: configuration) {
            sayAbort(.userError)
            end(.openFailed(failure))
        } else if agreed.lacksTransferContext {
            sayAbort(.permanentProblem)
            end(.openFailed(.protocolViolation(why: "the neighbour refused the presentation context of messages")))
        } else {
            opened()
        }
    }

    private func opened() {
        state = .open
        openedAt = SystemClock.monotonicMicroseconds()
        tell(.opened)
        if hasTurn { nextTurn() }
        lifetimeBegins()
    }

    // MARK: Ending

    private func aborted(_ information: AbortInformation) {
        let why = transportError ?? information.description
        if state == .opening {
            end(.openFailed(P1OpenFailure(information, why: why)))
        } else if information.source == .transport {
            end(.ended(.lineLost(why: why)))
        } else {
            end(.ended(.aborted(byPeer: information.source == .peer, why: why)))
        }
    }

    private func end(_ event: P1SessionEvent) {
        guard state != .over else { return }
        interruptOutgoing()
        keepIncoming()
        state = .over
        timers.cancelAll()
        channel.closeAfterWriting()
        tell(event)
    }

    /// The association is released when the owner wants that and neither side has anything under way.
    func releaseIfDone() {
        guard isFinishing, isInitiator, canSend, !turnWanted || isConcluding else { return }
        state = .releasing
        lifetimeEnds()
        submit(.close)
    }

    // MARK: The lifetime of an association without traffic

    /// Nothing is under way from now on. The initiator releases an idle association; a responder, who cannot, takes a
    /// neighbour that is silent for far longer for gone.
    func lifetimeBegins() {
        guard state == .open, outgoing == nil, incoming == nil, !timers.isRunning(.lifetime) else { return }
        let limit = idleSeconds
        timers.start(.lifetime, after: Double(limit)) { [weak self] in
            guard let self else { return }
            if isInitiator {
                finish()
            } else {
                abort(.temporaryProblem, why: "nothing went either way for \(limit) s")
            }
        }
    }

    func lifetimeEnds() { timers.cancel(.lifetime) }
}
