package import IO
package import Serial

/// Octets between a line, in frames or as they are, and whoever uses it. Both ends of a call have one.
///
/// Owner: the queue of both channels. After `onEnd` both are done with: the user's goes out to its end, the line's is
/// closed.
package final class SerialBridge {
    package enum End: Hashable, Sendable {
        /// The user was done and everything is confirmed, or the other end was.
        case inOrder(byPeer: Bool)
        /// No carrier, or an error of the port.
        case lineLost
        case failed(SerialConnection.Failure)
    }

    /// Once.
    package var onEnd: ((End) -> Void)?
    /// The other end has answered in frames.
    package private(set) var isOpen = false

    private let line: StreamChannel
    private let user: StreamChannel
    /// nil: the line is free of errors, and has no frames.
    private var connection: SerialConnection?
    private let timers: TimerSet<UInt64>
    private var isEnded = false
    private var isClosing = false

    /// Octets that wait for the line before its user is not read any more: few, so that an urgent message need not
    /// stand behind them.
    private static let greatestBacklog = 4096

    package init(
        line: StreamChannel, user: StreamChannel, connection: SerialConnection?, executor: QueueExecutor
    ) {
        self.line = line
        self.user = user
        self.connection = connection
        timers = TimerSet(executor)
    }

    /// - Parameters:
    ///   - first: octets that were read from the line before.
    ///   - user: octets that its user has said before.
    package func start(first: [UInt8] = [], user said: [UInt8] = []) {
        line.onOctets = { [weak self] octets in self?.tell(.received(octets)) }
        line.onClosed = { [weak self] _ in self?.end(.lineLost) }
        line.onDrained = { [weak self] in self?.followReading() }
        user.onOctets = { [weak self] octets in self?.tell(.write(octets)) }
        user.onClosed = { [weak self] _ in self?.finish() }
        tell(.start)
        if !first.isEmpty { tell(.received(first)) }
        if !said.isEmpty { tell(.write(said)) }
        if isEnded { return }
        line.start()
        user.start()
    }

    /// Ends it from this side: what was taken goes out first, where the other end still answers.
    package func finish() {
        isClosing = true
        tell(.close)
    }

    /// Ends it now.
    package func cut() { end(.inOrder(byPeer: false)) }

    private func tell(_ event: SerialConnection.Event) {
        if isEnded { return }
        for action in connection?.handle(event) ?? Self.plain(event) { perform(action) }
        followReading()
    }

    /// Without frames everything passes as it is.
    private static func plain(_ event: SerialConnection.Event) -> [SerialConnection.Action] {
        switch event {
        case .start: [.opened]
        case .received(let octets): [.deliver(octets)]
        case .write(let octets): [.send(octets)]
        case .close: [.ended(nil)]
        case .timerFired: []
        }
    }

    private func perform(_ action: SerialConnection.Action) {
        switch action {
        case .send(let octets): line.write(octets)
        case .opened: isOpen = true
        case .deliver(let octets): user.write(octets)
        case .drained: break
        case .ended(nil): end(.inOrder(byPeer: !isClosing))
        case .ended(let failure?): end(.failed(failure))
        case .startTimer(let generation, let milliseconds):
            timers.cancelAll()
            timers.start(generation, after: Double(milliseconds) / 1000) { [weak self] in
                self?.tell(.timerFired(generation: generation))
            }
        case .cancelTimer: timers.cancelAll()
        }
    }

    private func followReading() {
        if isEnded { return }
        if connection?.pending ?? line.bufferedOctets > Self.greatestBacklog {
            user.suspendReading()
        } else {
            user.resumeReading()
        }
        if user.bufferedOctets > StreamChannel.greatestRead { line.suspendReading() } else { line.resumeReading() }
    }

    private func end(_ end: End) {
        if isEnded { return }
        isEnded = true
        timers.cancelAll()
        user.onOctets = nil
        user.onClosed = nil
        user.closeAfterWriting()
        let tell = onEnd
        onEnd = nil
        tell?(end)
    }
}
