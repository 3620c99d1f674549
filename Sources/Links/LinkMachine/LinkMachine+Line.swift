import Message

extension LinkMachine {
    mutating func handleLine(_ event: LinkEvent, now: Timestamp, delays: RedialDelays) -> [LinkAction] {
        switch event {
        case .lineUp:
            switch state {
            case .dialling: return comeUp(now: now)
            // Too late: it is being ended.
            case .hangingUp: return []
            // Not ours: nothing was dialled.
            case .down, .waitingForWindow, .waitingForLine, .up, .idleHold, .barred: return []
            }
        case .lineFailed(let code): return lineFailed(code, now: now, delays: delays)
        case .exited(let code): return exited(code, now: now, delays: delays)
        case .leaseTaken:
            switch state {
            case .up(let leases):
                state = .up(leases: leases + 1)
                return cancelTimer()
            case .idleHold:
                state = .up(leases: 1)
                return cancelTimer()
            // There is no line; whoever leased it learns so by its channel.
            case .down, .waitingForWindow, .waitingForLine, .dialling, .hangingUp, .barred: return []
            }
        case .leaseReturned:
            switch state {
            case .up(let leases):
                if leases > 1 {
                    state = .up(leases: leases - 1)
                    return []
                }
                return becomeIdle(now: now)
            // A lease of a line that is gone.
            case .down, .waitingForWindow, .waitingForLine, .dialling, .idleHold, .hangingUp, .barred: return []
            }
        case .wanted, .notWanted, .callRequested, .hangUpRequested, .windowOpened, .windowClosed, .lineGranted,
            .lineBusy, .lineNotBefore, .lineWantedByOther, .slotGranted, .slotDenied, .slotFreed,
            .callLimitReached,
            .timerFired:
            return []
        }
    }

    mutating func lineFailed(_ code: RASCode, now: Timestamp, delays: RedialDelays) -> [LinkAction] {
        switch state {
        case .dialling:
            let then = failure(code, now: now, delays: delays)
            return [.dialFailed(code, usesRetry: code.rasClass.usesRetry)] + hangUp(then: then)
        case .up, .idleHold:
            let then = failure(code, now: now, delays: delays)
            return [.lineLost(code)] + hangUp(then: then)
        // It is being ended already, or there is none.
        case .down, .waitingForWindow, .waitingForLine, .hangingUp, .barred: return []
        }
    }

    private mutating func exited(_ code: RASCode, now: Timestamp, delays: RedialDelays) -> [LinkAction] {
        switch state {
        case .dialling:
            let then = failure(code, now: now, delays: delays)
            return [.dialFailed(code, usesRetry: code.rasClass.usesRetry)] + settle(then, now: now)
        case .up:
            let then = failure(code, now: now, delays: delays)
            return [.lineLost(code)] + settle(then, now: now)
        // Nobody used it; the other end hanging up first is as good as we doing it.
        case .idleHold:
            return [.lineLost(.hungUpLocally)] + settle(.down, now: now)
        case .hangingUp(let then): return settle(then, now: now)
        // The program of a line that was given up.
        case .down, .waitingForWindow, .waitingForLine, .barred: return []
        }
    }

    mutating func handleTimer(
        _ timer: LinkTimer, generation fired: UInt64, now: Timestamp, delays: RedialDelays
    ) -> [LinkAction] {
        guard timer == runningTimer, fired == lastGeneration else { return [] }
        runningTimer = nil
        switch (timer, state) {
        case (.dial, .dialling): return lineFailed(.noAnswer, now: now, delays: delays)
        case (.idle, .idleHold), (.idle, .up): return hangUp(then: .down)
        case (.hangUp, .hangingUp(let then)): return settle(then, now: now)
        case (.redial, .barred):
            if isWanted { return seekLine() }
            state = .down
            return []
        // bad transitions: a timer is cancelled when its state is left
        case (.dial, _), (.idle, _), (.hangUp, _), (.redial, _), (.call, _): return []
        }
    }
}
