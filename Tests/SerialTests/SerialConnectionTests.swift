import Serial
import Testing

/// Two ends and a line between them, in virtual milliseconds.
private struct World {
    struct Fault {
        /// Of a thousand octets.
        var lost = 0
        var changed = 0
        var invented = 0
    }

    struct End {
        var connection: SerialConnection
        var delivered: [UInt8] = []
        var isOpen = false
        var ended: SerialConnection.Failure??
        var timer: (at: Int, generation: UInt64)?
        /// When the line is free for its next octet, in microseconds.
        var free = 0
    }

    var ends: [End]
    let fault: Fault
    let delay: Int
    let speed: Int
    var random: UInt64
    var clock = 0
    /// (millisecond, to which end, octets), in order of sending.
    var air: [(at: Int, to: Int, octets: [UInt8])] = []
    var isCut = false

    init(seed: UInt64, fault: Fault = Fault(), delay: Int = 300, speed: Int = 9600, attempts: Int = 10) {
        let line = SerialConnection.Line(speed: speed, roundTrip: 2 * delay, attempts: attempts)
        ends = [
            End(connection: SerialConnection(role: .caller(session: 77), line: line)),
            End(connection: SerialConnection(role: .answerer, line: line)),
        ]
        self.fault = fault
        self.delay = delay
        self.speed = speed
        random = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    mutating func number(below bound: Int) -> Int {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        return Int(random % UInt64(bound))
    }

    mutating func tell(_ end: Int, _ event: SerialConnection.Event) {
        for action in ends[end].connection.handle(event) {
            switch action {
            case .send(let octets): put(octets, to: 1 - end)
            case .opened: ends[end].isOpen = true
            case .deliver(let octets): ends[end].delivered += octets
            case .drained: break
            case .ended(let why): ends[end].ended = .some(why)
            case .startTimer(let generation, let milliseconds):
                ends[end].timer = (clock + milliseconds, generation)
            case .cancelTimer: ends[end].timer = nil
            }
        }
    }

    private mutating func put(_ octets: [UInt8], to end: Int) {
        let from = 1 - end
        var spoilt: [UInt8] = []
        for octet in octets {
            if number(below: 1000) < fault.lost { continue }
            spoilt.append(number(below: 1000) < fault.changed ? octet ^ UInt8(1 + number(below: 255)) : octet)
            if number(below: 1000) < fault.invented { spoilt.append(UInt8(number(below: 256))) }
        }
        ends[from].free = max(ends[from].free, clock * 1000) + octets.count * 10_000_000 / speed
        if !isCut { air.append((ends[from].free / 1000 + delay, end, spoilt)) }
    }

    /// Until nothing happens any more, or the condition holds.
    mutating func run(until condition: (World) -> Bool = { _ in false }) {
        for _ in 0..<1_000_000 {
            if condition(self) { return }
            let arrival = air.indices.min { (air[$0].at, $0) < (air[$1].at, $1) }
            let timers = ends.indices.compactMap { end in ends[end].timer.map { (at: $0.at, end: end) } }
            let timer = timers.min { $0.at < $1.at }
            if let arrival, timer.map({ air[arrival].at <= $0.at }) ?? true {
                let (time, end, octets) = air.remove(at: arrival)
                clock = max(clock, time)
                // In two pieces, as a driver gives them.
                let cut = octets.isEmpty ? 0 : number(below: octets.count)
                tell(end, .received(Array(octets[..<cut])))
                tell(end, .received(Array(octets[cut...])))
            } else if let timer, let running = ends[timer.end].timer {
                clock = max(clock, running.at)
                ends[timer.end].timer = nil
                tell(timer.end, .timerFired(generation: running.generation))
            } else {
                return
            }
        }
    }
}

@Suite("A stream over a serial line")
struct SerialConnectionTests {
    private func content(_ count: Int, _ seed: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761 &+ seed) >> 7) }
    }

    @Test("Over a line that loses, changes and invents octets both streams come whole and in order", arguments: 0..<100)
    func errors(seed: Int) {
        let fault = World.Fault(lost: seed % 3, changed: seed % 4 == 0 ? 2 : seed % 2, invented: seed % 5 == 0 ? 1 : 0)
        var world = World(seed: UInt64(seed + 1), fault: fault, delay: 50 + seed * 17 % 900, attempts: 200)
        let there = content(20_000, seed)
        let back = content(15_000, seed + 1)
        world.tell(0, .start)
        world.tell(0, .write(there))
        world.tell(1, .write(back))
        world.run { $0.ends[1].delivered.count == there.count && $0.ends[0].delivered.count == back.count }
        let isThere = world.ends[1].delivered == there
        let isBack = world.ends[0].delivered == back
        #expect(isThere, "\(world.ends[1].delivered.count) of \(there.count)")
        #expect(isBack, "\(world.ends[0].delivered.count) of \(back.count)")
        for end in world.ends { #expect(end.ended == nil) }
    }

    @Test("A clean line carries nothing twice, and costs a twelfth at most", arguments: [2400, 9600, 115_200])
    func clean(speed: Int) {
        var world = World(seed: 1, delay: 300, speed: speed)
        let octets = content(100_000, 3)
        world.tell(0, .start)
        world.tell(0, .write(octets))
        world.run { $0.ends[1].delivered.count == octets.count }
        let isWhole = world.ends[1].delivered == octets
        #expect(isWhole && world.ends[0].connection.resent == 0)
        let ideal = octets.count * 10_000 / speed
        #expect(world.clock < ideal * 13 / 12 + 3000, "\(world.clock) ms of \(ideal)")
    }

    @Test("A close comes after everything that was written, and the other end is told")
    func close() {
        var world = World(seed: 1)
        world.tell(0, .start)
        world.tell(0, .write(content(5000, 1)))
        world.tell(0, .close)
        world.run()
        #expect(world.ends[1].delivered.isEmpty, "closed before it was open: nothing was sent")
        world = World(seed: 1)
        world.tell(0, .start)
        world.run { $0.ends[0].isOpen }
        world.tell(0, .write(content(5000, 1)))
        world.tell(0, .close)
        world.tell(0, .write([1]))
        world.run()
        let isWhole = world.ends[1].delivered == content(5000, 1)
        #expect(isWhole)
        #expect(world.ends[0].ended == .some(nil) && world.ends[1].ended == .some(nil))
    }

    @Test("A line that goes dead is given up after so many attempts, at either end")
    func dead() {
        var world = World(seed: 1, attempts: 3)
        world.tell(0, .start)
        world.run { $0.ends[0].isOpen && $0.ends[1].isOpen }
        world.isCut = true
        world.air = []
        world.tell(0, .write([1]))
        world.tell(1, .write([2]))
        world.run()
        #expect(world.ends.allSatisfy { $0.ended == .some(.silent(attempts: 4)) })
        #expect(world.ends.allSatisfy { $0.connection.state == .closed && $0.connection.pending == 0 })
        var nobody = World(seed: 1, attempts: 3)
        nobody.isCut = true
        nobody.tell(0, .start)
        nobody.run()
        #expect(nobody.ends[0].ended == .some(.silent(attempts: 4)))
    }

    @Test("A caller that begins anew ends the call that stood, and another version is refused")
    func anew() {
        let line = SerialConnection.Line(speed: 9600)
        var end = SerialConnection(role: .answerer, line: line)
        #expect(
            end.handle(.received(SerialFrame.open(version: 1, session: 5).octets))
                == [.send(SerialFrame.accept(session: 5).octets), .opened])
        #expect(
            end.handle(.received(SerialFrame.open(version: 1, session: 5).octets))
                == [.send(SerialFrame.accept(session: 5).octets)])
        #expect(end.handle(.received(SerialFrame.open(version: 1, session: 6).octets)) == [.ended(.begunAnew)])
        #expect(end.handle(.received(SerialFrame.ready(expects: 0).octets)) == [] && end.state == .closed)
        var other = SerialConnection(role: .answerer, line: line)
        #expect(other.handle(.received(SerialFrame.open(version: 2, session: 5).octets)) == [.ended(.version(2))])
    }

    @Test("What does not belong to the call changes nothing")
    func foreign() {
        let line = SerialConnection.Line(speed: 9600)
        var caller = SerialConnection(role: .caller(session: 5), line: line)
        let before = caller.handle(.start)
        #expect(before.count == 2)
        for frame in [
            SerialFrame.accept(session: 6), .data(number: 0, expects: 0, payload: [1]), .ready(expects: 0),
            .again(expects: 0), .close, .open(version: 1, session: 5),
        ] {
            #expect(caller.handle(.received(frame.octets)) == [] && caller.state == .opening)
        }
        #expect(caller.handle(.timerFired(generation: 99)) == [])
        #expect(caller.handle(.received(SerialFrame.accept(session: 5).octets)) == [.cancelTimer, .opened])
        // Confirmations of what was never sent.
        #expect(caller.handle(.received(SerialFrame.ready(expects: 3).octets)) == [])
        #expect(caller.handle(.received(SerialFrame.again(expects: 200).octets)) == [])
        // A frame ahead is asked for once.
        let ahead = SerialFrame.data(number: 1, expects: 0, payload: [1]).octets
        #expect(caller.handle(.received(ahead)) == [.send(SerialFrame.again(expects: 0).octets)])
        #expect(caller.handle(.received(ahead)) == [])
    }
}
