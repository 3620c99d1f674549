/// The reliable transfer protocol machine (X.228 annex A).
///
/// ## Overview
/// One machine a direction of view: the end with the turn sends activities, the other receives them. An RTTR is one
/// checkpoint's worth; after each but the last stands a minor synchronization point; the activity's end alone hands
/// over responsibility. Both modes are alike here: whoever holds the machine encodes and decodes the APDUs.
///
/// ## Function
/// Two tables, each complete: the owner's requests (`+Requests`) and what comes from below (`+Indications`). A request
/// that is out of place does nothing, since it may have crossed something; an indication that is out of place aborts.
package enum ReliableTransferProtocolMachine: Equatable, Sendable {
    /// No association. → openWait, openResponse
    case idle(RTSEOffer)
    /// RTORQ sent. → holding, listening, ended
    indirect case openWait(RTORQ, RTSEOffer)
    /// RTORQ indicated. → holding, listening, ended
    indirect case openResponse(RTORQ, RTSEAgreement, RTSEOffer)
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
        /// From the owner.
        case request(Request)
        /// From below.
        case indication(Indication)
    }

    package enum Request: Equatable, Sendable {
        indirect case open(ConnectionData, mode: DialogueMode, applicationProtocol: Int?)
        case accept(userData: [UInt8])
        case refuse(RefuseReason, userData: [UInt8])
        case transfer(activityIdentifier: Int)
        indirect case resume(ActivityRecovery, newActivityIdentifier: Int)
        case data([UInt8], isLast: Bool, isCheckpoint: Bool = false)
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
        indirect case abort(RTSEAbortReason, String)
    }

    package enum Indication: Equatable, Sendable {
        indirect case associate(RTORQ)
        indirect case associateConfirm(RTOAC)
        indirect case associateRefused(RTORJ)
        /// The octets of an RTTR.
        case data(ArraySlice<UInt8>)
        case turnPlease(priority: Int)
        /// An APDU that cannot be read, or another one than belongs there.
        indirect case invalid(String, reflectedParameter: [Bool])
        case checkpoint(serial: Int)
        case checkpointConfirm(serial: Int)
        case activityStart([UInt8])
        indirect case activityResume(ActivityResumeSPDU)
        case activityEnd
        case activityEndConfirm
        /// Answered already by the session layer.
        case activityInterrupt(reason: UInt8)
        case activityInterruptConfirm
        /// Answered already by the session layer.
        case activityDiscard(reason: UInt8)
        case activityDiscardConfirm
        case exception(reason: UInt8)
        case turnGive
        /// The peer has taken the turn.
        case turnGiven
        case release
        case releaseConfirm
        /// The peer's RTAB.
        case abort(RTSEAbortReason?)
    }

    package init(_ offer: RTSEOffer) { self = .idle(offer) }

    package mutating func handle(_ event: Event) -> Few<RTSEAction> {
        switch event {
        case .request(let request): self.request(request)
        case .indication(let indication): indicated(indication)
        }
    }

    /// Where a table leads, and what is to be done on the way.
    typealias Step = (next: Self, actions: Few<RTSEAction>)

    static func failure(_ reason: RTSEAbortReason, _ why: String) -> Step {
        (.ended, [.abort(RTAB(reason: reason), why)])
    }

    /// The session layer tells who has the turn first before RTORQ or RTOAC comes up.
    mutating func setInitialTurn(_ turn: AssociationRole) {
        switch self {
        case .idle(var offer):
            offer.initialTurn = turn
            self = .idle(offer)
        case .openWait(let rtorq, var offer):
            offer.initialTurn = turn
            self = .openWait(rtorq, offer)
        case .openResponse, .holding, .sending, .givingTurn, .listening, .receiving, .releasing, .ended: break
        }
    }

    // MARK: What can be seen from outside

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

    package var isReleasing: Bool {
        switch self {
        case .releasing: true
        case .idle, .openWait, .openResponse, .holding, .sending, .givingTurn, .listening, .receiving, .ended: false
        }
    }

    /// The activity under way.
    package var activityIdentifier: Int? {
        switch self {
        case .sending(_, let transfer): transfer.activityIdentifier
        case .receiving(_, let reception): reception.activityIdentifier
        case .idle, .openWait, .openResponse, .holding, .givingTurn, .listening, .releasing, .ended: nil
        }
    }
}
