import BER

/// From each layer to the next. Each `perform` maps the actions of one machine to events of its neighbours, in order.
extension Association {
    // MARK: Transport

    mutating func perform(_ actions: consuming Few<TransportProtocolMachine.Action>) { actions.each { perform($0) } }

    private mutating func perform(_ action: consuming TransportProtocolMachine.Action) {
        switch consume action {
        case .send(let octets): if stage != .ended { put(octets) }
        case .connectIndication(let indication): transportIndicated(indication)
        case .connectConfirm(let size):
            facts.tpduSize = size
            perform(session.handle(.transportConnected))
        case .dataIndication(let tsdu): receive(tsdu: tsdu)
        case .disconnectIndication(let why): transportGone(why)
        case .closeNetwork: end(nil)
        }
    }

    private mutating func transportIndicated(_ indication: TransportConnectIndication) {
        let own = configuration.selectors.transport
        guard role == .responder, own.isEmpty || own == indication.called else {
            let reason = TPDU.DisconnectReason.addressUnknown
            for case .send(let dr) in transport.handle(.disconnectRequest(reason: reason)) {
                put(dr)
            }
            endUnknown(indication.called, .transport, reason: Int(reason))
            return
        }
        facts.called.transport = indication.called
        facts.calling.transport = indication.calling
        let greatest = max(configuration.tpduSize, 128)
        facts.tpduSize = min(indication.tpduSize, greatest)
        perform(transport.handle(.connectResponse(tpduSize: greatest)))
        perform(session.handle(.transportConnected))
    }

    /// Nobody here answers to the selector that is called.
    private mutating func endUnknown(_ selector: [UInt8], _ layer: ProtocolLayer, reason: Int) {
        let why = "unknown selector \(ProtocolSelectors.text(of: selector))"
        end(.aborted(.init(source: .us, layer: layer, reason: reason, detail: why)))
    }

    private mutating func receive(tsdu: ArraySlice<UInt8>) {
        do {
            try sessionCodec.decode(tsdu).each { if stage != .ended { perform(session.handle(.spdu($0))) } }
        } catch {
            perform(session.handle(.invalidSPDU(error)))
        }
    }

    private mutating func transportGone(_ why: TransportDisconnect) {
        let actions = session.handle(.transportDisconnected)
        if actions.isEmpty || stage == .released { return end(nil) }
        switch why {
        case .peer(let reason):
            if role == .initiator, stage == .opening {
                let isTransient = TPDU.DisconnectReason.isTransient(reason)
                end(
                    .openRefused(
                        OpenRefusal(layer: .transport, reason: Int(reason), isTransient: isTransient, detail: "DR")))
            } else {
                end(.aborted(.init(source: .peer, layer: .transport, reason: Int(reason), detail: "DR")))
            }
        case .error(let cause):
            end(.aborted(.init(source: .peer, layer: .transport, reason: Int(cause), detail: "ER")))
        case .networkClosed:
            end(.aborted(.init(source: .transport, layer: .transport, reason: 0, detail: "transport closed")))
        case .protocolError(let detail):
            end(.aborted(.init(source: .us, layer: .transport, reason: 0, detail: detail)))
        }
    }

    // MARK: Session

    mutating func perform(_ actions: consuming Few<SessionAction>) { actions.each { perform($0) } }

