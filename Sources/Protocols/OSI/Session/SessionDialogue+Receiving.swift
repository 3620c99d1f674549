/// SPDUs on an open connection: tables of X.225, state by state. AB, CN, AC and the like are the parent's.
extension SessionDialogue {
    package mutating func receive(_ spdu: SPDU) -> Few<SessionAction>? {
        switch phase {
        case .transfer: receiveInTransfer(spdu)
        case .releaseWait: receiveInReleaseWait(spdu)
        case .endWait: receiveInEndWait(spdu)
        case .endResponse: receiveInEndResponse(spdu)
        case .interruptWait, .discardWait: receiveInStopWait(spdu)
        case .giveWait: receiveInGiveWait(spdu)
        case .exceptionSent: receiveInExceptionSent(spdu)
        case .exceptionReceived: receiveInExceptionReceived(spdu)
        // The peer waits for an answer and has nothing to say but AB.
        case .releaseResponse, .interruptResponse, .discardResponse: nil
        }
    }

    /// STA713.
    // transition table
    private mutating func receiveInTransfer(_ spdu: SPDU) -> Few<SessionAction>? {
        switch spdu {
        case .dt(let data): return ownsData ? nil : [.dataIndication(data)]
        case .mip(let serial, _):
            guard peerMaySetPoint, serial == nextSerial else { return nil }
            takePoint()
            return [.syncMinorIndication(serial: serial)]
        case .mia(let serial): return confirm(serial)
        case .ae(let serial):
            guard isInActivity, ownsNone, serial == nextSerial else { return nil }
            takeEnd()
            return go(to: .endResponse, .activityEndIndication)
        case .as(let activity):
            guard !isInActivity, ownsNone else { return nil }
            begin(after: 0)
            return [.activityStartIndication(activity)]
        case .ar(let resume):
            guard !isInActivity, ownsNone else { return nil }
            begin(after: resume.serial)
            return [.activityResumeIndication(resume)]
        case .ai(let reason):
            return stopped(.interruptResponse, .activityInterruptIndication(reason: reason ?? 0), .aia)
        case .ad(let reason):
            return stopped(.discardResponse, .activityDiscardIndication(reason: reason ?? 0), .ada)
        case .er: return excepted(ExceptionReason.unrecoverableProceduralError.rawValue)
        case .ed(let reason, _): return excepted(reason)
        case .gt(let tokens): return tokensGiven(tokens)
        case .gtc:
            guard !isInActivity, ownsNone else { return nil }
            owned = SessionTokens.all
            return [.send(.gta), .controlGiveIndication]
        case .pt(let tokens, let data): return tokensAskedFor(tokens, data)
        case .fn(let data):
            guard !isInActivity, ownsNone else { return nil }
            return go(to: .releaseResponse, .releaseIndication(userData: data))
        case .aea, .aia, .ada, .gta, .dn, .cn, .oa, .cdo, .ac, .rf, .ab, .aa: return nil
        }
    }

    /// STA03.
    private func receiveInReleaseWait(_ spdu: SPDU) -> Few<SessionAction>? {
        switch spdu {
        case .pt(let tokens, let data): tokensAskedFor(tokens, data)
        // DN is the parent's. The others need an activity or tokens of the peer's.
        case .dt, .mip, .mia, .ae, .aea, .as, .ar, .ai, .aia, .ad, .ada, .er, .ed, .gt, .gtc, .gta, .fn, .dn, .cn,
            .oa, .cdo, .ac, .rf, .ab, .aa:
            nil
        }
    }

    /// STA04B.
    // transition table
    private mutating func receiveInEndWait(_ spdu: SPDU) -> Few<SessionAction>? {
        switch spdu {
        case .dt(let data): return ownsData ? nil : [.dataIndication(data)]
        case .mia(let serial): return serial == nextSerial - 1 ? nil : confirm(serial)
        case .aea(let serial):
            guard serial == nextSerial - 1 else { return nil }
            endActivity()
            return [.activityEndConfirm]
        case .er:
            let reason = ExceptionReason.unrecoverableProceduralError.rawValue
            return go(to: ownsData ? .exceptionReceived : .transfer, .exceptionIndication(reason: reason))
        case .ed(let reason, _):
            return go(to: ownsData ? .exceptionReceived : .transfer, .exceptionIndication(reason: reason))
        case .gt(let tokens): return tokensGiven(tokens)
        case .pt(let tokens, let data): return tokensAskedFor(tokens, data)
        case .mip, .ae, .as, .ar, .ai, .aia, .ad, .ada, .gtc, .gta, .fn, .dn, .cn, .oa, .cdo, .ac, .rf, .ab, .aa:
            return nil
        }
    }

    /// STA10B.
    private mutating func receiveInEndResponse(_ spdu: SPDU) -> Few<SessionAction>? {
        switch spdu {
        case .ai(let reason):
            return stopped(.interruptResponse, .activityInterruptIndication(reason: reason ?? 0), .aia)
        case .ad(let reason):
            return stopped(.discardResponse, .activityDiscardIndication(reason: reason ?? 0), .ada)
        case .gt(let tokens): return tokensGiven(tokens)
        case .dt, .mip, .mia, .ae, .aea, .as, .ar, .aia, .ada, .er, .ed, .gtc, .gta, .pt, .fn, .dn, .cn, .oa, .cdo,
            .ac, .rf, .ab, .aa:
            return nil
        }
    }

