import Message

extension LinkMachine {
    mutating func handleResource(_ event: LinkEvent, now: Timestamp) -> [LinkAction] {
        switch event {
        case .lineGranted: return lineGranted()
        case .lineBusy: return []
        case .lineNotBefore(let time): return lineNotBefore(time, now: now)
        case .lineWantedByOther: return lineWantedByOther()
        case .slotGranted: return slotGranted()
        case .slotDenied:
            switch state {
            case .waitingForLine(.slot):
                state = .waitingForLine(.slotToBeFree)
                return [.noteTableFull]
            case .down, .waitingForWindow, .waitingForLine, .dialling, .up, .idleHold, .hangingUp, .barred: return []
            }
        case .slotFreed:
            switch state {
            // Somebody urgent may have come before us: then the wait, of which the operator knows, goes on.
            case .waitingForLine(.slotToBeFree): return [.requestSlot(urgent: isUrgent)]
            case .down, .waitingForWindow, .waitingForLine, .dialling, .up, .idleHold, .hangingUp, .barred: return []
            }
        case .wanted, .notWanted, .callRequested, .hangUpRequested, .windowOpened, .windowClosed, .lineUp,
            .lineFailed, .exited, .leaseTaken, .leaseReturned, .callLimitReached,
            .timerFired:
            return []
        }
    }

    private mutating func lineGranted() -> [LinkAction] {
        switch state {
        case .waitingForLine(.line):
            state = .waitingForLine(.slot)
            return [.requestSlot(urgent: isUrgent)]
        // The grant crossed with our withdrawal.
        case .down, .waitingForWindow, .barred: return [.releaseLine]
        // It is ours already: a claim that was made twice.
        case .waitingForLine(.slot), .waitingForLine(.slotToBeFree), .dialling, .up, .idleHold, .hangingUp: return []
        }
    }

    private mutating func lineNotBefore(_ time: Timestamp, now: Timestamp) -> [LinkAction] {
        switch state {
        case .waitingForLine(.line):
            state = .barred(until: time, why: .inOrder)
            return startTimer(.redial, after: max(time - now, .seconds(0)), before: [.withdrawClaim])
        // The claim crossed with a change of mind, or the line came by another way.
        case .down, .waitingForWindow, .waitingForLine(.slot), .waitingForLine(.slotToBeFree), .dialling, .up,
            .idleHold, .hangingUp, .barred:
            return []
        }
    }

    private mutating func lineWantedByOther() -> [LinkAction] {
        switch state {
        case .idleHold: return hangUp(then: .down)
        case .waitingForLine(.slot), .waitingForLine(.slotToBeFree), .dialling, .up:
            isContended = true
            return []
        // Not ours, or about to be released anyway.
        case .down, .waitingForWindow, .waitingForLine(.line), .hangingUp, .barred: return []
        }
    }

    private mutating func slotGranted() -> [LinkAction] {
        switch state {
        case .waitingForLine(.slot), .waitingForLine(.slotToBeFree):
            let attempt = failedAttempts + 1
            state = .dialling(attempt: attempt)
            return startTimer(.dial, after: timing.dialTimeout, before: [.dial(attempt: attempt)])
        // The grant crossed with a change of mind.
        case .down, .waitingForWindow, .waitingForLine(.line), .barred: return [.giveBackSlot]
        // Held already; a second one was never asked for.
        case .dialling, .up, .idleHold, .hangingUp: return []
        }
    }
}
