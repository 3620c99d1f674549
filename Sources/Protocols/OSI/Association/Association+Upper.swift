import BER

/// ACSE, RTSE and the owner.
extension Association {
    // MARK: The owner's requests

    mutating func open(_ request: OpenRequest) {
        guard role == .initiator, facts.request == nil, stage == .unconnected || stage == .opening else { return }
        stage = .opening
        facts.request = request
        facts.sessionConnectionIdentifier = request.sessionConnectionIdentifier
        facts.initialTurn = request.initialTurn
        facts.called = request.called
        facts.calling = request.calling
        facts.mtseContext = 5
        reliableTransfer.setInitialTurn(request.initialTurn)
        // From above, so that the session holds its CONNECT when the transport connection comes.
        perform(
            reliableTransfer.handle(
                .open(userData: request.userData, mode: request.dialogueMode, recover: request.recover)))
        guard stage != .ended else { return }
        let size = max(configuration.tpduSize, 128)
        perform(
            transport.handle(
                .connectRequest(
                    TransportConnectRequest(
                        calling: request.calling.transport, called: request.called.transport, tpduSize: size))))
    }

    mutating func request(_ event: AssociationEvent) {
        guard let request = Self.reliableTransferRequest(event) else { return }
        perform(reliableTransfer.handle(request))
    }

    private static func reliableTransferRequest(
        _ event: AssociationEvent
    ) -> ReliableTransferProtocolMachine.Event? {
        switch event {
        case .acceptOpen(let userData): .accept(userData: userData)
        case .refuseOpen(let reason, let userData): .refuse(reason, userData: userData)
        case .transfer(let identifier): .transfer(activityIdentifier: identifier)
        case .resume(let recovery, let identifier): .resume(recovery, newActivityIdentifier: identifier)
        case .data(let octets, let isLast): .data(octets, isLast: isLast)
        case .interruptTransfer: .interrupt
        case .discardTransfer: .discard
        case .resumeAccepted: .resumeAccepted
        case .resumeRefused(let why): .resumeRefused(why)
        case .checkpointSecured(let serial): .checkpointSecured(serial: serial)
        case .transferSecured: .transferSecured
        case .refuseTransfer(let reason): .refuseTransfer(reason)
        case .turnPlease(let priority): .turnPlease(priority: priority)
        case .turnGive: .turnGive
        case .close: .close
        case .abort(let reason): .abort(reason)
        case .transportConnected, .octets, .transportClosed, .timerFired, .open: nil
        }
    }

    /// The CONNECT: version 1 and 2 offered, version 2 alone where the user data needs it; no TSDU size, so that
    /// nothing is ever segmented.
    func connectSPDU(userData: [UInt8]) -> ConnectSPDU {
        var connect = ConnectSPDU()
        let identifier = facts.sessionConnectionIdentifier
        connect.callingReference = identifier?.callingValue
        connect.commonReference = identifier?.commonValue
        connect.additionalReference = identifier?.additionalValue
        connect.versions = userData.count > 512 ? 0x02 : 0x03
        connect.tokenSetting = facts.initialTurn == .initiator ? 0 : SessionTokens.all
        connect.callingSelector = facts.calling.session.isEmpty ? nil : facts.calling.session
        connect.calledSelector = facts.called.session.isEmpty ? nil : facts.called.session
        connect.userData = userData
        return connect
    }

    // MARK: ACSE

    mutating func perform(_ actions: [AssociationControlProtocolMachine.Action]) {
        for action in actions {
            switch action {
            case .send(let purpose, let apdu): send(purpose, apdu: apdu)
            case .associateIndication(let value):
                perform(reliableTransfer.handle(.associateIndication(value?.octets ?? [])))
            case .associateConfirm(let value):
                perform(reliableTransfer.handle(.associateConfirm(value?.octets ?? [])))
            case .associateRefused(let aare): associateRefused(aare)
            case .releaseIndication: perform(reliableTransfer.handle(.releaseIndication))
            case .releaseConfirm: perform(reliableTransfer.handle(.releaseConfirm))
            case .abortIndication(let abrt): aborted(abrt)
            case .protocolError(let why):
                end(.aborted(.init(source: .us, layer: .association, reason: 1, detail: why)))
            case .wrongApplicationContext:
                end(.aborted(.init(source: .us, layer: .association, reason: 2, detail: "application context")))
            }
        }
    }

    private mutating func send(_ purpose: PresentationPurpose, apdu: [UInt8]) {
        let value = PresentationValue(context: facts.acseContext, octets: apdu[...])
        switch purpose {
        case .connect:
            let syntaxes = [(1, Syntaxes.acse), (3, Syntaxes.mtaRTSE), (5, Syntaxes.mtse)]
            let contexts = syntaxes.map {
                PresentationContext(identifier: $0.0, abstractSyntax: $0.1, transferSyntaxes: [Syntaxes.ber])
            }
            let connect = ConnectPPDU(
                calling: facts.calling.presentation, called: facts.called.presentation, contexts: contexts,
                userData: [value])
            guard connect.encode().count <= AssociationConfiguration.greatestConnectData else {
                let reason = RTSEAbortReason.localSystemProblem.rawValue
                return end(
                    .aborted(
                        .init(source: .us, layer: .presentation, reason: reason, detail: "user data too long")))
            }
            perform(presentation.handle(.connectRequest(connect)))
        case .accept:
            perform(
                presentation.handle(
                    .connectResponse(responding: configuration.selectors.presentation, userData: value)))
        case .refuse: perform(presentation.handle(.connectRefuse(userData: value)))
        case .abort: perform(presentation.handle(.abortRequest(value)))
        case .data, .tokenPlease, .release, .releaseResponse: perform(presentation.handle(.request(purpose, value)))
        }
    }

