import Links
import Message
import Queue
import Testing

/// A connector with a dialled line as its worker drives it: link machine and scheduler, in virtual time. There is
/// always mail, so that it dials as often as it may.
private struct ModelConnector {
    static let timing = LinkTiming(
        dialTimeout: .seconds(30), idleHangUp: .seconds(5), callMinimum: .seconds(0), hangUpLimit: .seconds(10))

    let rules: RetryScheduler.Rules
    let policy: RetryPolicy
    var scheduler = RetryScheduler()
    var machine = LinkMachine(timing: ModelConnector.timing, isWindowOpen: true)
    var now = t0
    var random: SeededGenerator
    var timer: (LinkTimer, UInt64, Timestamp)?
    var events: [LinkEvent] = []
    var isTelling = false
    var programRuns = false
    var isCalled = false
    var opens: [Timestamp] = []
    /// Calls in a row that used up a retry.
    var failures = 0
    var faults: [String] = []

    init(rules: RetryScheduler.Rules, interval: Int, seed: UInt64) {
        self.rules = rules
        policy = RetryPolicy(openInterval: .seconds(interval), floor: rules.floor)
        random = SeededGenerator(state: seed)
        scheduler.configure("a", rules)
        tell(.wanted(urgent: false))
    }

    mutating func tell(_ event: LinkEvent) {
        events.append(event)
        if isTelling { return }
        isTelling = true
        while !events.isEmpty {
            let delays = RedialDelays(
                busy: policy.openDelay(fraction: .random(in: 0..<1, using: &random)),
                transient: policy.openDelay(fraction: .random(in: 0..<1, using: &random)), barred: .seconds(3600))
            for action in machine.handle(events.removeFirst(), now: now, delays: delays) { perform(action) }
        }
        isTelling = false
    }

    private mutating func perform(_ action: LinkAction) {
        switch action {
        case .claimLine:
            if let time = scheduler.notBefore("a", .first, now: now) { return tell(.lineNotBefore(time)) }
            tell(.lineGranted)
        case .requestSlot:
            if Int.random(in: 0..<8, using: &random) > 0 { return tell(.slotGranted) }
            tell(.slotDenied)
            tell(.slotFreed)
        case .dial:
            check()
            scheduler.began("a", .first, now: now)
            opens.append(now)
            isCalled = false
            programRuns = true
        case .hangUp:
            // Its program goes at once, or when it is ended by force.
            if programRuns, Bool.random(using: &random) {
                programRuns = false
                tell(.exited(.hungUpLocally))
            }
        case .giveBackSlot: programRuns = false
        case .dialFailed(_, let usesRetry): failures += usesRetry ? 1 : 0
        case .barred(let until, _): scheduler.pause("a", .first, until: until, now: now)
        case .startTimer(let name, let generation, let after): timer = (name, generation, now + after)
        case .cancelTimer: timer = nil
        case .withdrawClaim, .withdrawSlotRequest, .releaseLine, .noteTableFull, .lineReady, .lineLost,
            .concludeCall:
            break
        }
    }

    /// The dial that is about to be made, against those before.
    private mutating func check() {
        if isCalled { return }
        if let last = opens.last, now - last < rules.floor {
            faults.append("\((now - last).wholeSeconds) s after the last")
        }
        let hour = opens.filter { now - $0 < .seconds(3600) }
        if let limit = rules.callsPerHour, hour.count >= limit {
            faults.append("\(hour.count + 1) calls in an hour")
        }
    }

    /// As `ConnectorWorker.pump`: what waits wants a call.
    private mutating func pump() {
        if scheduler.notBefore("a", .first, now: now) == nil { tell(.wanted(urgent: false)) }
    }

    /// To the next timer, or on by a little.
    mutating func pass(_ seconds: Int) {
        let end = now + .seconds(seconds)
        if let (name, generation, at) = timer, at <= end {
            now = max(now, at)
            timer = nil
            tell(.timerFired(name, generation: generation))
        } else {
            now = end
        }
        pump()
    }

    /// One thing that can happen to a call or to the connector.
    mutating func step(_ code: RASCode) {
        switch Int.random(in: 0..<16, using: &random) {
        case 0, 1, 2: exit(code)
        case 3: tell(.lineFailed(code))
        case 4: if programRuns { tell(.lineUp) }
        case 5:
            // It answers, and the association is taken down at once.
            if programRuns { tell(.lineUp) }
            tell(.leaseTaken)
            scheduler.reached("a")
            scheduler.moved("a")
            tell(.hangUpRequested)
        case 6:
            // It answers, and the association is refused.
            if programRuns { tell(.lineUp) }
            scheduler.pause("a", .first, until: now + policy.openDelay(fraction: 0), now: now)
            tell(.hangUpRequested)
        case 7: tell(.hangUpRequested)
        case 8: tell(.windowClosed)
        case 9: tell(.windowOpened)
        case 10: reload()
        case 11 where Int.random(in: 0..<4, using: &random) == 0: call()
        case 12: tell(.notWanted)
        default: break
        }
        pass(Int.random(in: 0..<90, using: &random))
    }

    private mutating func exit(_ code: RASCode) {
        guard programRuns else { return }
        programRuns = false
        tell(.exited(code))
    }

    private mutating func reload() {
        scheduler.configure("a", rules)
        guard case .barred = machine.state else { return }
        timer = nil
        machine = LinkMachine(timing: Self.timing, isWindowOpen: true)
    }

    private mutating func call() {
        if !machine.state.isCallUp {
            scheduler.called("a")
            isCalled = true
        }
        tell(.callRequested)
    }
}

@Suite("Retries over dialled lines")
struct RetrySequenceTests {
    @Test(
        "10,000 sequences of every RAS code and exit path: no two calls nearer than the floor, the hour's number kept")
    func sequences() {
        let codes = [RASCode.inOrder] + RASCode.all
        var dialled = 0
        for seed in 0..<10_000 {
            let rules = RetryScheduler.Rules(
                floor: .seconds(60), callsPerHour: seed.isMultiple(of: 2) ? 6 : nil, isDialled: true)
            var model = ModelConnector(rules: rules, interval: [60, 600][seed / 2 % 2], seed: UInt64(seed))
            for turn in 0..<40 { model.step(codes[(seed * 40 + turn) % codes.count]) }
            #expect(model.faults.isEmpty, "seed \(seed): \(model.faults)")
            dialled += model.opens.count
        }
        #expect(dialled > 50_000, "\(dialled)")
    }

    @Test("S8 (Q152666): a modem that is busy for 25 hours uses up no open retry, and is called at the open interval")
    func busyForADay() {
        let policy = RetryPolicy()
        var model = ModelConnector(
            rules: .init(floor: .seconds(60), isDialled: true), interval: 600, seed: 8)
        while model.now < t0 + .seconds(25 * 3600) {
            if model.programRuns {
                model.programRuns = false
                model.tell(.exited(.busy))
            }
            model.pass(60)
        }
        #expect(model.failures == 0 && !policy.isOpenExhausted(failures: model.failures))
        #expect((130...151).contains(model.opens.count), "\(model.opens.count)")
        #expect(model.faults.isEmpty)
    }
}
