package import IO
import Serial

/// `trunkd-answer`: a call that has come in, on its standard input and output, goes to the daemon's socket.
package actor AnswerCall: QueueOwner {
    /// The program's exit status.
    package enum End: Int32, Sendable {
        case inOrder = 0
        /// The daemon is not there (EX_UNAVAILABLE).
        case noDaemon = 69
        /// Every entry of the RAS table is taken (EX_TEMPFAIL).
        case busy = 75
        /// The other end does not speak the framing, or has become silent (EX_PROTOCOL).
        case noFrames = 76
    }

    nonisolated package let executor = QueueExecutor(label: "answer")
    nonisolated package var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private enum Timer { case greeting, closing }

    private let arguments: AnswerArguments
    private let exit: @Sendable (End) -> Void
    private let timers: TimerSet<Timer>
    private var daemon: StreamChannel?
    private var line: StreamChannel?
    private var bridge: SerialBridge?
    private var answer: [UInt8] = []

    /// - Parameter exit: called once.
    package init(_ arguments: AnswerArguments, exit: @escaping @Sendable (End) -> Void) {
        self.arguments = arguments
        self.exit = exit
        timers = TimerSet(executor)
    }

    package func start() {
        Dialer.connect(to: .unix(path: arguments.socket), timeout: 10, executor: executor) { result in
            self.post { $0.reached(result) }
        }
    }

    private func reached(_ result: Result<DescriptorBox, IOError>) {
        switch result {
        case .failure(let error): complain("\(error)", .noDaemon)
        case .success(let box):
            guard let descriptor = box.take() else { return }
            let daemon = StreamChannel(descriptor, executor: executor)
            self.daemon = daemon
            daemon.onOctets = { octets in self.answered(octets) }
            daemon.onClosed = { _ in self.complain("the daemon takes no calls", .noDaemon) }
            daemon.write(AnswerGreeting.call(arguments.line))
            daemon.start()
            timers.start(.greeting, after: 10) { self.complain("the daemon does not answer", .noDaemon) }
        }
    }

    private func answered(_ octets: [UInt8]) {
        answer += octets
        guard answer.count >= AnswerGreeting.accepted.count else { return }
        timers.cancel(.greeting)
        guard answer.starts(with: AnswerGreeting.accepted) else {
            return complain("every line of the daemon's is in use", .busy)
        }
        carry(Array(answer.dropFirst(AnswerGreeting.accepted.count)))
    }

    private func carry(_ first: [UInt8]) {
        guard let daemon else { return }
        StandardChannel.makeRaw()
        let line = StandardChannel.open(executor: executor)
        self.line = line
        let framing =
            arguments.isFramed
            ? SerialConnection(
                role: .answerer, line: SerialConnection.Line(speed: arguments.speed, roundTrip: arguments.roundTrip))
            : nil
        let bridge = SerialBridge(line: line, user: daemon, connection: framing, executor: executor)
        self.bridge = bridge
        bridge.onEnd = { end in
            switch end {
            case .inOrder, .lineLost: self.finish(.inOrder)
            case .failed(let why): self.complain("\(why)", .noFrames)
            }
        }
        bridge.start(user: first)
    }

    /// A signal: mgetty's, when the carrier is gone, or an operator's.
    package func stop() {
        guard let bridge else { return finish(.inOrder) }
        timers.start(.closing, after: 3) { bridge.cut() }
        bridge.finish()
    }

    private func complain(_ why: String, _ end: End) {
        StandardStream.error.write("trunkd-answer: \(why)\n")
        finish(end)
    }

    /// What is on its way to either side has a second to get there.
    private func finish(_ end: End) {
        timers.cancelAll()
        bridge?.onEnd = nil
        daemon?.closeAfterWriting()
        line?.closeAfterWriting()
        let exit = self.exit
        post(after: 1) { _ in exit(end) }
    }
}
