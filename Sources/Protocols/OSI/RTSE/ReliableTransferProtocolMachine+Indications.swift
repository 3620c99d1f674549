/// What comes from the layers below.
extension ReliableTransferProtocolMachine {
    // transition table
    mutating func indicated(_ indication: Indication) -> Few<RTSEAction> {
        let step: Step
        switch (consume self, indication) {
        case (.ended, _): step = (.ended, [])
        case (.sending(_, let transfer), .abort(let reason)):
            step = (.ended, transfer.failure(for: reason) + [.aborted(reason)])
        case (.idle, .abort(let reason)), (.openWait, .abort(let reason)), (.openResponse, .abort(let reason)),
            (.holding, .abort(let reason)), (.givingTurn, .abort(let reason)), (.listening, .abort(let reason)),
            (.receiving, .abort(let reason)), (.releasing, .abort(let reason)):
            step = (.ended, [.aborted(reason)])
        case (.idle, .invalid(let why, let reflected)), (.openWait, .invalid(let why, let reflected)),
            (.openResponse, .invalid(let why, let reflected)), (.holding, .invalid(let why, let reflected)),
            (.sending, .invalid(let why, let reflected)), (.givingTurn, .invalid(let why, let reflected)),
            (.listening, .invalid(let why, let reflected)), (.receiving, .invalid(let why, let reflected)),
            (.releasing, .invalid(let why, let reflected)):
            step = Self.invalid(why, reflected)

        case (.idle(let offer), .associate(let rtorq)):
            let agreement = offer.agreement(asked: rtorq)
            step = (.openResponse(rtorq, agreement, offer), [.openIndication(rtorq, granted: agreement)])
        case (.openWait(let rtorq, let offer), .associateConfirm(let rtoac)): step = offer.confirmed(rtorq, by: rtoac)
        case (.openWait, .associateRefused(let rtorj)): step = (.ended, [.openRefused(rtorj)])

        case (.holding(let agreement), .turnPlease(let priority)):
            step = Self.turnAskedFor(.holding(agreement), agreement, priority)
        case (.sending(let agreement, let transfer), .turnPlease(let priority)):
            step = Self.turnAskedFor(.sending(agreement, transfer), agreement, priority)
        // It crossed what makes it void.
        case (.givingTurn(let agreement, let wantedBack), .turnPlease):
            step = (.givingTurn(agreement, wantedBack: wantedBack), [])
        case (.releasing, .turnPlease): step = (.releasing, [])

        case (.sending(let agreement, let transfer), .checkpointConfirm(let serial)):
            step = Self.checkpointConfirmed(agreement, transfer, serial)
        case (.sending(let agreement, let transfer), .activityEndConfirm):
            step = Self.endConfirmed(agreement, transfer)
        case (.sending(let agreement, let transfer), .activityInterruptConfirm),
            (.sending(let agreement, let transfer), .activityDiscardConfirm):
            step = Self.stopConfirmed(agreement, transfer)
        case (.sending(let agreement, let transfer), .exception(let reason)):
            step = Self.excepted(agreement, transfer, reason)

        case (.givingTurn(let agreement, let wantedBack), .turnGiven):
            step = (.listening(agreement), wantedBack.map { agreement.turnPlease($0) } ?? [])
        case (.listening(let agreement), .turnGive):
            switch agreement.dialogueMode {
            case .monologue: step = Self.failure(.protocolError, "the turn in a monologue")
            case .twoWayAlternate: step = (.holding(agreement), [.user(.turnGiveIndication)])
            }

        case (.listening(let agreement), .activityStart(let identifier)): step = Self.started(agreement, identifier)
        case (.listening(let agreement), .activityResume(let resume)): step = Self.resumed(agreement, resume)
        case (.receiving(let agreement, let reception), .data(let octets)):
            step = Self.received(agreement, reception, octets)
        case (.receiving(let agreement, let reception), .checkpoint(let serial)):
            step = Self.checkpointIndicated(agreement, reception, serial)
        case (.receiving(let agreement, let reception), .activityEnd): step = Self.endIndicated(agreement, reception)
        case (.receiving(let agreement, _), .activityInterrupt(let reason)):
            step = (.listening(agreement), [.user(.transferFailed(.interruptedByPeer(reason: Int(reason))))])
        case (.receiving(let agreement, _), .activityDiscard(let reason)):
            step = (.listening(agreement), [.user(.transferFailed(.discardedByPeer(reason: Int(reason))))])

        case (.listening(let agreement), .release):
            switch agreement.role {
            case .initiator: step = Self.failure(.protocolError, "release by the responder")
            case .responder: step = (.ended, [.releaseResponse, .user(.closed)])
            }
        case (.releasing, .releaseConfirm): step = (.ended, [.user(.closed)])

        case (.idle, let other), (.openWait, let other), (.openResponse, let other), (.holding, let other),
            (.sending, let other), (.givingTurn, let other), (.listening, let other), (.receiving, let other),
            (.releasing, let other):
            step = Self.failure(.protocolError, "\(other.name) out of place")
        }
        self = step.next
        return step.actions
    }

