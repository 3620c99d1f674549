import Links
import Message
import Testing

private let delays = RedialDelays(busy: .seconds(60), transient: .seconds(600), barred: .seconds(3600))

/// A machine with a clock of its own, and a call of at most five minutes.
private struct Walk {
    var machine = LinkMachine(
        timing: LinkTiming(dialTimeout: .seconds(90), idleHangUp: .seconds(20), callMaximum: .seconds(300)),
        isWindowOpen: true)
    var now = Timestamp(seconds: 1000)

    mutating func tell(_ event: LinkEvent, after seconds: Int = 0) -> [LinkAction] {
        now = now + .seconds(seconds)
        return machine.handle(event, now: now, delays: delays)
    }

    mutating func bringUp(urgent: Bool = false) -> [LinkAction] {
        _ = tell(.wanted(urgent: urgent))
        for event: LinkEvent in [.lineGranted, .slotGranted] { _ = tell(event) }
        return tell(.lineUp)
    }
}

@Suite("The link machine: how long a call may be, and urgent mail over a closed window")
struct LinkMachineCallTests {
    @Test("A call that has lasted as long as it may is concluded, and hung up; the next one has to wait")
    func maximum() {
        var walk = Walk()
        #expect(walk.bringUp().contains(.startTimer(.call, generation: 1, after: .seconds(300))))
        _ = walk.tell(.leaseTaken)
        #expect(
            walk.tell(.timerFired(.call, generation: 1), after: 300)
                == [.concludeCall, .startTimer(.call, generation: 2, after: .seconds(20))])
        let actions = walk.tell(.leaseReturned, after: 3)
        #expect(actions.starts(with: [.cancelTimer(.call), .hangUp]))
        _ = walk.tell(.exited(.hungUpByPeer))
        #expect(walk.machine.state == .barred(until: Timestamp(seconds: 1360), why: .hungUpLocally))
        #expect(walk.machine.why == "the last call was as long as it may be")
        #expect(walk.tell(.wanted(urgent: true)) == [])
        #expect(
            walk.tell(.timerFired(.redial, generation: walk.machine.lastGeneration), after: 57)
                == [.claimLine(urgent: true)])
    }

    @Test("What comes to no end in its time is cut")
    func cut() {
        var walk = Walk()
        _ = walk.bringUp()
        _ = walk.tell(.leaseTaken)
        #expect(walk.tell(.callLimitReached, after: 10).first == .concludeCall)
        #expect(walk.tell(.callLimitReached, after: 1) == [])
        #expect(walk.tell(.timerFired(.call, generation: 1)) == [])
        let actions = walk.tell(.timerFired(.call, generation: 2), after: 20)
        #expect(actions.starts(with: [.lineLost(.hungUpLocally), .hangUp]))
    }

    @Test("An unused line is hung up at once, and a line that is hung up needs no limit")
    func unused() {
        var walk = Walk()
        _ = walk.bringUp()
        #expect(walk.tell(.callLimitReached).contains(.hangUp))
        #expect(walk.tell(.timerFired(.call, generation: 1)) == [])
        _ = walk.tell(.exited(.hungUpByPeer))
        #expect(walk.tell(.callLimitReached) == [])
        // The next call has its whole time again.
        _ = walk.tell(.wanted(urgent: false))
        _ = walk.tell(.timerFired(.redial, generation: walk.machine.lastGeneration), after: 60)
        for event: LinkEvent in [.lineGranted, .slotGranted] { _ = walk.tell(event) }
        #expect(walk.tell(.lineUp).contains(.startTimer(.call, generation: 2, after: .seconds(300))))
    }

    @Test("Urgent mail calls over a closed window where it may, and other mail does not")
    func urgent() {
        var walk = Walk()
        _ = walk.tell(.windowClosed)
        walk.machine.urgentMayCall = true
        #expect(walk.tell(.wanted(urgent: false)) == [] && walk.machine.state == .waitingForWindow)
        #expect(walk.tell(.wanted(urgent: true)) == [.claimLine(urgent: true)])
        #expect(walk.tell(.windowClosed) == [])
        for event: LinkEvent in [.lineGranted, .slotGranted, .lineUp, .leaseTaken] {
            _ = walk.tell(event)
        }
        // Nothing holds the line once the urgent mail has gone (Q217131).
        #expect(walk.tell(.leaseReturned).contains(.hangUp))
        walk.machine.urgentMayCall = false
        _ = walk.tell(.exited(.hungUpByPeer))
        #expect(walk.tell(.wanted(urgent: true)) == [] && walk.machine.state == .waitingForWindow)
        #expect(walk.tell(.windowOpened) == [.claimLine(urgent: true)])
        #expect(walk.tell(.windowClosed) == [.withdrawClaim])
    }
}
