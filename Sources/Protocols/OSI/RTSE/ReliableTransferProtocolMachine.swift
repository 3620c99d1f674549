/// The reliable transfer protocol machine (X.228 annex A).
///
/// One machine a direction of view: the end with the turn sends activities, the other receives them. An RTTR is one
/// checkpoint's worth; after each but the last stands a minor synchronization point; the activity's end alone hands
/// over responsibility. The parts: `+Open` (association and turn), `+Sending`, `+Receiving`.
///
/// Both modes are alike here: whoever holds the machine encodes and decodes the APDUs.
///
/// A request of the owner that is out of place does nothing; an event from below that is out of place aborts. A state's
/// payload is taken out (`self = .ended`) before it is changed, so that no buffer is copied.
package enum ReliableTransferProtocolMachine: Equatable, Sendable {
    /// No association. → openWait, openResponse
    case idle(RTSEOffer)
    /// RTORQ sent. → holding, listening, ended
    case openWait(RTORQ, RTSEOffer)
    /// RTORQ indicated. → holding, listening, ended
    case openResponse(RTORQ, RTSEAgreement, RTSEOffer)
    /// Has the turn, no activity. → sending, givingTurn, releasing, ended
    case holding(RTSEAgreement)
    /// Has the turn, an activity is under way. → holding, ended
    case sending(RTSEAgreement, Transfer)
    /// Has given the turn, not yet acknowledged; with what priority the owner wants it back by now, if it does.
    /// → listening, ended
    case givingTurn(RTSEAgreement, wantedBack: Int?)
    /// The peer has the turn, no activity. → receiving, holding, ended
    case listening(RTSEAgreement)
    /// The peer's activity is under way. → listening, ended
    case receiving(RTSEAgreement, Reception)
    /// Release requested. → ended
    case releasing
    case ended

    package enum Event: Equatable, Sendable {
        // From the owner
        case open(ConnectionData, mode: DialogueMode, applicationProtocol: Int?)
        case accept(userData: [UInt8])
        case refuse(RefuseReason, userData: [UInt8])
        case transfer(activityIdentifier: Int)
        case resume(ActivityRecovery, newActivityIdentifier: Int)
        case data([UInt8], isLast: Bool)
        case interrupt
        case discard
        case resumeAccepted
        case resumeRefused(ResumeRefusal)
        case checkpointSecured(serial: Int)
        case transferSecured
        case refuseTransfer(ExceptionReason)
        case turnPlease(priority: Int)
        case turnGive
        case close
        case abort(RTSEAbortReason)

        // From below
        case associateIndication(RTORQ)
        case associateConfirm(RTOAC)
        case associateRefused(RTORJ)
        /// The octets of an RTTR.
        case dataIndication(ArraySlice<UInt8>)
        case tokenPleaseIndication(priority: Int)
        /// An APDU that cannot be read, or another one than belongs there.
        case invalid(String, reflectedParameter: [Bool])
        case session(SessionAction)
        case releaseIndication
        case releaseConfirm
    }

    package init(_ offer: RTSEOffer) { self = .idle(offer) }

    package mutating func handle(_ event: Event) -> [RTSEAction] {
        switch event {
        case .open(let data, let mode, let applicationProtocol): open(data, mode, applicationProtocol)
        case .accept(let userData): accept(userData)
        case .refuse(let reason, let userData): refuse(reason, userData)
        case .transfer(let identifier): start(identifier, resuming: nil)
        case .resume(let recovery, let identifier): start(identifier, resuming: recovery)
        case .data(let octets, let isLast): send(octets, isLast)
        case .interrupt: stop(resumably: true)
        case .discard: stop(resumably: false)
        case .resumeAccepted: resumeAccepted()
        case .resumeRefused(let why): resumeRefused(why)
        case .checkpointSecured(let serial): secured(serial)
        case .transferSecured: wholeSecured()
        case .refuseTransfer(let reason): refuseTransfer(reason)
        case .turnPlease(let priority): askForTurn(priority)
        case .turnGive: giveTurn()
        case .close: close()
        case .abort(let reason): fail(reason, "by the owner")
        case .associateIndication(let rtorq): openIndicated(rtorq)
        case .associateConfirm(let rtoac): openConfirmed(rtoac)
        case .associateRefused(let rtorj): openRefused(rtorj)
        case .dataIndication(let octets): dataIndicated(octets)
        case .tokenPleaseIndication(let priority): turnAskedFor(priority)
        case .invalid(let why, let reflected): invalid(why, reflected)
        case .session(let action): session(action)
        case .releaseIndication: releaseIndicated()
        case .releaseConfirm: releaseConfirmed()
        }
    }

    private mutating func session(_ action: SessionAction) -> [RTSEAction] {
        switch action {
        case .syncMinorIndication(let serial): checkpointIndicated(serial)
        case .syncMinorConfirm(let serial): checkpointConfirmed(serial)
        case .activityStartIndication(let identifier): started(identifier, resuming: nil)
        case .activityResumeIndication(let resume): started(resume.newActivity, resuming: resume)
        case .activityEndIndication: endIndicated()
        case .activityEndConfirm: endConfirmed()
        case .activityInterruptIndication(let reason): stopped(.interruptedByPeer(reason: Int(reason)))
        case .activityDiscardIndication(let reason): stopped(.discardedByPeer(reason: Int(reason)))
        case .activityInterruptConfirm, .activityDiscardConfirm: stopConfirmed()
        case .exceptionIndication(let reason): excepted(reason)
        case .controlGiveIndication: turnGiven()
        case .controlGiven: turnTaken()
        case .send, .connectIndication, .connectConfirm, .connectRefused, .dataIndication, .tokenPleaseIndication,
            .releaseIndication, .releaseConfirm, .abortIndication, .providerAbortIndication, .protocolError,
            .transportLost:
            []
        }
    }

    /// Whether the peer owes an answer or data; its silence is then an error.
    package var isPeerOwing: Bool {
        switch self {
        case .sending(_, let transfer): transfer.phase != .filling || transfer.unconfirmed > 0
        case .receiving(let agreement, let reception):
            switch reception.phase {
            case .receiving: reception.unsecured < agreement.windowSize
            case .refused: true
            case .resumeWait, .endIndicated: false
            }
        case .givingTurn: true
        case .idle, .openWait, .openResponse, .holding, .listening, .releasing, .ended: false
        }
    }

    package var isReleasing: Bool { self == .releasing }

    /// The activity under way.
    package var activityIdentifier: Int? {
        switch self {
        case .sending(_, let transfer): transfer.activityIdentifier
        case .receiving(_, let reception): reception.activityIdentifier
        case .idle, .openWait, .openResponse, .holding, .givingTurn, .listening, .releasing, .ended: nil
        }
    }

    /// What an RTAB of the peer means for the transfer under way.
    package func failure(for reason: RTSEAbortReason?) -> TransferFailure? {
        guard case .sending(_, let transfer) = self else { return nil }
        if reason == .transferCompleted { return .alreadyCompleted }
        return reason == .unrecognizedActivity && transfer.isResumed ? .cannotResume : nil
    }

    mutating func invalid(_ why: String, _ reflected: [Bool]) -> [RTSEAction] {
        if self == .ended { return [] }
        self = .ended
        return [.abort(RTAB(reason: .invalidParameter, reflectedParameter: reflected), why)]
    }

    mutating func fail(_ reason: RTSEAbortReason, _ why: String) -> [RTSEAction] {
        if self == .ended { return [] }
        self = .ended
        return [.abort(RTAB(reason: reason), why)]
    }
}

/// What this end offers or grants.
package struct RTSEOffer: Equatable, Sendable {
    package var role: AssociationRole
    /// Who has the turn first; known before RTORQ or RTOAC arrives, since the session layer carries it.
    package var initialTurn: AssociationRole = .initiator
    package var checkpointSize: Int
    package var windowSize: Int
    package var pieceSize: Int

    /// Sizes are brought into a range in which everything can be computed: checkpoints up to 16 MiB.
    package init(role: AssociationRole, _ configuration: AssociationConfiguration) {
        self.role = role
        let least = configuration.allowsNoCheckpoints ? 0 : 1
        checkpointSize = min(max(configuration.checkpointSize, least), 16_384)
        windowSize = min(max(configuration.windowSize, 1), 255)
        pieceSize = max(configuration.pieceSize, 1)
    }

    /// Both sizes may be lowered by the answer, never raised.
    func agreement(checkpointSize theirs: Int, windowSize: Int, mode: DialogueMode) -> RTSEAgreement {
        RTSEAgreement(
            checkpointSize: min(checkpointSize, theirs), windowSize: max(min(self.windowSize, windowSize), 1),
            dialogueMode: mode, pieceSize: pieceSize)
    }
}
