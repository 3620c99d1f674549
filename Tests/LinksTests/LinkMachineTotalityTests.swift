import Links
import Message
import Testing

private let delays = RedialDelays(busy: .seconds(60), transient: .seconds(600), barred: .seconds(3600))
private let timing = LinkTiming(
    dialTimeout: .seconds(90), idleHangUp: .seconds(20), callMinimum: .seconds(30),
    callMaximum: .seconds(200), conclusion: .seconds(20), hangUpLimit: .seconds(10))

private let events: [LinkEvent] = [
    .wanted(urgent: false), .wanted(urgent: true), .notWanted, .callRequested, .hangUpRequested, .windowOpened,
    .windowClosed, .lineGranted, .lineBusy, .lineNotBefore(Timestamp(seconds: 60)), .lineWantedByOther,
    .slotGranted, .slotDenied, .slotFreed,
    .lineUp, .lineFailed(.disconnected), .lineFailed(RASCode(691)), .exited(.hungUpByPeer),
    .exited(.busy), .leaseTaken, .leaseReturned, .callLimitReached,
]

/// The world around one machine: it objects when the machine does what must never be done.
private struct ModelWorld {
    var machine = LinkMachine(timing: timing, isWindowOpen: true)
    var now = Timestamp(seconds: 0)
    /// The registry's view.
    var hasLine = false
    var isInRow = false
    /// A claim was withdrawn, and the registry may have granted it before it heard so.
    var isCrossed = false
    /// The table's view.
    var slots = 0
    var isInSlotRow = false
    /// It asked for a slot and has no answer yet.
    var isAsked = false
    var programRuns = false
    var timer: (LinkTimer, UInt64)?
    /// Of the timer `call`, which runs beside the other one.
    var callTimer: UInt64?
    var faults: [String] = []

    /// Only what could come: a grant answers a claim, an exit needs a program.
    func canHappen(_ event: LinkEvent) -> Bool {
        switch event {
        case .lineGranted: isInRow || isCrossed
        case .lineNotBefore: isInRow
        case .slotGranted, .slotDenied: isAsked
        case .lineUp, .lineFailed, .exited: programRuns
        case .lineWantedByOther: hasLine
        case .leaseTaken: machine.state.isUp
        default: true
        }
    }

    mutating func tell(_ event: LinkEvent) {
        switch event {
        case .lineGranted:
            hasLine = true
            isInRow = false
            isCrossed = false
        case .slotGranted:
            slots += 1
            isInSlotRow = false
            isAsked = false
        case .slotDenied: isAsked = false
        case .exited: programRuns = false
        case .timerFired(.call, _): callTimer = nil
        case .timerFired: timer = nil
        default: break
        }
        for action in machine.handle(event, now: now, delays: delays) { perform(action, of: event) }
        check(event)
    }

    private mutating func perform(_ action: LinkAction, of event: LinkEvent) {
        switch action {
        case .claimLine:
            if hasLine { faults.append("claimed a line that it holds, at \(event)") }
            isInRow = true
            isCrossed = false
        case .withdrawClaim:
            if !isInRow { faults.append("withdrew a claim that it had not made, at \(event)") }
            isInRow = false
            isCrossed = true
        case .releaseLine:
            if !hasLine { faults.append("released a line that it does not hold, at \(event)") }
            hasLine = false
        case .requestSlot:
            if !hasLine { faults.append("asked for a slot without a line, at \(event)") }
            isInSlotRow = true
            isAsked = true
        case .withdrawSlotRequest:
            if !isInSlotRow { faults.append("withdrew a request that it had not made, at \(event)") }
            isInSlotRow = false
            isAsked = false
        case .giveBackSlot:
            slots -= 1
            // After the limit the program is ended by force; then, too, nothing of it remains.
            if programRuns, case .timerFired(.hangUp, _) = event { programRuns = false }
            if programRuns { faults.append("gave the slot back before the program had gone, at \(event)") }
        case .dial:
            if slots != 1 || !hasLine || programRuns { faults.append("dialled without right, at \(event)") }
            programRuns = true
        case .startTimer(.call, let generation, let after):
            if callTimer != nil { faults.append("two timers of the call, at \(event)") }
            if after < .seconds(0) { faults.append("a timer in the past, at \(event)") }
            callTimer = generation
        case .cancelTimer(.call):
            if callTimer == nil { faults.append("cancelled a timer of the call that does not run, at \(event)") }
            callTimer = nil
        case .concludeCall:
            if case .up(let leases) = machine.state, leases > 0 { break }
            faults.append("concluded what nobody uses, at \(event)")
        case .startTimer(let timer, let generation, let after):
            if self.timer != nil { faults.append("two timers, at \(event)") }
            if after < .seconds(0) { faults.append("a timer in the past, at \(event)") }
            self.timer = (timer, generation)
        case .cancelTimer(let timer):
            if self.timer?.0 != timer { faults.append("cancelled a timer that does not run, at \(event)") }
            self.timer = nil
        case .noteTableFull, .hangUp, .lineReady, .dialFailed, .lineLost, .barred: break
        }
    }

