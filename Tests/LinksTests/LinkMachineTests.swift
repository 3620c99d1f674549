import Links
import Message
import Testing

private let start = Timestamp(seconds: 1000)
private let delays = RedialDelays(busy: .seconds(60), transient: .seconds(600), barred: .seconds(3600))
private let timing = LinkTiming(
    dialTimeout: .seconds(90), idleHangUp: .seconds(20), callMinimum: .seconds(0), hangUpLimit: .seconds(10))

/// A machine with a clock of its own, so that a test reads as a walk.
private struct Walk {
    var machine: LinkMachine
    var now = start

    init(open: Bool = true, timing: LinkTiming = timing) {
        machine = LinkMachine(timing: timing, isWindowOpen: open)
    }

    /// A link that has been brought up in order.
    static func up(timing: LinkTiming = timing) -> Walk {
        var walk = Walk(timing: timing)
        for event: LinkEvent in [.wanted(urgent: false), .lineGranted, .slotGranted, .lineUp] {
            _ = walk.tell(event)
        }
        return walk
    }

    mutating func tell(_ event: LinkEvent, after seconds: Int = 0) -> [LinkAction] {
        now = now + .seconds(seconds)
        return machine.handle(event, now: now, delays: delays)
    }
}

@Suite("The link machine: rows of the table")
struct LinkMachineTests {
    @Test("a call in order: claim, slot, dial, up, lease, idle, hang up, slot back")
    func callInOrder() {
        var walk = Walk()
        #expect(walk.tell(.wanted(urgent: false)) == [.claimLine(urgent: false)])
        #expect(walk.machine.state == .waitingForLine(.line))
        #expect(walk.tell(.lineGranted) == [.requestSlot(urgent: false)])
        #expect(walk.machine.state == .waitingForLine(.slot))
        #expect(
            walk.tell(.slotGranted)
                == [.dial(attempt: 1), .startTimer(.dial, generation: 1, after: .seconds(90))])
        #expect(walk.machine.state == .dialling(attempt: 1))
        #expect(
            walk.tell(.lineUp, after: 5)
                == [.cancelTimer(.dial), .startTimer(.idle, generation: 2, after: .seconds(20)), .lineReady])
        #expect(walk.machine.state == .up(leases: 0))
        #expect(walk.tell(.leaseTaken) == [.cancelTimer(.idle)])
        #expect(walk.tell(.leaseTaken) == [])
        #expect(walk.machine.state == .up(leases: 2))
        #expect(walk.tell(.leaseReturned) == [])
        #expect(walk.tell(.leaseReturned) == [.startTimer(.idle, generation: 3, after: .seconds(20))])
        #expect(walk.machine.state == .idleHold(until: walk.now + .seconds(20)))
        #expect(
            walk.tell(.timerFired(.idle, generation: 3), after: 20)
                == [.hangUp, .startTimer(.hangUp, generation: 4, after: .seconds(10))])
        #expect(walk.machine.state == .hangingUp(then: .down))
        #expect(walk.tell(.exited(.hungUpByPeer)) == [.cancelTimer(.hangUp), .giveBackSlot, .releaseLine])
        #expect(walk.machine.state == .down)
    }

    @Test("a closed window keeps the line down until it opens")
    func window() {
        var walk = Walk(open: false)
        #expect(walk.tell(.wanted(urgent: false)) == [])
        #expect(walk.machine.state == .waitingForWindow)
        #expect(walk.tell(.windowOpened) == [.claimLine(urgent: false)])
        #expect(walk.tell(.windowClosed) == [.withdrawClaim])
        #expect(walk.machine.state == .waitingForWindow)
        #expect(walk.tell(.notWanted) == [])
        #expect(walk.machine.state == .down)
        #expect(walk.tell(.windowOpened) == [])
    }

    @Test("a claim that the scheduler does not permit yet is made when its time has come")
    func tooSoon() {
        var walk = Walk()
        #expect(walk.tell(.wanted(urgent: false)) == [.claimLine(urgent: false)])
        #expect(
            walk.tell(.lineNotBefore(start + .seconds(60)))
                == [.withdrawClaim, .startTimer(.redial, generation: 1, after: .seconds(60))])
        #expect(walk.machine.why == "the next call has its time")
        #expect(walk.machine.until == start + .seconds(60))
        #expect(walk.tell(.wanted(urgent: true)) == [])
        #expect(walk.tell(.timerFired(.redial, generation: 1), after: 60) == [.claimLine(urgent: true)])
    }

    @Test("an operator's call does not ask the schedule, and lifts a bar")
    func operatorCalls() {
        var walk = Walk(open: false)
        #expect(walk.tell(.callRequested) == [.claimLine(urgent: false)])
        var barred = Walk()
        for event: LinkEvent in [.wanted(urgent: false), .lineGranted, .slotGranted, .exited(RASCode(691))] {
            _ = barred.tell(event)
        }
        #expect(barred.tell(.callRequested) == [.cancelTimer(.redial), .claimLine(urgent: false)])
    }

    @Test("a full table is noted once and uses up no retry; the dial comes when an entry is free")
    func tableFull() {
        var walk = Walk()
        _ = walk.tell(.wanted(urgent: false))
        _ = walk.tell(.lineGranted)
        #expect(walk.tell(.slotDenied) == [.noteTableFull])
        #expect(walk.machine.state == .waitingForLine(.slotToBeFree))
        #expect(walk.tell(.slotFreed) == [.requestSlot(urgent: false)])
        #expect(walk.tell(.slotDenied) == [], "somebody urgent came first; the operator knows that we wait")
        #expect(walk.tell(.wanted(urgent: false)) == [])
        #expect(walk.tell(.wanted(urgent: true)) == [.requestSlot(urgent: true)])
        #expect(walk.tell(.slotDenied) == [])
        #expect(walk.tell(.slotFreed) == [.requestSlot(urgent: true)])
        #expect(walk.machine.state == .waitingForLine(.slotToBeFree))
        #expect(walk.machine.failedAttempts == 0)
        #expect(walk.tell(.slotGranted).first == .dial(attempt: 1))
    }

    @Test("a busy line is dialled again soon and uses up no retry, a transient fault does", arguments: [676, 678, 680])
    func busy(number: Int) {
        var walk = Walk()
        let code = RASCode(number)
        for _ in 0..<200 {
            _ = walk.tell(.wanted(urgent: false))
            _ = walk.tell(.lineGranted)
            #expect(walk.tell(.slotGranted).contains(.dial(attempt: 1)))
            let until = walk.now + .seconds(60)
            let actions = walk.tell(.exited(code))
            #expect(actions.starts(with: [.dialFailed(code, usesRetry: false), .cancelTimer(.dial), .giveBackSlot]))
            #expect(walk.machine.state == .barred(until: until, why: code))
            #expect(
                walk.tell(.timerFired(.redial, generation: walk.machine.lastGeneration), after: 60)
                    == [.claimLine(urgent: false)])
        }
        #expect(walk.machine.failedAttempts == 0)
        _ = walk.tell(.lineGranted)
        _ = walk.tell(.slotGranted)
        #expect(walk.tell(.exited(RASCode(651))).contains(.dialFailed(RASCode(651), usesRetry: true)))
        #expect(walk.machine.failedAttempts == 1)
    }

    @Test("every code of the table leaves a gap before the next call, at dial and on the line", arguments: RASCode.all)
    func gaps(code: RASCode) {
        let least: Interval =
            code.rasClass.barsLink ? delays.barred : code.rasClass.usesRetry ? delays.transient : delays.busy
        for dialled in [true, false] {
            for ended in [LinkEvent.exited(code), .lineFailed(code)] {
                var walk = Walk.up()
                if dialled {
                    walk = Walk()
                    for event: LinkEvent in [.wanted(urgent: true), .lineGranted, .slotGranted] { _ = walk.tell(event) }
                } else {
                    _ = walk.tell(.leaseTaken)
                }
                var actions = walk.tell(ended)
                if case .lineFailed = ended {
                    #expect(actions.contains(.hangUp))
                    #expect(!actions.contains(.giveBackSlot))
                    actions += walk.tell(.exited(.hungUpByPeer))
                }
                #expect(actions.filter { $0 == .giveBackSlot }.count == 1)
                #expect(actions.filter { $0 == .releaseLine }.count == 1)
                #expect(walk.machine.state == .barred(until: walk.now + least, why: code))
                for event: LinkEvent in [.wanted(urgent: true), .windowOpened, .slotFreed, .notWanted] {
                    #expect(!walk.tell(event).contains { if case .claimLine = $0 { true } else { false } })
                }
            }
        }
    }

    @Test("a dial that never ends is given up with code 678, hung up, and its slot given back only then")
    func dialTimeout() {
        var walk = Walk()
        for event: LinkEvent in [.wanted(urgent: false), .lineGranted, .slotGranted] {
            _ = walk.tell(event)
        }
        let actions = walk.tell(.timerFired(.dial, generation: 1), after: 90)
        #expect(
            actions == [
                .dialFailed(.noAnswer, usesRetry: false), .hangUp,
                .startTimer(.hangUp, generation: 2, after: .seconds(10)),
            ])
        #expect(walk.machine.state.holdsSlot)
        let settled = walk.tell(.timerFired(.hangUp, generation: 2), after: 10)
        #expect(settled.starts(with: [.giveBackSlot, .releaseLine]))
        #expect(!walk.machine.state.holdsSlot)
    }

    @Test("a stale timer changes nothing", arguments: LinkTimer.allCases)
    func staleTimers(timer: LinkTimer) {
        var walk = Walk.up()
        let before = walk.machine
        #expect(walk.tell(.timerFired(timer, generation: 1)) == [])
        #expect(walk.tell(.timerFired(timer, generation: 99)) == [])
        #expect(walk.machine == before)
    }

    @Test("a line that drops while it is used tells so, and is dialled again after the delay")
    func drops() {
        var walk = Walk.up()
        _ = walk.tell(.leaseTaken)
        let actions = walk.tell(.exited(.disconnected))
        #expect(actions.starts(with: [.lineLost(.disconnected), .giveBackSlot, .releaseLine]))
        #expect(walk.machine.state == .barred(until: walk.now + .seconds(600), why: .disconnected))
        #expect(walk.tell(.wanted(urgent: false)) == [])
        #expect(
            walk.tell(.timerFired(.redial, generation: walk.machine.lastGeneration), after: 600)
                == [.claimLine(urgent: false)])
    }

    @Test("the least length of a call is kept")
    func callMinimum() {
        let paid = LinkTiming(dialTimeout: .seconds(90), idleHangUp: .seconds(20), callMinimum: .seconds(60))
        var walk = Walk.up(timing: paid)
        let upSince = walk.now
        _ = walk.tell(.leaseTaken)
        _ = walk.tell(.leaseReturned, after: 10)
        #expect(walk.machine.state == .idleHold(until: upSince + .seconds(60)))
        _ = walk.tell(.leaseTaken, after: 1)
        _ = walk.tell(.leaseReturned, after: 100)
        #expect(walk.machine.state == .idleHold(until: walk.now + .seconds(20)))
    }

    @Test("mail that arrives while the line is held goes over it; while it is hung up, the next call follows")
    func mailArrives() {
        var walk = Walk.up()
        _ = walk.tell(.leaseTaken)
        #expect(walk.tell(.wanted(urgent: false)) == [])
        _ = walk.tell(.leaseReturned)
        #expect(walk.tell(.wanted(urgent: false)) == [.lineReady])
        _ = walk.tell(.timerFired(.idle, generation: walk.machine.lastGeneration), after: 20)
        #expect(walk.tell(.wanted(urgent: true)) == [])
        #expect(
            walk.tell(.exited(.hungUpByPeer))
                == [.cancelTimer(.hangUp), .giveBackSlot, .releaseLine, .claimLine(urgent: true)])
    }

    @Test("a line that another connector waits for is hung up as soon as it is unused, and claimed anew behind it")
    func wantedByOther() {
        var walk = Walk.up()
        _ = walk.tell(.leaseTaken)
        #expect(walk.tell(.lineWantedByOther) == [])
        #expect(walk.machine.isEnding)
        #expect(walk.tell(.leaseReturned).first == .hangUp)
        #expect(walk.machine.state == .hangingUp(then: .down))
        _ = walk.tell(.wanted(urgent: false))
        #expect(
            walk.tell(.exited(.hungUpLocally))
                == [.cancelTimer(.hangUp), .giveBackSlot, .releaseLine, .claimLine(urgent: false)])
        #expect(!walk.machine.isContended)

        var idle = Walk.up()
        _ = idle.tell(.leaseTaken)
        _ = idle.tell(.leaseReturned)
        #expect(idle.tell(.lineWantedByOther).prefix(2) == [.cancelTimer(.idle), .hangUp])

        // A line that is given back before it was dialled is owed to nobody any more.
        for event: LinkEvent in [.notWanted, .windowClosed] {
            var early = Walk()
            for event: LinkEvent in [.wanted(urgent: false), .lineGranted, .lineWantedByOther] { _ = early.tell(event) }
            #expect(early.machine.isContended)
            #expect(early.tell(event) == [.withdrawSlotRequest, .releaseLine])
            #expect(!early.machine.isContended)
        }
    }

    @Test("an operator's hang-up ends what is under way, and the slot is given back after the program has gone")
    func operatorHangsUp() {
        var walk = Walk.up()
        _ = walk.tell(.leaseTaken)
        #expect(
            walk.tell(.hangUpRequested)
                == [.lineLost(.hungUpLocally), .hangUp, .startTimer(.hangUp, generation: 3, after: .seconds(10))])
        #expect(walk.tell(.hangUpRequested) == [])
        #expect(walk.tell(.exited(.hungUpByPeer)).contains(.giveBackSlot))
        #expect(walk.machine.state == .down)
        var waiting = Walk()
        _ = waiting.tell(.wanted(urgent: false))
        #expect(waiting.tell(.hangUpRequested) == [.withdrawClaim])
        _ = waiting.tell(.wanted(urgent: false))
        _ = waiting.tell(.lineGranted)
        #expect(waiting.tell(.hangUpRequested) == [.withdrawSlotRequest, .releaseLine])
    }

    @Test("a grant that comes too late is given back")
    func lateGrants() {
        var walk = Walk()
        #expect(walk.tell(.slotGranted) == [.giveBackSlot])
        #expect(walk.tell(.lineGranted) == [.releaseLine])
        #expect(walk.machine.state == .down)
    }

    @Test("each state says why mail waits")
    func why() {
        var walk = Walk(open: false)
        #expect(walk.machine.why == "no call has been asked for yet")
        _ = walk.tell(.wanted(urgent: false))
        #expect(walk.machine.why?.contains("schedule") == true)
        _ = walk.tell(.callRequested)
        #expect(walk.machine.why?.contains("another call has the line") == true)
        _ = walk.tell(.lineGranted)
        _ = walk.tell(.slotDenied)
        #expect(walk.machine.why?.contains("RAS table") == true)
        _ = walk.tell(.slotGranted)
        #expect(walk.machine.why == "dialling")
        _ = walk.tell(.exited(.busy))
        #expect(walk.machine.why == "call failed: RAS 676, the line is busy")
        #expect(walk.machine.until == walk.now + .seconds(60))
        #expect(Walk.up().machine.why == nil)
    }
}