    private mutating func perform(_ action: consuming SessionAction) {
        switch consume action {
        case .send(let spdu): send(spdu)
        case .connectIndication(let connect): sessionIndicated(connect)
        case .connectConfirm(let accept): sessionConfirmed(accept)
        case .connectRefused(let refuse): sessionRefused(refuse)
        case .dataIndication(let data): perform(presentation.handle(.indication(.data, data)))
        case .tokenPleaseIndication(let data):
            if data.isEmpty {
                // A peer that asks without a priority asks with the highest.
                indicate(.turnPlease(priority: 0))
            } else {
                perform(presentation.handle(.indication(.tokenPlease, data[...])))
            }
        case .releaseIndication(let data): perform(presentation.handle(.indication(.release, data[...])))
        case .releaseConfirm(let data):
            perform(presentation.handle(.indication(.releaseResponse, data[...])))
        case .abortIndication(let data): perform(presentation.handle(.indication(.abort, data[...])))
        case .providerAbortIndication:
            end(.aborted(.init(source: .peer, layer: .session, reason: 4, detail: "protocol error")))
        case .protocolError(let why):
            end(.aborted(.init(source: .us, layer: .session, reason: 4, detail: why)))
        case .transportLost: end(.aborted(.init(source: .transport, layer: .transport, reason: 0)))
        case .transportDisconnect: end(nil)
        case .syncMinorIndication(let serial): indicate(.checkpoint(serial: serial))
        case .syncMinorConfirm(let serial): indicate(.checkpointConfirm(serial: serial))
        case .activityStartIndication(let identifier): indicate(.activityStart(identifier))
        case .activityResumeIndication(let resume): indicate(.activityResume(resume))
        case .activityEndIndication: indicate(.activityEnd)
        case .activityEndConfirm: indicate(.activityEndConfirm)
        // RTSE has nothing to add to the answer, and none of its words may go before it.
        case .activityInterruptIndication(let reason):
            perform(session.handle(.request(.activityInterruptResponse)))
            indicate(.activityInterrupt(reason: reason))
        case .activityInterruptConfirm: indicate(.activityInterruptConfirm)
        case .activityDiscardIndication(let reason):
            perform(session.handle(.request(.activityDiscardResponse)))
            indicate(.activityDiscard(reason: reason))
        case .activityDiscardConfirm: indicate(.activityDiscardConfirm)
        case .exceptionIndication(let reason): indicate(.exception(reason: reason))
        // RTSE knows one turn: it has it once all tokens are here.
        case .tokenGiveIndication: if session.ownsAllTokens { indicate(.turnGive) }
        case .controlGiveIndication: indicate(.turnGive)
        case .controlGiven: indicate(.turnGiven)
        }
    }

    private mutating func send(_ spdu: SPDU) {
        guard let tsdus = sessionCodec.encode(spdu) else {
            perform(session.handle(.request(.providerAbort)))
            let why = "more user data than session version 1 has room for"
            return end(.aborted(.init(source: .us, layer: .session, reason: 4, detail: why)))
        }
        tsdus.each { perform(transport.handle(.dataRequest($0.head, followedBy: $0.data))) }
    }

    private mutating func sessionIndicated(_ connect: ConnectSPDU) {
        let own = configuration.selectors.session
        let called = connect.calledSelector ?? []
        guard own.isEmpty || own == called else {
            let reason = RefuseSPDU.Reason.selectorUnknown
            perform(session.handle(.request(.refuse(reason: reason, userData: []))))
            endUnknown(called, .session, reason: Int(reason))
            return
        }
        facts.called.session = called
        facts.calling.session = connect.callingSelector ?? []
        facts.initialTurn = connect.turn ?? .initiator
        facts.sessionVersion = connect.versions & 0x02 != 0 ? 2 : 1
        reliableTransfer.setInitialTurn(facts.initialTurn)
        if let calling = connect.callingReference, let common = connect.commonReference {
            facts.sessionConnectionIdentifier = SessionConnectionIdentifier(
                callingValue: calling, commonValue: common, additionalValue: connect.additionalReference)
        }
        perform(presentation.handle(.indication(.connect, connect.userData[...])))
    }

    private mutating func sessionConfirmed(_ accept: ConnectSPDU) {
        facts.sessionVersion = accept.versions & 0x02 != 0 ? 2 : 1
        facts.functionalUnits = FunctionalUnits.reliableTransfer & accept.userRequirements
        perform(presentation.handle(.indication(.accept, accept.userData[...])))
    }

    private mutating func sessionRefused(_ refuse: RefuseSPDU) {
        if refuse.reason == RefuseSPDU.Reason.byUser, !refuse.userData.isEmpty {
            perform(presentation.handle(.indication(.refuse, refuse.userData[...])))
        } else {
            let isTransient = RefuseSPDU.Reason.isTransient(refuse.reason)
            end(
                .openRefused(
                    OpenRefusal(
                        layer: .session, reason: Int(refuse.reason), isTransient: isTransient,
                        userData: refuse.userData)))
        }
    }

    // MARK: Presentation

    mutating func perform(_ actions: consuming Few<PresentationProtocolMachine.Action>) { actions.each { perform($0) } }

    private mutating func perform(_ action: consuming PresentationProtocolMachine.Action) {
        switch consume action {
        case .send(let purpose, let octets): send(purpose, octets)
        case .connectIndication(let connect, let contexts): presentationIndicated(connect, contexts)
        case .connectConfirm(let values, let contexts):
            presentationConfirmed(values, contexts)
        case .connectRefused(let reason, let values):
            if let reason {
                end(
                    .openRefused(
                        OpenRefusal(layer: .presentation, reason: reason, isTransient: reason == 1)))
            } else if values.isEmpty {
                end(.openRefused(OpenRefusal(layer: .presentation, reason: 0)))
            } else {
                deliver(.refuse, values)
            }
        case .indication(let purpose, let values): deliver(purpose, values)
        case .x410Indication(let purpose, let octets): deliverX410(purpose, octets)
        case .abortIndication(let values):
            if values.isEmpty {
                end(.aborted(.init(source: .peer, layer: .association, reason: 0)))
            } else {
                deliver(.abort, values)
            }
        case .providerAbortIndication(let reason):
            end(.aborted(.init(source: .peer, layer: .presentation, reason: reason)))
        case .protocolError(let reason, let why):
            end(.aborted(.init(source: .us, layer: .presentation, reason: reason, detail: why)))
        }
    }

