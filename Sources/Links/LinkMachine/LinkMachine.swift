package import Message

/// Decides when a connector's line is brought up, held and hung up.
///
/// ## Overview
/// One machine a connector with a phonebook entry. It reads no clock and does nothing itself: the connector's worker
/// tells it events and carries out its actions in order, on the worker's own queue.
///
/// ## Function
/// A line is dialled when it is wanted, the schedule is open, the phonebook entry's line is ours, and a slot of the RAS
/// synchronization table is held; in this order. A full table or a line in other hands is waited for and uses up no
/// retry. The slot is given back when the line's program has gone, in every case, or after `hangUpLimit`.
/// After a failure no call is made before the delay that the owner gives for that kind of failure.
///
/// ## Implementation
/// `LinkState` is the table's state; the rest (what is wanted, whether the schedule is open, the running timer) holds
/// in all states. A grant that comes too late is given back at once. Timers carry a generation; a stale one changes
/// nothing.
package struct LinkMachine: Hashable, Sendable {
    package internal(set) var state: LinkState = .down
    /// Something may be sent and no line has been up for it yet.
    package internal(set) var isWanted = false
    package internal(set) var isUrgent = false
    package internal(set) var isWindowOpen: Bool
    /// What is urgent may call although the window is closed.
    package var urgentMayCall = false
    /// Another connector waits for our line.
    package internal(set) var isContended = false
    /// Calls in a row that failed and used up a retry.
    package internal(set) var failedAttempts = 0
    /// When the line came up; of meaning while it is up.
    var upSince = Timestamp(microseconds: 0)
    /// Of the timer that was started last.
    package internal(set) var lastGeneration: UInt64 = 0
    var runningTimer: LinkTimer?
    /// Of the timer `call`, while it runs.
    package internal(set) var callGeneration: UInt64 = 0
    var isCallTimed = false
    /// The call is being concluded; what follows its hang-up.
    var afterCall: AfterHangUp?
    /// The call that stands is to come to its end: it is as long as it may be, or another connector waits for its line.
    package var isEnding: Bool { afterCall != nil || isContended }
    package var timing: LinkTiming

    package init(timing: LinkTiming, isWindowOpen: Bool) {
        self.timing = timing
        self.isWindowOpen = isWindowOpen
    }

    /// Takes one event; the actions are to be carried out in order.
    package mutating func handle(_ event: LinkEvent, now: Timestamp, delays: RedialDelays) -> [LinkAction] {
        switch event {
        case .wanted, .notWanted, .callRequested, .hangUpRequested, .windowOpened, .windowClosed:
            handleDemand(event, now: now)
        case .lineGranted, .lineBusy, .lineNotBefore, .lineWantedByOther, .slotGranted, .slotDenied, .slotFreed:
            handleResource(event, now: now)
        case .lineUp, .lineFailed, .exited, .leaseTaken, .leaseReturned:
            handleLine(event, now: now, delays: delays)
        case .callLimitReached: conclude(now: now, delays: delays)
        case .timerFired(.call, let generation): callTimerFired(generation, now: now, delays: delays)
        case .timerFired(let timer, let generation):
            handleTimer(timer, generation: generation, now: now, delays: delays)
        }
    }
}

// Steps that several rows of the table share. Each sets the state and returns the actions that belong to it.
extension LinkMachine {
    /// Begins to get a line, or waits for the schedule. Only from states that hold neither line nor slot.
    mutating func seekLine(evenIfClosed: Bool = false) -> [LinkAction] {
        if !isWindowOpen, !evenIfClosed, !(isUrgent && urgentMayCall) {
            state = .waitingForWindow
            return []
        }
        state = .waitingForLine(.line)
        return [.claimLine(urgent: isUrgent)]
    }

    mutating func hangUp(then: AfterHangUp) -> [LinkAction] {
        state = .hangingUp(then: then == .down ? afterCall ?? .down : then)
        return cancelCallTimer() + startTimer(.hangUp, after: timing.hangUpLimit, before: [.hangUp])
    }

    /// The line's program has gone, or has been given up: slot and line go back, and the next thing begins.
    mutating func settle(_ then: AfterHangUp, now: Timestamp) -> [LinkAction] {
        let released = cancelTimer() + cancelCallTimer() + [.giveBackSlot, .releaseLine]
        isContended = false
        afterCall = nil
        switch then {
        case .down:
            state = .down
            return isWanted ? released + seekLine() : released
        case .barred(let until, let why):
            state = .barred(until: until, why: why)
            return startTimer(
                .redial, after: max(until - now, .seconds(0)), before: released + [.barred(until: until, why)])
        }
    }

    mutating func failure(_ code: RASCode, now: Timestamp, delays: RedialDelays) -> AfterHangUp {
        if code.rasClass.usesRetry { failedAttempts += 1 }
        return .barred(until: now + delays.delay(after: code), why: code)
    }

    /// The line is unused from now on: hold it, or hang it up.
    mutating func becomeIdle(now: Timestamp) -> [LinkAction] {
        if isContended || !isWindowOpen || afterCall != nil { return hangUp(then: .down) }
        let until = max(now + timing.idleHangUp, upSince + timing.callMinimum)
        state = .idleHold(until: until)
        return startTimer(.idle, after: until - now, before: [])
    }

    mutating func comeUp(now: Timestamp) -> [LinkAction] {
        state = .up(leases: 0)
        upSince = now
        failedAttempts = 0
        isWanted = false
        isUrgent = false
        let idle = startTimer(.idle, after: max(timing.idleHangUp, timing.callMinimum), before: [])
        return idle + (timing.callMaximum.map { startCallTimer(after: $0) } ?? []) + [.lineReady]
    }

    mutating func startTimer(_ timer: LinkTimer, after: Interval, before: [LinkAction]) -> [LinkAction] {
        let cancelled = cancelTimer()
        lastGeneration &+= 1
        runningTimer = timer
        return cancelled + before + [.startTimer(timer, generation: lastGeneration, after: after)]
    }

    mutating func cancelTimer() -> [LinkAction] {
        guard let timer = runningTimer else { return [] }
        runningTimer = nil
        return [.cancelTimer(timer)]
    }
}
