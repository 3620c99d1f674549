/// A stream of octets both ways, whole and in order, over a serial line that loses, changes and invents octets.
///
/// ## Overview
/// The caller sends `open` until the other end accepts. Then octets go in numbered frames, at most `window` octets of
/// them unconfirmed; the receiver takes them in order only, says what it expects, and asks once for what is missing.
/// What is not confirmed in time is sent again, all of it, and what follows goes in shorter frames until the line is
/// better. After `attempts` times without an answer the line is given up.
///
/// ## Function
/// A value without a clock: events in, actions out in order. A timer goes out as an action and comes back as an event;
/// one of an older generation changes nothing.
package struct SerialConnection: Hashable, Sendable {
    package enum Role: Hashable, Sendable {
        /// The number tells this call from others on the same line: take it at random.
        case caller(session: UInt32)
        case answerer
    }

    package enum State: Hashable, Sendable {
        /// `open` is sent and not accepted, or awaited. → open, closed
        case opening
        case open
        /// Our end is said, what was sent is still being confirmed. → closed
        case closing
        case closed
    }

    package enum Event: Hashable, Sendable {
        /// The owner is ready: a caller begins to call.
        case start
        /// From the line.
        case received([UInt8])
        /// From above.
        case write([UInt8])
        /// From above: nothing more will be written.
        case close
        case timerFired(generation: UInt64)
    }

    package enum Action: Hashable, Sendable {
        /// Put on the line.
        case send([UInt8])
        /// The stream stands; from now on octets may be delivered.
        case opened
        /// Hand up.
        case deliver([UInt8])
        /// Everything written has been confirmed.
        case drained
        /// It is over: in order, or why not.
        case ended(Failure?)
        /// Replaces a timer that runs.
        case startTimer(generation: UInt64, milliseconds: Int)
        case cancelTimer
    }

    package enum Failure: Hashable, Sendable, CustomStringConvertible {
        /// The other end did not answer so many times.
        case silent(attempts: Int)
        /// The other end began a new call in the middle of this one.
        case begunAnew
        /// The other end speaks another version.
        case version(UInt8)

        package var description: String {
            switch self {
            case .silent(let attempts): "no answer to \(attempts) frames in a row"
            case .begunAnew: "the other end began anew"
            case .version(let version): "the other end speaks version \(version) of the framing"
            }
        }
    }

    /// How the line is.
    package struct Line: Hashable, Sendable {
        /// Bits a second.
        package var speed: Int
        /// Milliseconds from an octet's leaving to its answer's coming, at least.
        package var roundTrip: Int
        package var attempts: Int

        package init(speed: Int, roundTrip: Int = 1000, attempts: Int = 10) {
            self.speed = min(max(50, speed), 10_000_000)
            self.roundTrip = min(max(10, roundTrip), 600_000)
            self.attempts = min(max(1, attempts), 1000)
        }

        /// A second of the line at most, so that a spoilt frame costs no more.
        var payload: Int { min(max(64, speed / 10), SerialFrame.greatestPayload) }

        /// Octets that fill the line for a round trip and a second, two frames at least.
        var window: Int { max(2 * payload, speed / 10 * (roundTrip + 1000) / 1000) }

        /// Until everything sent should have been answered: the window both ways with its escapes, and the round trip.
        var patience: Int {
            roundTrip + window * 2 * 10 * 3 / 2 * 1000 / speed
        }
    }

    package let role: Role
    package let line: Line
    package private(set) var state: State = .opening
    /// Octets written that are not confirmed.
    package var pending: Int { unsent.count - unsentStart + window.reduce(0) { $0 + $1.count } }
    /// Frames sent again since the beginning.
    package private(set) var resent = 0
    /// Octets of the next frame: less after an error, more after many frames without one.
    private var payload: Int
    private var confirmedInARow = 0

    private var reader = SerialFrameReader()
    private var session: UInt32 = 0
    /// Payloads sent and not confirmed, the first one is number `base`.
    private var window: [[UInt8]] = []
    private var base: UInt8 = 0
    private var unsent: [UInt8] = []
    private var unsentStart = 0
    /// The number that is expected from the other end.
    private var expected: UInt8 = 0
    /// It was asked for again, and has not come.
    private var hasAsked = false
    private var failures = 0
    private var generation: UInt64 = 0
    private var isTimerRunning = false

    package init(role: Role, line: Line) {
        self.role = role
        self.line = line
        payload = min(Self.firstPayload, line.payload)
        if case .caller(let session) = role { self.session = session }
    }

    package mutating func handle(_ event: Event) -> [Action] {
        if state == .closed { return [] }
        switch event {
        case .start:
            guard case .caller = role, state == .opening, !isTimerRunning else { return [] }
            return [.send(opening.octets)] + startTimer()
        case .received(let octets): return received(octets)
        case .write(let octets):
            if state == .closing { return [] }
            unsent += octets
            return state == .open ? fill() : []
        case .close: return close()
        case .timerFired(let fired):
            guard isTimerRunning, fired == generation else { return [] }
            isTimerRunning = false
            return timedOut()
        }
    }

    private static let framesUntilLonger = 64
    /// Frames; numbers are told apart up to 127 of them.
    private static let greatestWindow = 100
    private static let leastPayload = 48
    private static let firstPayload = 256

    private var opening: SerialFrame { .open(version: SerialFrame.version, session: session) }
}

