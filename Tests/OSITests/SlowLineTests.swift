import Foundation
import OSI
import Testing

/// Numbers that are the same for the same seed.
private struct Dice {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    /// 0 ..< bound.
    mutating func roll(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }
}

/// One direction of a line that keeps the order and nothing else: what was given to it in one piece comes in several,
/// or with the next, late, and now and then not for half a minute.
private struct SlowDirection {
    private(set) var arrival: Int?
    private(set) var delivered = 0
    private(set) var stalls = 0
    private var octets: [UInt8] = []
    private var start = 0
    private var lastStall = -300_000
    private var dice: Dice

    init(_ dice: Dice) { self.dice = dice }

    mutating func give(_ more: [UInt8], now: Int) {
        octets += more
        if arrival == nil, !more.isEmpty { arrival = now + delay(now) }
    }

    mutating func take(now: Int) -> [UInt8] {
        let limit = [1, 60, 3000, octets.count][dice.roll(4)]
        let end = min(octets.count, start + 1 + dice.roll(limit))
        let piece = Array(octets[start..<end])
        start = end
        delivered += piece.count
        if start == octets.count {
            octets = []
            start = 0
            arrival = nil
        } else {
            arrival = now + delay(now)
        }
        return piece
    }

    /// In milliseconds. Stalls are so far apart that no timer of the ends may take the line for dead.
    private mutating func delay(_ now: Int) -> Int {
        guard dice.roll(100) == 0, now - lastStall >= 300_000 else { return dice.roll(500) }
        lastStall = now
        stalls += 1
        return 5000 + dice.roll(25_000)
    }
}

/// An owner that sends its messages by turns, and compares each that comes with the one that must come.
private struct Talker {
    let role: AssociationRole
    let seed: Int
    let count: Int
    var faults: [String] = []
    /// When each timer fires, in milliseconds.
    var deadlines: [AssociationTimer: Int] = [:]
    var isClosed = false
    private(set) var sent = 0
    private(set) var received = 0
    private var association: Association
    private var outgoing: (octets: [UInt8], position: Int)?
    private var incoming: [UInt8]?
    private var isOpen = false
    private var hasTurn = false
    private var isTurnWanted = false
    private var hasAsked = false
    private var leftInTurn = 0

    init(_ role: AssociationRole, seed: Int, count: Int, _ configuration: AssociationConfiguration) {
        self.role = role
        self.seed = seed
        self.count = count
        association = Association(role: role, configuration: configuration)
    }

    /// Message `number` of an end: mostly shorter than a checkpoint, some of several.
    static func message(_ seed: Int, _ role: AssociationRole, _ number: Int) -> [UInt8] {
        var dice = Dice(UInt64(seed * 100_000 + number * 2 + (role == .initiator ? 1 : 0)) &+ 77)
        let length = dice.roll(25) == 0 ? 1000 + dice.roll(9000) : 1 + dice.roll(400)
        return (0..<length).map { _ in UInt8(truncatingIfNeeded: dice.roll(256)) }
    }

    /// - Returns: what goes to the line.
    mutating func tell(_ event: AssociationEvent, now: Int) -> [UInt8] {
        var line: [UInt8] = []
        var events = [event]
        while !events.isEmpty {
            for action in association.handle(events.removeFirst()) { events += perform(action, &line, now) }
            if events.isEmpty, let next = next() { events = [next] }
        }
        return line
    }

    /// What to do when nothing is under way.
    private mutating func next() -> AssociationEvent? {
        guard isOpen, outgoing == nil, incoming == nil else { return nil }
        if hasTurn {
            if sent < count, leftInTurn > 0 || !isTurnWanted {
                leftInTurn -= 1
                outgoing = (Self.message(seed, role, sent), 0)
                return .transfer(activityIdentifier: sent + 1)
            }
            if role == .initiator, sent == count, received == count {
                isOpen = false
                return .close
            }
            guard isTurnWanted || sent == count else { return nil }
            hasTurn = false
            isTurnWanted = false
            return .turnGive
        }
        if hasAsked || sent == count && role == .responder { return nil }
        hasAsked = true
        return .turnPlease(priority: 1)
    }

