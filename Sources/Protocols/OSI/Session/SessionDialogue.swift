/// What the session protocol machine keeps of an open connection: the phase, the tokens, the activity and the serial
/// numbers V(A) and V(M) of X.225.
///
/// `receive` and `request` answer nil for what is out of place; the parent then aborts.
package struct SessionDialogue: Equatable, Sendable {
    package enum Phase: Equatable, Sendable, CaseIterable {
        /// STA713. Data transfer, in or outside an activity. → all others
        case transfer
        /// STA03. FN sent. → released
        case releaseWait
        /// STA09. FN indicated. → released
        case releaseResponse
        /// STA04A. AE sent. → transfer, exceptionReceived, interruptWait, discardWait
        case endWait
        /// STA10A. AE indicated. → transfer, exceptionSent
        case endResponse
        /// STA05B. AI sent. → transfer
        case interruptWait
        /// STA05C. AD sent. → transfer
        case discardWait
        /// STA18. GTC sent. → transfer
        case giveWait
        /// STA19. The peer reported an exception; AI or AD must follow. → interruptWait, discardWait
        case exceptionReceived
        /// STA20. We reported an exception; everything up to AI or AD is void. → transfer
        case exceptionSent
        /// DN sent or received; only the transport connection is left.
        case released
    }

    package private(set) var phase: Phase = .transfer
    /// Whether the tokens are here.
    package private(set) var hasTokens: Bool
    /// Vact.
    package private(set) var isInActivity = false
    /// V(A): the lowest serial number that is not confirmed.
    package private(set) var lowestUnconfirmed = 1
    /// V(M): the next serial number.
    package private(set) var nextSerial = 1

    /// X.225: serial numbers have up to six digits.
    static let greatestSerial = 999_999

    package init(role: AssociationRole, initialTurn: AssociationRole) { hasTokens = role == initialTurn }

    var isReleased: Bool { phase == .released }

    private var isSending: Bool { hasTokens && isInActivity }
    private var isReceiving: Bool { !hasTokens && isInActivity }

    // MARK: SPDUs

    package mutating func receive(_ spdu: SPDU) -> [SessionAction]? {
        switch spdu {
        case .dt, .mip, .ae, .as, .ar: receiveFromSender(spdu)
        case .mia(let serial): confirmed(serial)
        case .aea(let serial): ended(serial)
        case .ai(let reason): stopped(.activityInterruptIndication(reason: reason ?? 0), .aia)
        case .ad(let reason): stopped(.activityDiscardIndication(reason: reason ?? 0), .ada)
        case .aia: stopConfirmed(.interruptWait, .activityInterruptConfirm)
        case .ada: stopConfirmed(.discardWait, .activityDiscardConfirm)
        // A provider's report has no reason of its own; to RTSE it is a procedural error.
        case .er: excepted(ExceptionReason.unrecoverableProceduralError.rawValue)
        case .ed(let reason, _): excepted(reason)
        case .pt(_, let userData): tokensAskedFor(userData)
        case .gt(let tokens): tokens & SessionTokens.all == SessionTokens.all ? tokensGiven([]) : nil
        case .gtc: tokensGiven([.send(.gta)])
        case .gta: tokensTaken()
        case .fn(let userData): finished(userData)
        case .dn(let userData): disconnected(userData)
        case .cn, .ac, .rf, .ab, .aa: nil
        }
    }

    /// What only the holder of the tokens may send.
    private mutating func receiveFromSender(_ spdu: SPDU) -> [SessionAction]? {
        switch phase {
        case .transfer: break
        case .exceptionSent: return isInActivity ? [] : nil
        case .releaseWait, .releaseResponse, .endWait, .endResponse, .interruptWait, .discardWait, .giveWait,
            .exceptionReceived, .released:
            return nil
        }
        switch spdu {
        case .dt(let data): return isReceiving ? [.dataIndication(data)] : nil
        case .mip(let serial, _):
            guard isReceiving, takeSerial(serial) else { return nil }
            return [.syncMinorIndication(serial: serial)]
        case .ae(let serial):
            guard isReceiving, takeSerial(serial) else { return nil }
            phase = .endResponse
            return [.activityEndIndication]
        case .as(let activity):
            guard !hasTokens, !isInActivity else { return nil }
            begin(after: 0)
            return [.activityStartIndication(activity)]
        case .ar(let resume):
            guard !hasTokens, !isInActivity, resume.serial < Self.greatestSerial else { return nil }
            begin(after: resume.serial)
            return [.activityResumeIndication(resume)]
        case .cn, .ac, .rf, .fn, .dn, .ab, .aa, .gt, .pt, .gtc, .gta, .mia, .aea, .ai, .aia, .ad, .ada, .er, .ed:
            return nil
        }
    }

    private mutating func takeSerial(_ serial: Int) -> Bool {
        guard serial == nextSerial, serial < Self.greatestSerial else { return false }
        nextSerial += 1
        return true
    }

    private mutating func begin(after serial: Int) {
        isInActivity = true
        lowestUnconfirmed = serial + 1
        nextSerial = serial + 1
    }

    private mutating func confirmed(_ serial: Int) -> [SessionAction]? {
        guard isSending else { return nil }
        switch phase {
        case .transfer, .endWait:
            // The last serial in endWait is the activity's end, which MIA does not confirm.
            let greatest = phase == .endWait ? nextSerial - 2 : nextSerial - 1
            guard serial >= lowestUnconfirmed, serial <= greatest else { return nil }
            lowestUnconfirmed = serial + 1
            return [.syncMinorConfirm(serial: serial)]
        case .interruptWait, .discardWait, .exceptionReceived: return []
        case .releaseWait, .releaseResponse, .endResponse, .giveWait, .exceptionSent, .released: return nil
        }
    }

    private mutating func ended(_ serial: Int) -> [SessionAction]? {
        guard isSending, serial == nextSerial - 1 else { return nil }
        switch phase {
        case .endWait:
            phase = .transfer
            isInActivity = false
            return [.activityEndConfirm]
        // It crossed our AI or AD: the peer has taken the whole; its AIA or ADA follows.
        case .interruptWait, .discardWait: return [.activityEndConfirm]
        case .transfer, .releaseWait, .releaseResponse, .endResponse, .giveWait, .exceptionReceived, .exceptionSent,
            .released:
            return nil
        }
    }

    private mutating func stopped(_ indication: SessionAction, _ answer: SPDU) -> [SessionAction]? {
        guard !hasTokens else { return nil }
        switch phase {
        case .transfer, .endResponse, .exceptionSent:
            let wasInActivity = isInActivity
            phase = .transfer
            isInActivity = false
            return wasInActivity ? [.send(answer), indication] : [.send(answer)]
        case .releaseWait, .releaseResponse, .endWait, .interruptWait, .discardWait, .giveWait, .exceptionReceived,
            .released:
            return nil
        }
    }

    private mutating func stopConfirmed(_ expected: Phase, _ confirm: SessionAction) -> [SessionAction]? {
        guard phase == expected else { return nil }
        phase = .transfer
        isInActivity = false
        return [confirm]
    }

    private mutating func excepted(_ reason: UInt8) -> [SessionAction]? {
        guard isSending else { return nil }
        switch phase {
        case .transfer, .endWait:
            phase = .exceptionReceived
            return [.exceptionIndication(reason: reason)]
        case .interruptWait, .discardWait: return []
        case .releaseWait, .releaseResponse, .endResponse, .giveWait, .exceptionReceived, .exceptionSent, .released:
            return nil
        }
    }

    private func tokensAskedFor(_ userData: [UInt8]) -> [SessionAction]? {
        switch phase {
        case .transfer, .endWait, .exceptionReceived, .interruptWait, .discardWait:
            return hasTokens ? [.tokenPleaseIndication(userData: userData)] : nil
        // It crossed our GTC or FN.
        case .giveWait, .releaseWait: return []
        case .releaseResponse, .endResponse, .exceptionSent, .released: return nil
        }
    }

    private mutating func tokensGiven(_ answer: [SessionAction]) -> [SessionAction]? {
        guard phase == .transfer, !hasTokens, !isInActivity else { return nil }
        hasTokens = true
        return answer + [.controlGiveIndication]
    }

    private mutating func tokensTaken() -> [SessionAction]? {
        guard phase == .giveWait else { return nil }
        phase = .transfer
        hasTokens = false
        return [.controlGiven]
    }

    private mutating func finished(_ userData: [UInt8]) -> [SessionAction]? {
        guard phase == .transfer, !hasTokens, !isInActivity else { return nil }
        phase = .releaseResponse
        return [.releaseIndication(userData: userData)]
    }

    private mutating func disconnected(_ userData: [UInt8]) -> [SessionAction]? {
        guard phase == .releaseWait else { return nil }
        phase = .released
        return [.releaseConfirm(userData: userData)]
    }

    // MARK: Requests

    package mutating func request(_ request: SessionRequest) -> [SessionAction]? {
        switch request {
        case .data(let octets):
            return phase == .transfer && isSending ? [.send(.dt(octets[...]))] : nil
        case .syncMinor:
            guard phase == .transfer, isSending, takeSerial(nextSerial) else { return nil }
            return [.send(.mip(serial: nextSerial - 1, needsConfirmation: true))]
        case .syncMinorResponse(let serial): return confirm(serial)
        case .activityStart(let activity):
            guard phase == .transfer, hasTokens, !isInActivity else { return nil }
            begin(after: 0)
            return [.send(.as(activity: activity))]
        case .activityResume(let resume):
            guard phase == .transfer, hasTokens, !isInActivity, resume.serial >= 0,
                resume.serial < Self.greatestSerial
            else { return nil }
            begin(after: resume.serial)
            return [.send(.ar(resume))]
        case .activityEnd:
            guard phase == .transfer, isSending, takeSerial(nextSerial) else { return nil }
            phase = .endWait
            return [.send(.ae(serial: nextSerial - 1))]
        case .activityEndResponse:
            guard phase == .endResponse else { return nil }
            phase = .transfer
            isInActivity = false
            return [.send(.aea(serial: nextSerial - 1))]
        case .activityInterrupt(let reason): return stop(.interruptWait, .ai(reason: reason))
        case .activityDiscard(let reason): return stop(.discardWait, .ad(reason: reason))
        case .exceptionReport(let reason):
            guard phase == .transfer || phase == .endResponse, isReceiving else { return nil }
            phase = .exceptionSent
            return [.send(.ed(reason: reason, userData: []))]
        case .controlGive: return giveControl()
        case .tokenPlease(let userData): return askForTokens(userData)
        case .release(let userData): return release(userData)
        case .releaseResponse(let userData): return answerRelease(userData)
        case .connect, .accept, .refuse, .abort, .providerAbort: return nil
        }
    }

    private mutating func confirm(_ serial: Int) -> [SessionAction]? {
        guard isReceiving, phase == .transfer || phase == .endResponse else { return nil }
        let greatest = phase == .endResponse ? nextSerial - 2 : nextSerial - 1
        guard serial >= lowestUnconfirmed, serial <= greatest else { return nil }
        lowestUnconfirmed = serial + 1
        return [.send(.mia(serial: serial))]
    }

    private mutating func stop(_ next: Phase, _ spdu: SPDU) -> [SessionAction]? {
        guard isSending else { return nil }
        switch phase {
        case .transfer, .endWait, .exceptionReceived:
            phase = next
            return [.send(spdu)]
        case .releaseWait, .releaseResponse, .endResponse, .interruptWait, .discardWait, .giveWait, .exceptionSent,
            .released:
            return nil
        }
    }

    private mutating func giveControl() -> [SessionAction]? {
        guard phase == .transfer, hasTokens, !isInActivity else { return nil }
        phase = .giveWait
        return [.send(.gtc)]
    }

    private func askForTokens(_ userData: [UInt8]) -> [SessionAction]? {
        guard !hasTokens, phase == .transfer || phase == .endResponse || phase == .exceptionSent else { return nil }
        return [.send(.pt(tokens: SessionTokens.data, userData: userData))]
    }

    private mutating func release(_ userData: [UInt8]) -> [SessionAction]? {
        guard phase == .transfer, hasTokens, !isInActivity else { return nil }
        phase = .releaseWait
        return [.send(.fn(userData: userData))]
    }

    private mutating func answerRelease(_ userData: [UInt8]) -> [SessionAction]? {
        guard phase == .releaseResponse else { return nil }
        phase = .released
        return [.send(.dn(userData: userData))]
    }
}