    private mutating func check(_ event: LinkEvent) {
        let state = machine.state
        if slots != (state.holdsSlot ? 1 : 0) { faults.append("\(slots) slots in \(state), after \(event)") }
        if hasLine != state.holdsLine { faults.append("line \(hasLine) in \(state), after \(event)") }
        if isInRow != (state == .waitingForLine(.line)) { faults.append("claim in \(state), after \(event)") }
        let waitsForSlot = state == .waitingForLine(.slot) || state == .waitingForLine(.slotToBeFree)
        if isInSlotRow != waitsForSlot { faults.append("request in \(state), after \(event)") }
        if state == .down, machine.isWanted { faults.append("down though wanted, after \(event)") }
        if (callTimer != nil) != state.isUp {
            faults.append("call timer \(callTimer ?? 0) in \(state), after \(event)")
        }
        let expected: LinkTimer? =
            switch state {
            case .down, .waitingForWindow, .waitingForLine: nil
            case .dialling: .dial
            case .up(0): .idle
            case .up: nil
            case .idleHold: .idle
            case .hangingUp: .hangUp
            case .barred: .redial
            }
        if timer?.0 != expected { faults.append("timer \(String(describing: timer)) in \(state), after \(event)") }
    }
}

@Suite("The link machine: totality")
struct LinkMachineTotalityTests {
    @Test("200,000 steps at random in a world that objects: slot, line, claim, timer and program always balance")
    func randomWalks() {
        var random: UInt64 = 42
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        var seen: Set<String> = []
        for _ in 0..<50 {
            var world = ModelWorld()
            for _ in 0..<4000 {
                world.now = world.now + .seconds(next(30))
                if next(50) == 0 { world.machine.urgentMayCall.toggle() }
                if let generation = world.callTimer, next(40) == 0 {
                    world.tell(.timerFired(.call, generation: generation))
                }
                if let (timer, generation) = world.timer, next(12) == 0 {
                    world.tell(.timerFired(timer, generation: generation))
                } else {
                    let event = events[next(events.count)]
                    if world.canHappen(event) { world.tell(event) }
                }
                seen.insert("\(world.machine.state)".prefix { $0 != "(" }.description)
            }
            #expect(world.faults.isEmpty, "\(world.faults.prefix(3))")
            if !world.faults.isEmpty { return }
        }
        #expect(seen.count == 8)
    }

    @Test("each event in each state has an answer, also those that cannot come; and no number overflows")
    func everyPair() {
        let fresh = LinkMachine(timing: timing, isWindowOpen: true)
        var standing = fresh
        for event: LinkEvent in [.wanted(urgent: false), .lineGranted, .slotGranted, .lineUp] {
            _ = standing.handle(event, now: Timestamp(seconds: 0), delays: delays)
        }
        var frontier: Set<LinkMachine> = [fresh, standing]
        var states: Set<String> = []
        let now = Timestamp(microseconds: .max)
        for _ in 0..<5 {
            var following: Set<LinkMachine> = []
            for machine in frontier {
                states.insert("\(machine.state)".prefix { $0 != "(" }.description)
                for event in events + LinkTimer.allCases.map({ .timerFired($0, generation: machine.lastGeneration) }) {
                    var copy = machine
                    _ = copy.handle(event, now: now, delays: delays)
                    following.insert(copy)
                }
            }
            frontier = following
            if frontier.count > 3000 { frontier = Set(frontier.prefix(3000)) }
        }
        #expect(states.count == 8)
    }
}