    private mutating func send(_ purpose: PresentationPurpose, _ octets: [UInt8]) {
        switch purpose {
        case .connect: perform(session.handle(.request(.connect(connectSPDU(userData: octets)))))
        case .accept:
            let selector = configuration.selectors.session
            perform(
                session.handle(
                    .request(.accept(calledSelector: selector.isEmpty ? nil : selector, userData: octets))))
        case .refuse:
            perform(
                session.handle(.request(.refuse(reason: RefuseSPDU.Reason.byUser, userData: octets))))
        case .data: perform(session.handle(.request(.data(octets))))
        case .tokenPlease: perform(session.handle(.request(.tokenPlease(userData: octets))))
        case .release: perform(session.handle(.request(.release(userData: octets))))
        case .releaseResponse: perform(session.handle(.request(.releaseResponse(userData: octets))))
        case .abort: perform(session.handle(.request(.abort(userData: octets))))
        }
    }

    private mutating func presentationIndicated(_ connect: ConnectPPDU, _ contexts: PresentationContextSet) {
        let own = configuration.selectors.presentation
        guard own.isEmpty || own == connect.called else {
            let called = ProtocolSelectors.text(of: connect.called)
            return rejectPresentation(RejectPPDU.ProviderReason.calledAddressUnknown, "unknown selector \(called)")
        }
        guard connect.hasVersion1 else {
            return rejectPresentation(RejectPPDU.ProviderReason.protocolVersionNotSupported, "protocol version")
        }
        guard !connect.hasDefaultContext else {
            return rejectPresentation(RejectPPDU.ProviderReason.defaultContextNotSupported, "default context")
        }
        guard contexts.identifier(for: Syntaxes.acse) != nil, contexts.identifier(for: Syntaxes.mtaRTSE) != nil,
            connect.isUserDataReadable, !connect.userData.isEmpty,
            connect.userData.allSatisfy({ contexts.contains($0.context) })
        else {
            return rejectPresentation(RejectPPDU.ProviderReason.userDataNotReadable, "contexts missing")
        }
        facts.called.presentation = connect.called
        facts.calling.presentation = connect.calling
        adopt(contexts)
        deliver(.connect, connect.userData)
    }

    private mutating func presentationConfirmed(
        _ values: [PresentationValue], _ contexts: PresentationContextSet
    ) {
        adopt(contexts)
        if contexts.contains(facts.acseContext), contexts.contains(facts.rtseContext) {
            deliver(.accept, values)
        } else {
            perform(
                reliableTransfer.handle(
                    .request(.abort(.permanentProblem, "the peer refused a presentation context"))))
        }
    }

    private mutating func rejectPresentation(_ reason: Int, _ why: String) {
        perform(presentation.handle(.connectReject(reason: reason)))
        end(.aborted(.init(source: .us, layer: .presentation, reason: reason, detail: why)))
    }

    private mutating func adopt(_ contexts: PresentationContextSet) {
        facts.acseContext = contexts.identifier(for: Syntaxes.acse) ?? facts.acseContext
        facts.rtseContext = contexts.identifier(for: Syntaxes.mtaRTSE) ?? facts.rtseContext
        facts.mtseContext = contexts.identifier(for: Syntaxes.mtse)
        facts.contexts = contexts.contexts
    }

    /// ACSE's values to ACSE, the others to RTSE.
    private mutating func deliver(_ purpose: PresentationPurpose, _ values: [PresentationValue]) {
        for value in values where stage != .ended {
            if value.context == facts.acseContext {
                perform(control.handle(.apdu(purpose, value.octets)))
            } else if value.context == facts.rtseContext, purpose == .data {
                received { () throws(BERError) in .data(try RTSEAPDU.decodeRTTR(value.octets)) }
            } else if value.context == facts.rtseContext, purpose == .tokenPlease {
                received(reflecting: [false, true]) { () throws(BERError) in
                    .turnPlease(priority: try RTSEAPDU.decodeRTTP(value.octets))
                }
            } else {
                perform(
                    reliableTransfer.handle(
                        .request(.abort(.protocolError, "a value in the wrong presentation context"))))
            }
        }
    }
}