// What comes from the line.
extension SerialConnection {
    private mutating func received(_ octets: [UInt8]) -> [Action] {
        var actions: [Action] = []
        var content: [UInt8] = []
        var answers = false
        for frame in reader.read(octets) where state != .closed {
            switch frame {
            case .open(let version, let session): actions += opened(version, session)
            case .accept(let session):
                guard state == .opening, case .caller(session) = role else { continue }
                failures = 0
                state = .open
                actions += stopTimer() + [.opened] + fill()
            case .data(let number, let expects, let payload):
                if state == .opening { continue }
                actions += confirmed(expects)
                if number == expected {
                    expected &+= 1
                    hasAsked = false
                    answers = true
                    content += payload
                } else if number &- expected < 128 {
                    if !hasAsked { actions.append(.send(SerialFrame.again(expects: expected).octets)) }
                    hasAsked = true
                } else {
                    // It came before; the confirmation was lost.
                    answers = true
                }
            case .ready(let expects): if state != .opening { actions += confirmed(expects) }
            case .again(let expects): if state != .opening { actions += confirmed(expects) + sendAgain() }
            case .close: if state != .opening { actions += deliver(&content) + end(nil) }
            }
        }
        if state == .closed { return actions }
        if answers { actions.append(.send(SerialFrame.ready(expects: expected).octets)) }
        return actions + deliver(&content)
    }

    private func deliver(_ content: inout [UInt8]) -> [Action] {
        if content.isEmpty { return [] }
        defer { content = [] }
        return [.deliver(content)]
    }

    private mutating func opened(_ version: UInt8, _ asked: UInt32) -> [Action] {
        guard case .answerer = role else { return [] }
        if version != SerialFrame.version { return end(.version(version)) }
        let accept = Action.send(SerialFrame.accept(session: asked).octets)
        switch state {
        case .opening:
            session = asked
            state = .open
            return [accept, .opened] + fill()
        // The accept was lost, or a frame came twice.
        case .open where asked == session, .closing where asked == session: return [accept]
        case .open, .closing: return end(.begunAnew)
        case .closed: return []
        }
    }

    /// Everything before this number has come there.
    private mutating func confirmed(_ expects: UInt8) -> [Action] {
        let count = Int(expects &- base)
        guard count > 0, count <= window.count else { return [] }
        window.removeFirst(count)
        base = expects
        failures = 0
        confirmedInARow += count
        if confirmedInARow >= Self.framesUntilLonger {
            confirmedInARow = 0
            payload = min(payload * 2, line.payload)
        }
        var actions = window.isEmpty ? stopTimer() : startTimer()
        actions += fill()
        if window.isEmpty {
            actions.append(.drained)
            if state == .closing { actions += [.send(SerialFrame.close.octets)] + end(nil) }
        }
        return actions
    }
}

// What goes to the line.
extension SerialConnection {
    /// Sends what the window permits.
    private mutating func fill() -> [Action] {
        var octets: [UInt8] = []
        var inFlight = window.reduce(0) { $0 + $1.count }
        while window.count < Self.greatestWindow, inFlight < line.window, unsentStart < unsent.count {
            let end = min(unsent.count, unsentStart + payload)
            let payload = Array(unsent[unsentStart..<end])
            unsentStart = end
            octets += frame(base &+ UInt8(window.count), payload)
            window.append(payload)
            inFlight += payload.count
        }
        if unsentStart == unsent.count {
            unsent = []
            unsentStart = 0
        } else if unsentStart >= 65536 {
            unsent.removeFirst(unsentStart)
            unsentStart = 0
        }
        if octets.isEmpty { return [] }
        return [.send(octets)] + (isTimerRunning ? [] : startTimer())
    }

    private func frame(_ number: UInt8, _ payload: [UInt8]) -> [UInt8] {
        SerialFrame.data(number: number, expects: expected, payload: payload).octets
    }

    private mutating func sendAgain() -> [Action] {
        if window.isEmpty { return [] }
        resent += window.count
        confirmedInARow = 0
        payload = max(payload / 2, Self.leastPayload)
        var octets: [UInt8] = []
        for (index, payload) in window.enumerated() { octets += frame(base &+ UInt8(index), payload) }
        return [.send(octets)] + startTimer()
    }

    private mutating func timedOut() -> [Action] {
        failures += 1
        if failures > line.attempts { return end(.silent(attempts: failures)) }
        switch state {
        case .opening: return [.send(opening.octets)] + startTimer()
        case .open, .closing: return sendAgain()
        case .closed: return []
        }
    }

    private mutating func close() -> [Action] {
        switch state {
        case .opening: return end(nil)
        case .open:
            if window.isEmpty, unsent.isEmpty { return [.send(SerialFrame.close.octets)] + end(nil) }
            state = .closing
            return []
        case .closing, .closed: return []
        }
    }

    private mutating func end(_ failure: Failure?) -> [Action] {
        state = .closed
        window = []
        unsent = []
        unsentStart = 0
        return stopTimer() + [.ended(failure)]
    }

    private mutating func startTimer() -> [Action] {
        generation &+= 1
        isTimerRunning = true
        return [.startTimer(generation: generation, milliseconds: line.patience)]
    }

    private mutating func stopTimer() -> [Action] {
        guard isTimerRunning else { return [] }
        isTimerRunning = false
        return [.cancelTimer]
    }
}
