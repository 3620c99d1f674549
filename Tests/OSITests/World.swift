import OSI

/// Two sites and the line between them, as one value: it can be copied at any moment, and the copy cut.
struct World {
    var a: Site
    var b: Site
    /// Octets under way, as they were given to the line.
    var toA: [[UInt8]] = []
    var toB: [[UInt8]] = []
    let context: ApplicationContext
    /// Whether a cut association is asked for by its name, instead of being bound anew.
    let recovers: Bool
    private(set) var calls = 0
    /// The present call on the tape, where one runs; a world that is copied is not to be taped.
    private var taped: Int?

    init(
        _ context: ApplicationContext, recovers: Bool = false, configuration: AssociationConfiguration,
        fromA: [[UInt8]], fromB: [[UInt8]]
    ) {
        a = Site(.initiator, configuration)
        b = Site(.responder, configuration)
        a.memory.outbox = fromA.map { Site.Mail(octets: $0) }
        b.memory.outbox = fromB.map { Site.Mail(octets: $0) }
        self.context = context
        self.recovers = recovers
    }

    mutating func call() {
        calls += 1
        taped = Tape.current?.begin()
        toA = []
        toB = []
        let last = a.memory.outbox.first?.recovery ?? b.memory.outbox.first?.recovery
        let name = SessionConnectionIdentifier(reference: "a-\(calls)", time: "261121001503Z")
        b.connect(nil)
        a.connect(
            OpenRequest(
                userData: TwoEnds.bind, dialogueMode: .twoWayAlternate, sessionConnectionIdentifier: name,
                recover: recovers ? last?.session : nil, applicationContext: context))
        collect()
    }

    mutating func collect() {
        toB += a.takeOctets()
        toA += b.takeOctets()
    }

    /// Delivers the next octets towards A or B, all that were given at once or the first `count` of them.
    mutating func deliver(toA isToA: Bool, count: Int = .max) {
        let octets = Array((isToA ? toA.removeFirst() : toB.removeFirst()).prefix(count))
        if let taped { Tape.current?.add(taped, isFromCaller: !isToA, octets) }
        if isToA { a.tell(.octets(octets)) } else { b.tell(.octets(octets)) }
        collect()
        closeBehind()
    }

    /// What an end that has disconnected leaves: the other sees the end of the stream behind the last octet.
    mutating func closeBehind() {
        if a.isOver, toB.isEmpty, !b.isOver { b.tell(.transportClosed) }
        if b.isOver, toA.isEmpty, !a.isOver { a.tell(.transportClosed) }
    }

    /// Makes two pieces of the next octets.
    mutating func split(toA isToA: Bool, at place: Int) {
        let piece = (isToA ? toA : toB)[0]
        guard place < piece.count else { return }
        let parts = [Array(piece[..<place]), Array(piece[place...])]
        if isToA { toA.replaceSubrange(0..<1, with: parts) } else { toB.replaceSubrange(0..<1, with: parts) }
    }

    /// The line goes; what is on it is lost.
    mutating func cut() {
        a.tell(.transportClosed)
        b.tell(.transportClosed)
        toA = []
        toB = []
    }

    /// The present call to its end, then as many as are needed.
    mutating func finish() {
        var rounds = 0
        repeat {
            if a.isOver, b.isOver { call() }
            while !toA.isEmpty || !toB.isEmpty { deliver(toA: toB.isEmpty) }
            rounds += 1
        } while rounds < 5 && !(a.isOver && b.isOver && a.memory.outbox.isEmpty && b.memory.outbox.isEmpty)
    }

    /// Neither end takes a message for transferred that the other does not have.
    func agrees(fromA: [[UInt8]], fromB: [[UInt8]]) -> Bool {
        Self.agrees(fromA, a.memory.outbox, b.memory.inbox) && Self.agrees(fromB, b.memory.outbox, a.memory.inbox)
    }

    private static func agrees(_ all: [[UInt8]], _ outbox: [Site.Mail], _ inbox: [[UInt8]]) -> Bool {
        let left = Set(outbox.map(\.octets))
        return all.allSatisfy { left.contains($0) || inbox.contains($0) } && Set(inbox).count == inbox.count
    }

    /// Every message is there, once and whole.
    func isComplete(fromA: [[UInt8]], fromB: [[UInt8]]) -> Bool {
        a.memory.outbox.isEmpty && b.memory.outbox.isEmpty && b.memory.inbox.count == fromA.count
            && Set(b.memory.inbox) == Set(fromA) && a.memory.inbox.count == fromB.count
            && Set(a.memory.inbox) == Set(fromB)
    }
}
