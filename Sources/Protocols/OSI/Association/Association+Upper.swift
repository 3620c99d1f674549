import BER

/// ACSE, RTSE and the owner.
extension Association {
    // MARK: The owner's requests

    mutating func open(_ request: OpenRequest) {
        guard role == .initiator, facts.request == nil, stage == .unconnected || stage == .opening else { return }
        stage = .opening
        facts.request = request
        facts.applicationContext = request.applicationContext
        facts.sessionConnectionIdentifier = request.sessionConnectionIdentifier
        facts.initialTurn = request.initialTurn
        facts.called = request.called
        facts.calling = request.calling
        reliableTransfer.setInitialTurn(request.initialTurn)
        // From above, so that the session holds its CONNECT when the transport connection comes.
        perform(
            reliableTransfer.handle(
                .request(
                    .open(
                        request.recover.map { .recover($0) } ?? .open(request.userData), mode: request.dialogueMode,
                        applicationProtocol: request.applicationContext.applicationProtocol))))
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
        perform(reliableTransfer.handle(.request(request)))
    }

    private static func reliableTransferRequest(
        _ event: AssociationEvent
    ) -> ReliableTransferProtocolMachine.Request? {
        switch event {
        case .acceptOpen(let userData): .accept(userData: userData)
        case .refuseOpen(let reason, let userData): .refuse(reason, userData: userData)
        case .transfer(let identifier): .transfer(activityIdentifier: identifier)
        case .resume(let recovery, let identifier): .resume(recovery, newActivityIdentifier: identifier)
        case .data(let octets, let isLast, let isCheckpoint):
            .data(octets, isLast: isLast, isCheckpoint: isCheckpoint)
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
        case .abort(let reason): .abort(reason, "by the owner")
        case .transportConnected, .octets, .transportClosed, .timerFired, .open: nil
        }
    }

    /// The CONNECT: version 1 and 2 offered, version 2 alone where the user data needs it; a TSDU size only
    /// where one is configured, so that by default nothing is segmented.
    func connectSPDU(userData: [UInt8]) -> ConnectSPDU {
        var connect = ConnectSPDU()
        let identifier = facts.sessionConnectionIdentifier
        connect.callingReference = identifier?.callingValue(facts.mode)
        connect.commonReference = identifier?.commonValue
        connect.additionalReference = identifier?.additionalValue
        connect.versions = userData.count > 512 ? 0x02 : 0x03
        let size = UInt16(clamping: configuration.tsduSize)
        if size > 0 { connect.tsduSizes = TSDUSizes(toResponder: size, toInitiator: size) }
        connect.tokenSetting = facts.initialTurn == .initiator ? 0 : SessionTokens.all
        connect.callingSelector = facts.calling.session.isEmpty ? nil : facts.calling.session
        connect.calledSelector = facts.called.session.isEmpty ? nil : facts.called.session
        connect.userData = userData
        return connect
    }

    // MARK: ACSE

    mutating func perform(_ actions: consuming Few<AssociationControlProtocolMachine.Action>) {
        actions.each { perform($0) }
    }

    private mutating func perform(_ action: consuming AssociationControlProtocolMachine.Action) {
        let context = facts.rtseContext
        switch consume action {
        case .send(let purpose, let apdu): send(purpose, apdu: apdu)
        case .associateIndication(let value):
            guard configuration.permittedContexts.contains(.mtsTransfer) else {
                return perform(control.handle(.contextRefuse))
            }
            received { () throws(BERError) in
                .associate(try RTSEAPDU.decodeRTORQ(try Self.octets(value, in: context)))
            }
        case .associateConfirm(let value):
            received { () throws(BERError) in
                .associateConfirm(try RTSEAPDU.decodeRTOAC(try Self.octets(value, in: context)))
            }
        case .associateRefused(let aare): associateRefused(aare)
        case .releaseIndication: indicate(.release)
        case .releaseConfirm: indicate(.releaseConfirm)
        case .abortIndication(let abrt): aborted(abrt)
        case .protocolError(let why):
            end(.aborted(.init(source: .us, layer: .association, reason: 1, detail: why)))
        case .refused(let diagnostic):
            end(
                .aborted(
                    .init(source: .us, layer: .association, reason: diagnostic.value, detail: diagnostic.text)))
        }
    }

