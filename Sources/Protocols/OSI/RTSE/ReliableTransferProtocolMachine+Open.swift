/// Opening, the turn, and release.
extension ReliableTransferProtocolMachine {
    // MARK: Opening

    mutating func open(
        _ data: ConnectionData, _ mode: DialogueMode, _ applicationProtocol: Int?
    ) -> [RTSEAction] {
        guard case .idle(let offer) = self else { return [] }
        let rtorq = RTORQ(
            checkpointSize: offer.checkpointSize, windowSize: offer.windowSize, dialogueMode: mode,
            connectionData: data, applicationProtocol: applicationProtocol)
        self = .openWait(rtorq, offer)
        return [.associateRequest(rtorq)]
    }

    mutating func openIndicated(_ rtorq: RTORQ) -> [RTSEAction] {
        guard case .idle(let offer) = self else { return fail(.protocolError, "RTORQ out of place") }
        let agreement = offer.agreement(
            checkpointSize: rtorq.checkpointSize, windowSize: rtorq.windowSize, mode: rtorq.dialogueMode)
        self = .openResponse(rtorq, agreement, offer)
        return [.openIndication(rtorq, granted: agreement)]
    }

    /// A recovered association is answered with the name that was asked for, one that is bound with the bind result.
    mutating func accept(_ userData: [UInt8]) -> [RTSEAction] {
        guard case .openResponse(let rtorq, let agreement, let offer) = self else { return [] }
        let data: ConnectionData
        switch rtorq.connectionData {
        case .open: data = .open(userData)
        case .recover: data = rtorq.connectionData
        }
        let rtoac = RTOAC(
            checkpointSize: agreement.checkpointSize, windowSize: agreement.windowSize, connectionData: data)
        self = Self.opened(agreement, offer)
        return [.associateResponse(rtoac)]
    }

    mutating func refuse(_ reason: RefuseReason, _ userData: [UInt8]) -> [RTSEAction] {
        guard case .openResponse = self else { return [] }
        self = .ended
        return [.associateRefuse(RTORJ(reason: reason, userData: userData))]
    }

    mutating func openConfirmed(_ rtoac: RTOAC) -> [RTSEAction] {
        guard case .openWait(let rtorq, let offer) = self else { return fail(.protocolError, "RTOAC out of place") }
        // The answer may lower both sizes. An answer of 0, no checkpoints, is taken: APDUs are limited then.
        guard rtoac.checkpointSize <= rtorq.checkpointSize else {
            return fail(.invalidParameter, "checkpoint size raised to \(rtoac.checkpointSize)")
        }
        let agreement = offer.agreement(
            checkpointSize: rtoac.checkpointSize, windowSize: rtoac.windowSize, mode: rtorq.dialogueMode)
        self = Self.opened(agreement, offer)
        return [.openConfirm(rtoac, agreement)]
    }

    mutating func openRefused(_ rtorj: RTORJ) -> [RTSEAction] {
        guard case .openWait = self else { return fail(.protocolError, "RTORJ out of place") }
        self = .ended
        return [.openRefused(rtorj)]
    }

    private static func opened(_ agreement: RTSEAgreement, _ offer: RTSEOffer) -> Self {
        offer.role == offer.initialTurn ? .holding(agreement) : .listening(agreement)
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

    // MARK: The turn

    /// Only where the dialogue is two-way alternate.
    mutating func askForTurn(_ priority: Int) -> [RTSEAction] {
        switch self {
        case .listening(let agreement), .receiving(let agreement, _):
            guard agreement.dialogueMode == .twoWayAlternate else { return [] }
            return [.tokenPlease(priority: max(priority, 0))]
        case .givingTurn(let agreement, _):
            // The peer has not acknowledged yet that it has the turn: asked for as soon as it has.
            self = .givingTurn(agreement, wantedBack: max(priority, 0))
            return []
        case .idle, .openWait, .openResponse, .holding, .sending, .releasing, .ended: return []
        }
    }

    /// Only where the dialogue is two-way alternate.
    mutating func giveTurn() -> [RTSEAction] {
        guard case .holding(let agreement) = self, agreement.dialogueMode == .twoWayAlternate else { return [] }
        self = .givingTurn(agreement, wantedBack: nil)
        return [.session(.controlGive)]
    }

    mutating func turnAskedFor(_ priority: Int) -> [RTSEAction] {
        switch self {
        case .holding, .sending, .givingTurn, .releasing:
            return [.user(.turnPleaseIndication(priority: priority))]
        case .idle, .openWait, .openResponse, .listening, .receiving:
            return fail(.protocolError, "RTTP out of place")
        case .ended: return []
        }
    }

    mutating func turnGiven() -> [RTSEAction] {
        guard case .listening(let agreement) = self else { return fail(.protocolError, "turn out of place") }
        self = .holding(agreement)
        return [.user(.turnGiveIndication)]
    }

    mutating func turnTaken() -> [RTSEAction] {
        guard case .givingTurn(let agreement, let wantedBack) = self else {
            return fail(.protocolError, "turn out of place")
        }
        self = .listening(agreement)
        return wantedBack.map { askForTurn($0) } ?? []
    }

    // MARK: Release

    /// Without an activity and with the turn; the association checks that this end is the initiator.
    mutating func close() -> [RTSEAction] {
        guard case .holding = self else { return [] }
        self = .releasing
        return [.release]
    }

    mutating func releaseIndicated() -> [RTSEAction] {
        guard case .listening = self else { return fail(.protocolError, "release out of place") }
        self = .ended
        return [.releaseResponse, .user(.closed)]
    }

    mutating func releaseConfirmed() -> [RTSEAction] {
        guard case .releasing = self else { return fail(.protocolError, "release out of place") }
        self = .ended
        return [.user(.closed)]
    }
}
