import Message

/// The end of a call that has lasted as long, or cost as much, as it may.
extension LinkMachine {
    /// Nothing new is begun over the line, and what is under way has a short time to come to a checkpoint.
    mutating func conclude(now: Timestamp, delays: RedialDelays) -> [LinkAction] {
        guard afterCall == nil else { return [] }
        switch state {
        case .up(0), .idleHold:
            afterCall = .barred(until: now + delays.busy, why: .hungUpLocally)
            return hangUp(then: .down)
        case .up:
            afterCall = .barred(until: now + delays.busy, why: .hungUpLocally)
            return [.concludeCall] + startCallTimer(after: timing.conclusion)
        // There is no call, or it is ending already.
        case .down, .waitingForWindow, .waitingForLine, .dialling, .hangingUp, .barred: return []
        }
    }

    mutating func callTimerFired(_ fired: UInt64, now: Timestamp, delays: RedialDelays) -> [LinkAction] {
        guard isCallTimed, fired == callGeneration else { return [] }
        isCallTimed = false
        if afterCall == nil { return conclude(now: now, delays: delays) }
        switch state {
        case .up: return [.lineLost(.hungUpLocally)] + hangUp(then: .down)
        case .idleHold: return hangUp(then: .down)
        // bad transitions: the timer is cancelled when the line goes
        case .down, .waitingForWindow, .waitingForLine, .dialling, .hangingUp, .barred: return []
        }
    }

    mutating func startCallTimer(after: Interval) -> [LinkAction] {
        let cancelled = cancelCallTimer()
        callGeneration &+= 1
        isCallTimed = true
        return cancelled + [.startTimer(.call, generation: callGeneration, after: after)]
    }

    mutating func cancelCallTimer() -> [LinkAction] {
        guard isCallTimed else { return [] }
        isCallTimed = false
        return [.cancelTimer(.call)]
    }
}
