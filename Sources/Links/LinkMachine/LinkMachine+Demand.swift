import Message

extension LinkMachine {
    mutating func handleDemand(_ event: LinkEvent, now: Timestamp) -> [LinkAction] {
        switch event {
        case .wanted(let urgent):
            isWanted = true
            isUrgent = isUrgent || urgent
            return wanted(urgentNow: urgent)
        case .callRequested:
            isWanted = true
            return called()
        case .notWanted:
            isWanted = false
            isUrgent = false
            return notWanted()
        case .hangUpRequested:
            isWanted = false
            isUrgent = false
            return hangUpRequested()
        case .windowOpened:
            isWindowOpen = true
            switch state {
            case .waitingForWindow: return seekLine()
            case .down, .waitingForLine, .dialling, .up, .idleHold, .hangingUp, .barred: return []
            }
        case .windowClosed:
            isWindowOpen = false
            return windowClosed()
        case .lineGranted, .lineBusy, .lineNotBefore, .lineWantedByOther, .slotGranted, .slotDenied, .slotFreed,
            .lineUp, .lineFailed, .exited, .leaseTaken, .leaseReturned, .callLimitReached,
            .timerFired:
            return []
        }
    }

    private mutating func wanted(urgentNow: Bool) -> [LinkAction] {
        switch state {
        case .down: return seekLine()
        case .waitingForWindow where urgentNow && urgentMayCall: return seekLine()
        // A place in the row may become better by it.
        case .waitingForLine(.line): return urgentNow ? [.claimLine(urgent: true)] : []
        case .waitingForLine(.slotToBeFree): return urgentNow ? [.requestSlot(urgent: true)] : []
        case .up(0), .idleHold:
            isWanted = false
            isUrgent = false
            return [.lineReady]
        case .up:
            isWanted = false
            isUrgent = false
            return []
        case .waitingForWindow, .waitingForLine(.slot), .dialling, .hangingUp, .barred: return []
        }
    }

    private mutating func called() -> [LinkAction] {
        switch state {
        case .down, .waitingForWindow: return seekLine(evenIfClosed: true)
        case .barred:
            let cancelled = cancelTimer()
            return cancelled + seekLine(evenIfClosed: true)
        // The bar that was to follow is lifted; the call follows the hang-up.
        case .hangingUp:
            state = .hangingUp(then: .down)
            return []
        case .up(0), .idleHold:
            isWanted = false
            return [.lineReady]
        case .up:
            isWanted = false
            return []
        case .waitingForLine, .dialling: return []
        }
    }

    private mutating func notWanted() -> [LinkAction] {
        switch state {
        case .waitingForWindow:
            state = .down
            return []
        case .waitingForLine(.line):
            state = .down
            return [.withdrawClaim]
        case .waitingForLine(.slot), .waitingForLine(.slotToBeFree):
            state = .down
            isContended = false
            return [.withdrawSlotRequest, .releaseLine]
        // A call that has begun is brought to its end: the neighbour may have mail for us.
        case .down, .dialling, .up, .idleHold, .hangingUp, .barred: return []
        }
    }

    private mutating func hangUpRequested() -> [LinkAction] {
        switch state {
        case .down, .barred: return []
        case .waitingForWindow, .waitingForLine: return notWanted()
        case .dialling, .up(0), .idleHold: return hangUp(then: .down)
        case .up: return [.lineLost(.hungUpLocally)] + hangUp(then: .down)
        case .hangingUp:
            return []
        }
    }

    private mutating func windowClosed() -> [LinkAction] {
        switch state {
        // Urgent mail goes on.
        case .waitingForLine where isUrgent && urgentMayCall: return []
        case .waitingForLine(.line):
            state = .waitingForWindow
            return [.withdrawClaim]
        case .waitingForLine(.slot), .waitingForLine(.slotToBeFree):
            state = .waitingForWindow
            isContended = false
            return [.withdrawSlotRequest, .releaseLine]
        case .idleHold: return hangUp(then: .down)
        // What is under way is brought to its end.
        case .down, .waitingForWindow, .dialling, .up, .hangingUp, .barred: return []
        }
    }
}