    static func invalid(_ why: String, _ reflected: [Bool]) -> Step {
        (.ended, [.abort(RTAB(reason: .invalidParameter, reflectedParameter: reflected), why)])
    }

    private static func turnAskedFor(_ same: Self, _ agreement: RTSEAgreement, _ priority: Int) -> Step {
        switch agreement.dialogueMode {
        case .monologue: failure(.protocolError, "RTTP in a monologue")
        case .twoWayAlternate: (same, [.user(.turnPleaseIndication(priority: priority))])
        }
    }
}

extension RTSEOffer {
    func opened(_ agreement: RTSEAgreement) -> ReliableTransferProtocolMachine {
        role == initialTurn ? .holding(agreement) : .listening(agreement)
    }

    /// The answer may lower both sizes, and 0, no checkpoints, lowers it too: APDUs are limited then.
    fileprivate func confirmed(_ rtorq: RTORQ, by rtoac: RTOAC) -> ReliableTransferProtocolMachine.Step {
        guard rtoac.checkpointSize <= rtorq.checkpointSize else {
            return ReliableTransferProtocolMachine.invalid("checkpoint size raised to \(rtoac.checkpointSize)", [])
        }
        let agreement = self.agreement(rtorq, answered: rtoac)
        return (opened(agreement), [.openConfirm(rtoac, agreement)])
    }
}

extension Transfer {
    /// What an RTAB of the peer means for the transfer under way. It can have completed only what it was sent whole,
    /// now or before a cut.
    fileprivate func failure(for reason: RTSEAbortReason?) -> Few<RTSEAction> {
        switch reason {
        case .transferCompleted: isWhole || isResumed ? [.user(.transferFailed(.alreadyCompleted))] : []
        case .unrecognizedActivity: isResumed ? [.user(.transferFailed(.cannotResume))] : []
        case .localSystemProblem, .invalidParameter, .temporaryProblem, .protocolError, .permanentProblem, .userError,
            nil:
            []
        }
    }
}

extension ReliableTransferProtocolMachine.Indication {
    /// For messages: what came, without its content.
    fileprivate var name: String {
        switch self {
        case .associate: "RTORQ"
        case .associateConfirm: "RTOAC"
        case .associateRefused: "RTORJ"
        case .data: "RTTR"
        case .turnPlease: "RTTP"
        case .invalid: "an unreadable APDU"
        case .checkpoint: "a checkpoint"
        case .checkpointConfirm: "a checkpoint's confirmation"
        case .activityStart: "an activity"
        case .activityResume: "a resumed activity"
        case .activityEnd: "an activity's end"
        case .activityEndConfirm: "the confirmation of an activity's end"
        case .activityInterrupt: "an interrupt"
        case .activityInterruptConfirm: "an interrupt's confirmation"
        case .activityDiscard: "a discard"
        case .activityDiscardConfirm: "a discard's confirmation"
        case .exception: "an exception"
        case .turnGive: "the turn"
        case .turnGiven: "the turn's acknowledgement"
        case .release: "a release"
        case .releaseConfirm: "a release's confirmation"
        case .abort: "RTAB"
        }
    }
}