    /// RTSE's APDU in user information; some peers name no context there.
    private static func octets(_ value: ExternalValue?, in context: Int) throws(BERError) -> ArraySlice<UInt8> {
        guard let value else { throw BERError(.missingElement, "user information") }
        guard value.context == nil || value.context == context else {
            throw BERError(.invalidValue, "presentation context of the user information")
        }
        return value.octets
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
        let isTransient = aare.result == .rejectedTransient
        guard case .user(let diagnostic) = aare.diagnostic, let value = aare.userInformation else {
            return end(
                .openRefused(
                    OpenRefusal(
                        layer: .association, reason: aare.diagnostic.value, isTransient: isTransient,
                        detail: aare.diagnostic.text)))
        }
        facts.refusal = OpenRefusal(
            layer: .reliableTransfer, reason: diagnostic, isTransient: isTransient)
        let rtorj: RTORJ
        if case .rtorj(let read)? = try? RTSEAPDU.decode(value.octets) { rtorj = read } else { rtorj = RTORJ() }
        indicate(.associateRefused(rtorj))
    }

    private mutating func aborted(_ abrt: ABRT) {
        guard !abrt.isByProvider else {
            return end(.aborted(.init(source: .peer, layer: .association, reason: 1)))
        }
        var reason: RTSEAbortReason?
        if let value = abrt.userInformation, case .rtab(let rtab)? = try? RTSEAPDU.decode(value.octets) {
            reason = rtab.reason
        }
        indicate(.abort(reason))
    }

    // MARK: RTSE

    mutating func perform(_ actions: consuming Few<RTSEAction>) { actions.each { perform($0) } }

    private mutating func perform(_ action: consuming RTSEAction) {
        switch consume action {
        case .associateRequest(let rtorq): associate(.rtorq(rtorq))
        case .associateResponse(let rtoac):
            // The first thing that follows may be a whole RTTR.
            associate(.rtoac(rtoac))
            opened()
        case .associateRefuse(let rtorj):
            associate(.rtorj(rtorj))
            end(nil)
        case .data(let octets):
            switch facts.mode {
            case .normal:
                let header = RTSEAPDU.rttrHeader(length: octets.count)
                let value = PresentationValue(context: facts.rtseContext, head: header, octets: octets[...])
                perform(presentation.handle(.request(.data, value)))
            case .x410: perform(presentation.handle(.x410Request(.data, octets)))
            }
        case .tokenPlease(let priority): turnPlease(priority)
        case .resume(let recovery, let identifier): resume(recovery, identifier)
        case .session(let request): perform(session.handle(.request(request)))
        case .release:
            switch facts.mode {
            case .normal: perform(control.handle(.releaseRequest))
            case .x410: perform(presentation.handle(.x410Request(.release, [])))
            }
        case .releaseResponse:
            switch facts.mode {
            case .normal: perform(control.handle(.releaseResponse))
            case .x410: perform(presentation.handle(.x410Request(.releaseResponse, [])))
            }
        case .abort(let rtab, let why): abort(rtab, why)
        case .aborted(let reason):
            let number = reason?.rawValue ?? 0
            end(.aborted(.init(source: .peer, layer: .reliableTransfer, reason: number, detail: "RTAB")))
        case .user(let action): tell(action)
        case .openIndication(let rtorq, let granted): openIndicated(rtorq, granted)
        case .openConfirm(let rtoac, let agreement): openConfirmed(rtoac, agreement)
        case .openRefused(let rtorj): openRefused(rtorj)
        }
    }

    /// RTORQ, RTOAC or RTORJ: by ACSE, or in X.410-1984 mode by the presentation layer itself.
    mutating func associate(_ apdu: RTSEAPDU) {
        switch (facts.mode, apdu) {
        case (.normal, .rtorq): perform(control.handle(.associateRequest(external(apdu))))
        case (.normal, .rtoac): perform(control.handle(.associateResponse(external(apdu))))
        case (.normal, .rtorj(let rtorj)):
            perform(control.handle(.associateRefuse(isTransient: rtorj.reason == .busy, external(.rtorj(rtorj)))))
        case (.x410, .rtorq(let rtorq)): perform(presentation.handle(.x410Request(.connect, rtorq.components)))
        case (.x410, .rtoac(let rtoac)): perform(presentation.handle(.x410Request(.accept, rtoac.components)))
        case (.x410, .rtorj(let rtorj)):
            let reason = RTORJ(reason: rtorj.reason)
            perform(presentation.handle(.x410Request(.refuse, reason.components)))
        case (.normal, .rttp), (.normal, .rtab), (.x410, .rttp), (.x410, .rtab): break
        }
    }

    private func external(_ apdu: RTSEAPDU) -> ExternalValue {
        var apdu = apdu
        // In normal mode the reason stands in the user data.
        if case .rtorj(let rtorj) = apdu { apdu = .rtorj(RTORJ(userData: rtorj.userData)) }
        return ExternalValue(context: facts.rtseContext, octets: apdu.encode()[...])
    }

