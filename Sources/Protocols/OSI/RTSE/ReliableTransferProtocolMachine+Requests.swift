/// What the owner asks for.
extension ReliableTransferProtocolMachine {
    // transition table
    mutating func request(_ request: Request) -> Few<RTSEAction> {
        let step: Step
        switch (consume self, request) {
        case (.idle, .abort(let reason, let why)), (.openWait, .abort(let reason, let why)),
            (.openResponse, .abort(let reason, let why)), (.holding, .abort(let reason, let why)),
            (.sending, .abort(let reason, let why)), (.givingTurn, .abort(let reason, let why)),
            (.listening, .abort(let reason, let why)), (.receiving, .abort(let reason, let why)),
            (.releasing, .abort(let reason, let why)):
            step = Self.failure(reason, why)

        case (.idle(let offer), .open(let data, let mode, let applicationProtocol)):
            let rtorq = RTORQ(
                checkpointSize: offer.checkpointSize, windowSize: offer.windowSize, dialogueMode: mode,
                connectionData: data, applicationProtocol: applicationProtocol)
            step = (.openWait(rtorq, offer), [.associateRequest(rtorq)])
        case (.idle(let offer), let other): step = (.idle(offer), Self.outOfPlace(other))

        case (.openWait(let rtorq, let offer), let other): step = (.openWait(rtorq, offer), Self.outOfPlace(other))

        case (.openResponse(let rtorq, let agreement, let offer), .accept(let userData)):
            step = (offer.opened(agreement), [.associateResponse(rtorq.answer(agreement, userData))])
        case (.openResponse, .refuse(let reason, let userData)):
            step = (.ended, [.associateRefuse(RTORJ(reason: reason, userData: userData))])
        case (.openResponse(let rtorq, let agreement, let offer), let other):
            step = (.openResponse(rtorq, agreement, offer), Self.outOfPlace(other))

        case (.holding(let agreement), .transfer(let identifier)): step = Self.start(agreement, identifier)
        case (.holding(let agreement), .resume(let recovery, let identifier)):
            step = Self.resume(agreement, recovery, identifier)
        case (.holding(let agreement), .turnGive):
            switch agreement.dialogueMode {
            case .monologue: step = (.holding(agreement), [])
            case .twoWayAlternate: step = (.givingTurn(agreement, wantedBack: nil), [.session(.controlGive)])
            }
        case (.holding(let agreement), .close):
            switch agreement.role {
            case .initiator: step = (.releasing, [.release])
            case .responder: step = (.holding(agreement), [])
            }
        case (.holding(let agreement), let other): step = (.holding(agreement), Self.outOfPlace(other))

        case (.sending(let agreement, let transfer), .data(let octets, let isLast, let isCheckpoint)):
            step = Self.send(agreement, transfer, octets, isLast, isCheckpoint)
        case (.sending(let agreement, let transfer), .interrupt): step = Self.stop(agreement, transfer, resumably: true)
        case (.sending(let agreement, let transfer), .discard): step = Self.stop(agreement, transfer, resumably: false)
        case (.sending(let agreement, let transfer), let other):
            step = (.sending(agreement, transfer), Self.outOfPlace(other))

        case (.givingTurn(let agreement, _), .turnPlease(let priority)):
            // The peer has not acknowledged yet that it has the turn: asked for as soon as it has.
            step = (.givingTurn(agreement, wantedBack: max(priority, 0)), [])
        case (.givingTurn(let agreement, let wantedBack), let other):
            step = (.givingTurn(agreement, wantedBack: wantedBack), Self.outOfPlace(other))

        case (.listening(let agreement), .turnPlease(let priority)):
            step = (.listening(agreement), agreement.turnPlease(priority))
        case (.listening(let agreement), let other): step = (.listening(agreement), Self.outOfPlace(other))

        case (.receiving(let agreement, let reception), .turnPlease(let priority)):
            step = (.receiving(agreement, reception), agreement.turnPlease(priority))
        case (.receiving(let agreement, let reception), .resumeAccepted):
            step = Self.resumeAccepted(agreement, reception)
        case (.receiving(let agreement, let reception), .resumeRefused(let why)):
            step = Self.resumeRefused(agreement, reception, why)
        case (.receiving(let agreement, let reception), .checkpointSecured(let serial)):
            step = Self.secured(agreement, reception, serial)
        case (.receiving(let agreement, let reception), .transferSecured):
            step = Self.wholeSecured(agreement, reception)
        case (.receiving(let agreement, let reception), .refuseTransfer(let reason)):
            step = Self.refuse(agreement, reception, reason)
        case (.receiving(let agreement, let reception), let other):
            step = (.receiving(agreement, reception), Self.outOfPlace(other))

        case (.releasing, let other): step = (.releasing, Self.outOfPlace(other))

        case (.ended, _): step = (.ended, [])
        }
        self = step.next
        return step.actions
    }

    /// A transfer that cannot begin is told so; all else may have crossed what made it void.
    private static func outOfPlace(_ request: Request) -> Few<RTSEAction> {
        switch request {
        case .transfer, .resume: [.user(.transferFailed(.notPermitted))]
        case .open, .accept, .refuse, .data, .interrupt, .discard, .resumeAccepted, .resumeRefused,
            .checkpointSecured, .transferSecured, .refuseTransfer, .turnPlease, .turnGive, .close, .abort:
            []
        }
    }
}

extension RTORQ {
    /// A recovered association is answered with the name that was asked for, one that is bound with the bind result.
    fileprivate func answer(_ agreement: RTSEAgreement, _ userData: [UInt8]) -> RTOAC {
        let data: ConnectionData
        switch connectionData {
        case .open: data = .open(userData)
        case .recover: data = connectionData
        }
        return RTOAC(
            checkpointSize: agreement.checkpointSize, windowSize: agreement.windowSize, connectionData: data)
    }
}

extension RTSEAgreement {
    /// Only where the dialogue is two-way alternate.
    func turnPlease(_ priority: Int) -> Few<RTSEAction> {
        switch dialogueMode {
        case .monologue: []
        case .twoWayAlternate: [.tokenPlease(priority: max(priority, 0))]
        }
    }
}