    private mutating func perform(_ action: AssociationAction, _ line: inout [UInt8], _ now: Int) -> [AssociationEvent]
    {
        switch action {
        case .send(let octets): line += octets
        case .startTimer(let timer, let seconds): deadlines[timer] = now + seconds * 1000
        case .cancelTimer(let timer): deadlines[timer] = nil
        case .openIndication(let indication):
            opened(indication.initialTurn)
            return [.acceptOpen(userData: TwoEnds.bindResult)]
        case .openConfirm(let confirm): opened(confirm.initialTurn)
        case .transferIndication(let identifier, _):
            if identifier != received + 1 { faults.append("activity \(identifier) after \(received) messages") }
            incoming = []
        case .dataIndication(let octets): incoming? += octets
        case .checkpointIndication(let serial): return [.checkpointSecured(serial: serial)]
        case .transferEndIndication:
            if incoming != Self.message(seed, role.other, received) { faults.append("message \(received) is another") }
            incoming = nil
            received += 1
            return [.transferSecured]
        case .wantData(let maximum): return supply(maximum)
        case .checkpointConfirmed: break
        case .transferConfirmed:
            outgoing = nil
            sent += 1
        case .turnPleaseIndication: isTurnWanted = true
        case .turnGiveIndication:
            hasTurn = true
            hasAsked = false
            leftInTurn = 1 + (sent + seed) % 5
        case .closed, .disconnect: isClosed = true
        case .openRefused, .transferFailed, .aborted: faults.append("\(action)")
        }
        return []
    }

    private mutating func opened(_ turn: AssociationRole) {
        isOpen = true
        hasTurn = turn == role
        leftInTurn = 3
    }

    private mutating func supply(_ maximum: Int) -> [AssociationEvent] {
        guard let (octets, position) = outgoing else { return [] }
        let end = min(position + maximum, octets.count)
        outgoing = (octets, end)
        return [.data(octets: Array(octets[position..<end]), isLast: end == octets.count)]
    }
}

/// P2 at scale: one association over a bad line, in virtual time.
private struct Conversation {
    var a: Talker
    var b: Talker
    var toA: SlowDirection
    var toB: SlowDirection
    private(set) var now = 0

    init(seed: Int, messages: Int, context: ApplicationContext) {
        var configuration = AssociationConfiguration()
        configuration.checkpointSize = 1
        configuration.windowSize = 3
        // Each of the sizes that differ in how TPDUs fall on the pieces of the line.
        configuration.tpduSize = [128, 1024, 65_531][seed % 3]
        configuration.openTimeout = 600
        configuration.inactivityTimeout = 120
        a = Talker(.initiator, seed: seed, count: messages, configuration)
        b = Talker(.responder, seed: seed, count: messages, configuration)
        toA = SlowDirection(Dice(UInt64(seed * 2 + 1)))
        toB = SlowDirection(Dice(UInt64(seed * 2 + 2)))
        _ = b.tell(.transportConnected, now: 0)
        toB.give(a.tell(.transportConnected, now: 0), now: 0)
        let request = OpenRequest(
            userData: TwoEnds.bind, dialogueMode: .twoWayAlternate, sessionConnectionIdentifier: TwoEnds.name,
            applicationContext: context)
        toB.give(a.tell(.open(request), now: 0), now: 0)
    }

    /// Until both ends have closed; false when nothing can happen any more before that.
    mutating func run() -> Bool {
        while !a.isClosed || !b.isClosed {
            if !a.faults.isEmpty || !b.faults.isEmpty { return false }
            let arrivals = [toA.arrival, toB.arrival].compactMap { $0 }
            let deadlines = [a, b].flatMap(\.deadlines)
            guard let moment = (arrivals + deadlines.map(\.value)).min() else { return false }
            now = moment
            if let late = deadlines.first(where: { $0.value == moment }), !arrivals.contains(moment) {
                a.faults.append("timer \(late.key) at \(moment)")
            } else if toB.arrival == moment {
                toA.give(b.tell(.octets(toB.take(now: now)), now: now), now: now)
            } else {
                toB.give(a.tell(.octets(toA.take(now: now)), now: now), now: now)
            }
        }
        return true
    }
}

@Suite("Slow lines")
struct SlowLineTests {
    private static let isLong = ProcessInfo.processInfo.environment["TRUNKLINE_SOAK"] != nil
    static let seeds = isLong ? 100 : 6
    static let messages = isLong ? 1000 : 60

    @Test(
        "a line that delays, splits, merges and stalls: every octet in order, and no association lost (Q185455)",
        arguments: 0..<SlowLineTests.seeds)
    func inOrder(seed: Int) {
        let contexts = ApplicationContext.allCases
        var talk = Conversation(
            seed: seed, messages: Self.messages, context: contexts[contexts.index(0, offsetBy: seed % contexts.count)])
        let isDone = talk.run()
        #expect(isDone, "at \(talk.now) ms")
        #expect(talk.a.faults.isEmpty && talk.b.faults.isEmpty, "\(talk.a.faults) \(talk.b.faults)")
        #expect(talk.a.sent == Self.messages && talk.b.received == Self.messages)
        #expect(talk.b.sent == Self.messages && talk.a.received == Self.messages)
        #expect(talk.toA.stalls + talk.toB.stalls > 0, "the line was as bad as it was to be")
    }
}