    private mutating func turnPlease(_ priority: Int) {
        let rttp = RTSEAPDU.rttp(priority: priority).encode()
        switch facts.mode {
        case .normal:
            let value = PresentationValue(context: facts.rtseContext, octets: rttp[...])
            perform(presentation.handle(.request(.tokenPlease, value)))
        case .x410: perform(presentation.handle(.x410Request(.tokenPlease, rttp)))
        }
    }

    private mutating func abort(_ rtab: RTAB, _ why: String) {
        switch facts.mode {
        case .normal: perform(control.handle(.abortRequest(isByProvider: false, external(.rtab(rtab)))))
        case .x410: perform(presentation.handle(.x410Request(.abort, rtab.inX410Mode.components)))
        }
        let reason = rtab.reason ?? .protocolError
        end(.aborted(.init(source: .us, layer: .reliableTransfer, reason: reason.rawValue, detail: why)))
    }

    /// The references of the old session connection are there only if it is another one (X.225, linking information).
    private mutating func resume(_ recovery: ActivityRecovery, _ identifier: Int) {
        var spdu = ActivityResumeSPDU(
            oldActivity: ActivityIdentifier.encode(recovery.activityIdentifier), serial: recovery.serial,
            newActivity: ActivityIdentifier.encode(identifier))
        if recovery.session != facts.sessionConnectionIdentifier {
            spdu.callingReference = recovery.session.callingValue(facts.mode)
            spdu.commonReference = recovery.session.commonValue
            spdu.additionalReference = recovery.session.additionalValue
        }
        perform(session.handle(.request(.activityResume(spdu))))
    }

    private mutating func openRefused(_ rtorj: RTORJ) {
        var refusal = facts.refusal ?? OpenRefusal(layer: .reliableTransfer, reason: 0)
        refusal.userData = rtorj.userData
        if let reason = rtorj.reason {
            refusal.reason = reason.rawValue
            refusal.isTransient = reason == .busy
        }
        end(.openRefused(refusal))
    }

    mutating func indicate(_ indication: ReliableTransferProtocolMachine.Indication) {
        perform(reliableTransfer.handle(.indication(indication)))
    }

    /// Gives an APDU to RTSE, or tells it that there is none to be read.
    mutating func received(
        reflecting reflected: [Bool] = [],
        _ read: () throws(BERError) -> ReliableTransferProtocolMachine.Indication
    ) {
        do {
            indicate(try read())
        } catch {
            indicate(.invalid(error.description, reflectedParameter: reflected))
        }
    }

    private mutating func tell(_ action: consuming AssociationAction) {
        switch action {
        case .closed:
            put(action)
            // The initiator takes the transport connection down, the responder waits for that.
            if role == .initiator { end(nil) } else { stage = .released }
        case .transferIndication(let identifier, let resumed?) where resumed.session.callingReference.isEmpty:
            // Linking information without references means this very session connection.
            var own = resumed
            if let session = facts.sessionConnectionIdentifier { own.session = session }
            put(.transferIndication(activityIdentifier: identifier, resumed: own))
        default: put(action)
        }
    }

    private mutating func openIndicated(_ rtorq: RTORQ, _ granted: RTSEAgreement) {
        var indication = OpenIndication(
            applicationContext: facts.applicationContext, userData: [], dialogueMode: rtorq.dialogueMode,
            initialTurn: facts.initialTurn, recover: nil,
            called: facts.called, calling: facts.calling,
            sessionConnectionIdentifier: facts.sessionConnectionIdentifier,
            checkpointSize: granted.checkpointSize, windowSize: granted.windowSize, tpduSize: facts.tpduSize,
            mtseContextIdentifier: facts.mtseContext)
        switch rtorq.connectionData {
        case .open(let userData): indication.userData = userData
        case .recover(let identifier): indication.recover = identifier
        }
        facts.agreement = granted
        put(.openIndication(indication))
    }

    private mutating func openConfirmed(_ rtoac: RTOAC, _ agreement: RTSEAgreement) {
        guard let request = facts.request else { return }
        var userData: [UInt8] = []
        if case .open(let octets) = rtoac.connectionData { userData = octets }
        facts.agreement = agreement
        opened()
        put(
            .openConfirm(
                OpenConfirm(
                    applicationContext: facts.applicationContext, userData: userData,
                    dialogueMode: request.dialogueMode, initialTurn: facts.initialTurn,
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
