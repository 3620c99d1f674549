/// Requests and responses of the user on an open connection: tables of X.225.
extension SessionDialogue {
    package mutating func request(_ request: consuming SessionRequest) -> Few<SessionAction>? {
        switch phase {
        case .transfer: requestInTransfer(request)
        case .endWait: requestInEndWait(request)
        case .endResponse: requestInEndResponse(request)
        case .interruptResponse: answer(request, .activityInterruptResponse, .aia)
        case .discardResponse: answer(request, .activityDiscardResponse, .ada)
        case .releaseResponse, .exceptionSent: requestOfToken(request)
        case .exceptionReceived: requestInExceptionReceived(request)
        // The peer's answer comes first.
        case .releaseWait, .interruptWait, .discardWait, .giveWait: nil
        }
    }

    /// STA713.
    // transition table
    private mutating func requestInTransfer(_ request: consuming SessionRequest) -> Few<SessionAction>? {
        switch consume request {
        case .data(let octets): return ownsData ? [.send(.dt(octets[...]))] : nil
        case .syncMinor: return maySetPoint ? [.send(.mip(serial: setPoint(), needsConfirmation: true))] : nil
        case .syncMinorResponse(let serial): return confirm(serial)
        case .activityStart(let activity):
            guard !isInActivity, ownsAll else { return nil }
            begin(after: 0)
            return [.send(.as(activity: activity))]
        case .activityResume(let resume):
            guard !isInActivity, ownsAll, (0...Self.greatestSerial).contains(resume.serial) else { return nil }
            begin(after: resume.serial)
            return [.send(.ar(resume))]
        case .activityEnd:
            guard maySetPoint, ownsAll else { return nil }
            return go(to: .endWait, .send(.ae(serial: setPoint())))
        case .activityInterrupt(let reason): return stop(.interruptWait, .ai(reason: reason))
        case .activityDiscard(let reason): return stop(.discardWait, .ad(reason: reason))
        case .exceptionReport(let reason): return report(reason)
        case .tokenGive(let tokens): return give(tokens)
        case .controlGive:
            guard !isInActivity, ownsAll else { return nil }
            owned = 0
            return go(to: .giveWait, .send(.gtc))
        case .tokenPlease(let data): return [.send(.pt(tokens: SessionTokens.data, userData: data))]
        case .release(let data):
            guard !isInActivity, ownsAll else { return nil }
            return go(to: .releaseWait, .send(.fn(userData: data)))
        case .activityEndResponse, .activityInterruptResponse, .activityDiscardResponse, .releaseResponse, .connect,
            .accept, .refuse, .abort, .providerAbort:
            return nil
        }
    }

    /// STA09, whose response is the parent's, and STA19: PLEASE TOKENS is all that may be said.
    private func requestOfToken(_ request: SessionRequest) -> Few<SessionAction>? {
        switch request {
        case .tokenPlease(let data): [.send(.pt(tokens: SessionTokens.data, userData: data))]
        case .data, .syncMinor, .syncMinorResponse, .activityStart, .activityResume, .activityEnd,
            .activityEndResponse, .activityInterrupt, .activityInterruptResponse, .activityDiscard,
            .activityDiscardResponse, .exceptionReport, .tokenGive, .controlGive, .release, .releaseResponse, .connect,
            .accept, .refuse, .abort, .providerAbort:
            nil
        }
    }

    /// STA04B.
    private mutating func requestInEndWait(_ request: SessionRequest) -> Few<SessionAction>? {
        switch request {
        case .activityInterrupt(let reason): stop(.interruptWait, .ai(reason: reason))
        case .activityDiscard(let reason): stop(.discardWait, .ad(reason: reason))
        case .tokenGive(let tokens): give(tokens)
        case .data, .syncMinor, .syncMinorResponse, .activityStart, .activityResume, .activityEnd,
            .activityEndResponse, .activityInterruptResponse, .activityDiscardResponse, .exceptionReport,
            .controlGive, .tokenPlease, .release, .releaseResponse, .connect, .accept, .refuse, .abort, .providerAbort:
            nil
        }
    }

    /// STA10B.
    // transition table
    private mutating func requestInEndResponse(_ request: SessionRequest) -> Few<SessionAction>? {
        switch request {
        case .data(let octets): return ownsData ? [.send(.dt(octets[...]))] : nil
        case .syncMinorResponse(let serial): return serial == nextSerial - 1 ? nil : confirm(serial)
        case .activityEndResponse:
            endActivity()
            return [.send(.aea(serial: nextSerial - 1))]
        case .exceptionReport(let reason): return report(reason)
        case .tokenGive(let tokens): return give(tokens)
        case .tokenPlease(let data): return [.send(.pt(tokens: SessionTokens.data, userData: data))]
        case .syncMinor, .activityStart, .activityResume, .activityEnd, .activityInterrupt,
            .activityInterruptResponse, .activityDiscard, .activityDiscardResponse, .controlGive, .release,
            .releaseResponse, .connect, .accept, .refuse, .abort, .providerAbort:
            return nil
        }
    }

    /// STA11B and STA11C.
    private mutating func answer(
        _ request: SessionRequest, _ expected: SessionRequest, _ spdu: SPDU
    ) -> Few<SessionAction>? {
        guard request == expected else { return nil }
        stopActivity(owning: 0)
        return [.send(spdu)]
    }

    /// STA20.
    private mutating func requestInExceptionReceived(_ request: SessionRequest) -> Few<SessionAction>? {
        switch request {
        case .activityInterrupt(let reason): return stop(.interruptWait, .ai(reason: reason))
        case .activityDiscard(let reason): return stop(.discardWait, .ad(reason: reason))
        case .tokenGive(let tokens):
            // p57 and p58: the data token ends the exception.
            guard let actions = give(tokens) else { return nil }
            if tokens & SessionTokens.data != 0 { phase = .transfer }
            return actions
        case .data, .syncMinor, .syncMinorResponse, .activityStart, .activityResume, .activityEnd,
            .activityEndResponse, .activityInterruptResponse, .activityDiscardResponse, .exceptionReport,
            .controlGive, .tokenPlease, .release, .releaseResponse, .connect, .accept, .refuse, .abort, .providerAbort:
            return nil
        }
    }

    // MARK: Cells that several states have

    private mutating func confirm(_ serial: Int) -> Few<SessionAction>? {
        guard mayConfirm(serial) else { return nil }
        lowestUnconfirmed = serial + 1
        return [.send(.mia(serial: serial))]
    }

    /// p39.
    private mutating func stop(_ next: Phase, _ spdu: SPDU) -> Few<SessionAction>? {
        isInActivity && ownsMajorActivity ? go(to: next, .send(spdu)) : nil
    }

    /// p50.
    private mutating func report(_ reason: UInt8) -> Few<SessionAction>? {
        guard isInActivity, !ownsData else { return nil }
        return go(to: .exceptionSent, .send(.ed(reason: reason, userData: [])))
    }

    private mutating func give(_ tokens: UInt8) -> Few<SessionAction>? {
        guard areOurs(tokens) else { return nil }
        owned &= ~tokens
        return [.send(.gt(tokens: tokens))]
    }
}
