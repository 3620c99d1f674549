import OSI
import Testing

@Suite("Two ends in virtual time")
struct VirtualTimeTests {
    /// Both directions have a message of several checkpoints; the turn goes there and back.
    static let fromA = [message(1, 3300), message(2, 40)]
    static let fromB = [message(3, 3300)]

    static func message(_ name: UInt8, _ count: Int) -> [UInt8] { [name] + AssociationTests.pattern(count - 1) }

    static let modes: [(ApplicationContext, Bool)] = ApplicationContext.allCases.flatMap { [($0, false), ($0, true)] }

    private static func world(_ context: ApplicationContext, _ recovers: Bool) -> World {
        var world = World(
            context, recovers: recovers, configuration: RecoveryTests.small, fromA: fromA, fromB: fromB)
        world.call()
        return world
    }

    // A world is too much to be described where an expectation fails.

    private static func check(agrees world: World, _ note: Comment) {
        let agrees = world.agrees(fromA: fromA, fromB: fromB)
        #expect(agrees, note)
    }

    private static func check(isComplete world: World, _ note: Comment) {
        let isComplete = world.isComplete(fromA: fromA, fromB: fromB)
        #expect(isComplete, note)
    }

    /// The call after a cut, cut again behind each delivery.
    private static func cutAgain(_ broken: World, _ note: Comment) {
        var world = broken
        world.call()
        while !world.toA.isEmpty || !world.toB.isEmpty {
            var again = world
            again.cut()
            check(agrees: again, note)
            again.finish()
            check(isComplete: again, note)
            world.deliver(toA: world.toB.isEmpty)
        }
    }

    @Test("a line cut behind any octet of an exchange: nothing lost or doubled, and both ends agree", arguments: modes)
    func cutEverywhere(_ context: ApplicationContext, _ recovers: Bool) {
        // Which of two pieces under way comes first makes no difference to how a call is opened.
        for prefersA in recovers ? [false] : [false, true] {
            var world = Self.world(context, recovers)
            var last: [Site.Memory] = []
            var cuts = 0
            var resumptions = 0
            while !world.toA.isEmpty || !world.toB.isEmpty {
                let isToA = prefersA ? !world.toA.isEmpty : world.toB.isEmpty
                let count = (isToA ? world.toA : world.toB)[0].count
                for place in 0..<count {
                    var broken = world
                    if place > 0 { broken.deliver(toA: isToA, count: place) }
                    broken.cut()
                    cuts += 1
                    #expect(broken.a.isOver && broken.b.isOver)
                    #expect(broken.a.timers.isEmpty && broken.b.timers.isEmpty)
                    // What follows depends on the memories alone.
                    let memories = [broken.a.memory, broken.b.memory]
                    if memories == last { continue }
                    last = memories
                    Self.check(agrees: broken, "cut \(cuts)")
                    if !recovers, !prefersA { Self.cutAgain(broken, "cut \(cuts)") }
                    broken.finish()
                    Self.check(isComplete: broken, "cut \(cuts)")
                    resumptions += broken.a.memory.resumptions + broken.b.memory.resumptions
                    // Only the message without a checkpoint can come whole twice.
                    #expect(broken.b.memory.duplicates <= 1 && broken.a.memory.duplicates == 0, "cut \(cuts)")
                }
                world.deliver(toA: isToA)
            }
            Self.check(isComplete: world, "uncut")
            #expect(world.a.outcome == .closed && world.b.outcome == .closed)
            #expect(world.calls == 1)
            #expect(cuts > 7000)
            #expect(resumptions >= 8)
        }
    }

    /// One exchange of those above, cut behind so many deliveries and brought to its end.
    static func cut(behind deliveries: Int, _ context: ApplicationContext, _ recovers: Bool) {
        var world = world(context, recovers)
        for _ in 0..<deliveries where !world.toA.isEmpty || !world.toB.isEmpty {
            world.deliver(toA: world.toB.isEmpty)
        }
        world.cut()
        world.finish()
        check(isComplete: world, "cut behind \(deliveries)")
    }

    @Test("lines that delay, split, stall and break, with the timers of both ends", arguments: modes)
    func badLines(_ context: ApplicationContext, _ recovers: Bool) {
        var timeouts = 0
        for seed in 0..<20 {
            var line = BadLine(Self.world(context, recovers), seed: UInt64(seed))
            line.run()
            Self.check(isComplete: line.world, "seed \(seed)")
            #expect(line.world.a.timers.isEmpty && line.world.b.timers.isEmpty, "seed \(seed)")
            timeouts += line.timeouts
        }
        #expect(timeouts > 10)
    }
}

/// Runs a world over lines on which every piece takes its time, on a clock of its own.
struct BadLine {
    var world: World
    private(set) var timeouts = 0
    private var random: UInt64
    private var now = 0
    /// When each end's timers fire.
    private var deadlines: [[AssociationTimer: Int]] = [[:], [:]]
    /// When the next piece arrives at A and at B.
    private var arrivals = [0, 0]

    init(_ world: World, seed: UInt64) {
        self.world = world
        random = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    private mutating func next(_ bound: Int) -> Int {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        return Int(random % UInt64(bound))
    }

    /// Until everything has come over; the lines of the first calls stall for minutes and break.
    mutating func run() {
        var steps = 0
        while steps < 20_000 {
            steps += 1
            if world.a.isOver, world.b.isOver {
                if world.a.memory.outbox.isEmpty, world.b.memory.outbox.isEmpty { return }
                now += 5
                deadlines = [[:], [:]]
                world.call()
            }
            adoptTimers(0, world.a.timers)
            adoptTimers(1, world.b.timers)
            step()
        }
    }

    /// A restarted timer is seen as one that runs on: it fires too early, which an end must survive too.
    private mutating func adoptTimers(_ end: Int, _ running: [AssociationTimer: Int]) {
        for timer in AssociationTimer.allCases {
            if let seconds = running[timer] {
                if deadlines[end][timer] == nil { deadlines[end][timer] = now + seconds }
            } else {
                deadlines[end][timer] = nil
            }
        }
    }

    private mutating func step() {
        let isBad = world.calls < 6
        let pending = [world.toA.isEmpty ? nil : arrivals[0], world.toB.isEmpty ? nil : arrivals[1]]
        let timer = deadlines.flatMap(\.values).min()
        let piece = pending.compactMap { $0 }.min()
        guard let moment = [timer, piece].compactMap({ $0 }).min() else {
            // Nothing under way and nobody waits: the ends would stay so for ever.
            return world.cut()
        }
        now = max(now, moment)
        if let timer, timer == moment { return fire(at: moment) }
        if isBad, next(150) == 0 { return world.cut() }
        let end = pending[0] == moment ? 0 : 1
        let count = (end == 0 ? world.toA : world.toB)[0].count
        world.split(toA: end == 0, at: 1 + next(count))
        world.deliver(toA: end == 0)
        arrivals[end] = now + (isBad && next(60) == 0 ? 200 : next(3))
    }

    private mutating func fire(at moment: Int) {
        timeouts += 1
        for end in 0...1 {
            for (timer, deadline) in deadlines[end] where deadline == moment {
                deadlines[end][timer] = nil
                if end == 0 { world.a.tell(.timerFired(timer)) } else { world.b.tell(.timerFired(timer)) }
            }
        }
        world.collect()
        world.closeBehind()
    }
}