    private mutating func associateRefused(_ aare: AARE) {
        guard case .user(let diagnostic) = aare.diagnostic, let value = aare.userInformation else {
            let reason: Int
            switch aare.diagnostic {
            case .user(let value), .provider(let value): reason = value
            }
            return end(
                .openRefused(
                    OpenRefusal(
                        layer: .association, reason: reason, isTransient: aare.result == .rejectedTransient)))
        }
        facts.refusal = OpenRefusal(
            layer: .reliableTransfer, reason: diagnostic, isTransient: aare.result == .rejectedTransient)
        perform(reliableTransfer.handle(.associateRefused(value.octets)))
    }

    private mutating func aborted(_ abrt: ABRT) {
        guard !abrt.isByProvider else {
            return end(.aborted(.init(source: .peer, layer: .association, reason: 1)))
        }
        var reason: RTSEAbortReason?
        if let value = abrt.userInformation, case .rtab(let rtab)? = try? RTSEAPDU.decode(value.octets) {
            reason = rtab.reason
        }
        if let failure = reliableTransfer.failure(for: reason) { output.append(.transferFailed(failure)) }
        end(.aborted(.init(source: .peer, layer: .reliableTransfer, reason: reason?.rawValue ?? 0, detail: "RTAB")))
    }

    // MARK: RTSE

    mutating func perform(_ actions: [RTSEAction]) {
        for action in actions {
            switch action {
            case .associateRequest(let apdu): perform(control.handle(.associateRequest(external(apdu))))
            case .associateResponse(let apdu):
                // The first thing that follows may be a whole RTTR.
                perform(control.handle(.associateResponse(external(apdu))))
                opened()
            case .associateRefuse(let isTransient, let apdu):
                perform(control.handle(.associateRefuse(isTransient: isTransient, external(apdu))))
                end(nil)
            case .data(let rttr):
                let value = PresentationValue(context: facts.rtseContext, octets: rttr[...])
                perform(presentation.handle(.request(.data, value)))
            case .tokenPlease(let rttp):
                let value = PresentationValue(context: facts.rtseContext, octets: rttp[...])
                perform(presentation.handle(.request(.tokenPlease, value)))
            case .session(let request): perform(session.handle(.request(request)))
            case .release: perform(control.handle(.releaseRequest))
            case .releaseResponse: perform(control.handle(.releaseResponse))
            case .abort(let reason, let why): abort(reason, why)
            case .user(let action): indicate(action)
            case .openIndication(let rtorq, let granted): openIndicated(rtorq, granted)
            case .openConfirm(let rtoac, let agreement): openConfirmed(rtoac, agreement)
            case .openRefused(let rtorj):
                var refusal = facts.refusal ?? OpenRefusal(layer: .reliableTransfer, reason: 0)
                refusal.userData = rtorj.userData
                end(.openRefused(refusal))
            }
        }
    }

    private func external(_ apdu: [UInt8]) -> ExternalValue {
        ExternalValue(context: facts.rtseContext, octets: apdu[...])
    }

    private mutating func abort(_ reason: RTSEAbortReason, _ why: String) {
        let rtab = RTSEAPDU.rtab(RTAB(reason: reason)).encode()
        perform(control.handle(.abortRequest(isByProvider: false, external(rtab))))
        end(.aborted(.init(source: .us, layer: .reliableTransfer, reason: reason.rawValue, detail: why)))
    }

    private mutating func indicate(_ action: AssociationAction) {
        switch action {
        case .closed:
            output.append(action)
            // The initiator takes the transport connection down, the responder waits for that.
            if role == .initiator { end(nil) } else { stage = .released }
        case .transferIndication(let identifier, let resumed?) where resumed.session.callingReference.isEmpty:
            // Linking information without references means this very session connection.
            var own = resumed
            if let session = facts.sessionConnectionIdentifier { own.session = session }
            output.append(.transferIndication(activityIdentifier: identifier, resumed: own))
        default: output.append(action)
        }
    }

    private mutating func openIndicated(_ rtorq: RTORQ, _ granted: RTSEAgreement) {
        var indication = OpenIndication(
            userData: [], dialogueMode: rtorq.dialogueMode, initialTurn: facts.initialTurn, recover: nil,
            called: facts.called, calling: facts.calling,
            sessionConnectionIdentifier: facts.sessionConnectionIdentifier,
            checkpointSize: granted.checkpointSize, windowSize: granted.windowSize, tpduSize: facts.tpduSize,
            mtseContextIdentifier: facts.mtseContext)
        switch rtorq.connectionData {
        case .open(let userData): indication.userData = userData
        case .recover(let identifier): indication.recover = identifier
        }
        facts.agreement = granted
        output.append(.openIndication(indication))
    }

    private mutating func openConfirmed(_ rtoac: RTOAC, _ agreement: RTSEAgreement) {
        guard let request = facts.request else { return }
        var userData: [UInt8] = []
        if case .open(let octets) = rtoac.connectionData { userData = octets }
        facts.agreement = agreement
        opened()
        output.append(
            .openConfirm(
                OpenConfirm(
                    userData: userData, dialogueMode: request.dialogueMode, initialTurn: facts.initialTurn,
                    checkpointSize: agreement.checkpointSize, windowSize: agreement.windowSize,
                    tpduSize: facts.tpduSize, mtseContextIdentifier: facts.mtseContext,
                    sessionConnectionIdentifier: request.sessionConnectionIdentifier)))
    }

    /// From here on a TSDU may hold a whole RTTR, put together of segments even.
    private mutating func opened() {
        stage = .open
        let chunk = facts.agreement?.chunk ?? 0
        let greatest = chunk + chunk / 4 + 65_536
        sessionCodec.greatestUserData = greatest
        perform(transport.handle(.limit(greatest)))
    }
}