    /// STA05B and STA05C: what the peer sent before it saw AI or AD is void.
    // transition table
    private mutating func receiveInStopWait(_ spdu: SPDU) -> Few<SessionAction>? {
        switch spdu {
        case .aia:
            guard phase == .interruptWait else { return nil }
            stopActivity(owning: SessionTokens.all)
            return [.activityInterruptConfirm]
        case .ada:
            guard phase == .discardWait else { return nil }
            stopActivity(owning: SessionTokens.all)
            return [.activityDiscardConfirm]
        case .dt: return ownsData ? nil : []
        case .mip: return peerMaySetPoint ? [] : nil
        case .mia: return mayConfirm ? nil : []
        case .aea: return [.activityEndConfirm]
        case .er, .ed: return []
        case .gt(let tokens): return arePeers(tokens) ? [] : nil
        case .pt(let tokens, let data): return tokensAskedFor(tokens, data)
        case .ae, .as, .ar, .ai, .ad, .gtc, .gta, .fn, .dn, .cn, .oa, .cdo, .ac, .rf, .ab, .aa: return nil
        }
    }

    /// STA18.
    private mutating func receiveInGiveWait(_ spdu: SPDU) -> Few<SessionAction>? {
        switch spdu {
        case .gta: return go(to: .transfer, .controlGiven)
        case .pt(let tokens, let data): return tokensAskedFor(tokens, data)
        case .dt, .mip, .mia, .ae, .aea, .as, .ar, .ai, .aia, .ad, .ada, .er, .ed, .gt, .gtc, .fn, .dn, .cn, .oa,
            .cdo, .ac, .rf, .ab, .aa:
            return nil
        }
    }

    /// STA19: what the peer sent before it saw ED is void, but its points count.
    // transition table
    private mutating func receiveInExceptionSent(_ spdu: SPDU) -> Few<SessionAction>? {
        switch spdu {
        case .dt: return []
        case .mip(let serial, _):
            guard peerMaySetPoint, serial == nextSerial else { return nil }
            takePoint()
            return []
        case .mia(let serial):
            guard isConfirmable(serial) else { return nil }
            lowestUnconfirmed = serial + 1
            return []
        case .ae(let serial):
            guard isInActivity, ownsNone, serial == nextSerial else { return nil }
            takeEnd()
            return []
        case .ai(let reason):
            return stopped(.interruptResponse, .activityInterruptIndication(reason: reason ?? 0), .aia)
        case .ad(let reason):
            return stopped(.discardResponse, .activityDiscardIndication(reason: reason ?? 0), .ada)
        case .er:
            let reason = ExceptionReason.unrecoverableProceduralError.rawValue
            return ownsData ? nil : [.exceptionIndication(reason: reason)]
        case .ed(let reason, _): return ownsData ? nil : [.exceptionIndication(reason: reason)]
        case .gt(let tokens): return tokensGivenAfterException(tokens)
        case .pt(let tokens, _): return exist(tokens) ? [] : nil
        case .aea, .as, .ar, .aia, .ada, .gtc, .gta, .fn, .dn, .cn, .oa, .cdo, .ac, .rf, .ab, .aa: return nil
        }
    }

    /// STA20.
    // transition table
    private mutating func receiveInExceptionReceived(_ spdu: SPDU) -> Few<SessionAction>? {
        switch spdu {
        case .dt: return ownsData ? nil : []
        case .mip(let serial, _):
            guard peerMaySetPoint, serial == nextSerial else { return nil }
            takePoint()
            return []
        case .mia(let serial): return isConfirmable(serial) ? [] : nil
        case .ae(let serial):
            guard isInActivity, ownsNone, serial == nextSerial else { return nil }
            takeEnd()
            return []
        case .aea(let serial): return serial == nextSerial - 1 ? [] : nil
        case .ai(let reason):
            return stopped(.interruptResponse, .activityInterruptIndication(reason: reason ?? 0), .aia)
        case .ad(let reason):
            return stopped(.discardResponse, .activityDiscardIndication(reason: reason ?? 0), .ada)
        case .gt(let tokens): return tokensGivenAfterException(tokens)
        case .pt(let tokens, let data): return tokensAskedFor(tokens, data)
        case .as, .ar, .aia, .ada, .er, .ed, .gtc, .gta, .fn, .dn, .cn, .oa, .cdo, .ac, .rf, .ab, .aa: return nil
        }
    }

    // MARK: Cells that several states have

    private mutating func confirm(_ serial: Int) -> Few<SessionAction>? {
        guard isConfirmable(serial) else { return nil }
        lowestUnconfirmed = serial + 1
        return [.syncMinorConfirm(serial: serial)]
    }

    /// p40.
    private mutating func stopped(
        _ next: Phase, _ indication: SessionAction, _ answer: SPDU
    ) -> Few<SessionAction>? {
        guard !ownsMajorActivity else { return nil }
        guard isInActivity else {
            stopActivity(owning: 0)
            return [.send(answer)]
        }
        return go(to: next, indication)
    }

    /// p50 and p51, in STA713.
    private mutating func excepted(_ reason: UInt8) -> Few<SessionAction>? {
        guard isInActivity else { return nil }
        return go(to: ownsData ? .exceptionReceived : .transfer, .exceptionIndication(reason: reason))
    }

    private mutating func tokensGiven(_ tokens: UInt8) -> Few<SessionAction>? {
        guard arePeers(tokens) else { return nil }
        owned |= tokens
        return [.tokenGiveIndication(tokens)]
    }

    /// p60 and p61: the data token ends the exception.
    private mutating func tokensGivenAfterException(_ tokens: UInt8) -> Few<SessionAction>? {
        guard let actions = tokensGiven(tokens) else { return nil }
        if tokens & SessionTokens.data != 0 { phase = .transfer }
        return actions
    }

    private func tokensAskedFor(_ tokens: UInt8, _ data: [UInt8]) -> Few<SessionAction>? {
        exist(tokens) ? [.tokenPleaseIndication(userData: data)] : nil
    }
}
