internal import Acceptance
internal import IO
internal import Message
internal import SMTP
internal import Spool

/// One SMTP client: runs a server machine over a channel.
///
/// Owner: the service, on its queue. Everything here is called on it.
final class SMTPConnection {
    /// Received fields that a message may have: RFC 5321 6.3 asks for at least 100.
    static let hopLimit = 100
    /// Octets of replies that the client has not taken, above which nothing more is read from it.
    private static let replyLimit = 64 * 1024

    private struct Incoming {
        let transaction: SMTPTransaction
        let writer: ContentWriter
        var header = HeaderScanner()
    }

    let peer: SMTPPeer
    private let gate: AcceptanceGate
    private let channel: StreamChannel
    private let timers: TimerSet<SMTPServerTimer>
    private var machine: SMTPServerMachine
    private var incoming: Incoming?
    private var events: [SMTPServerEvent] = []
    private var outgoing: [UInt8] = []
    private var isRunning = false
    private var isPaused = false
    private var isBackedUp = false
    private var peerHasEnded = false
    /// A complete message for the gate; the service answers by `answer`.
    var onSubmission: ((Submission, StagedContent) -> Void)?
    var onRefused: ((String) -> Void)?
    /// Once, when the connection is over.
    var onEnd: (() -> Void)?

    init(
        _ descriptor: consuming FileDescriptor, executor: QueueExecutor, peer: SMTPPeer,
        configuration: SMTPServiceConfiguration, gate: AcceptanceGate
    ) {
        self.peer = peer
        self.gate = gate
        channel = StreamChannel(descriptor, executor: executor)
        timers = TimerSet(executor)
        machine = SMTPServerMachine(
            configuration: SMTPServerConfiguration(
                hostname: configuration.hostname,
                postmaster: configuration.postmaster.map { SMTPPath(localPart: $0.localPart, domain: $0.domain) },
                limits: configuration.limits))
    }

    func start() {
        channel.onOctets = { [weak self] in self?.feed(.octets($0)) }
        channel.onClosed = { [weak self] in self?.peerEnded($0) }
        channel.onDrained = { [weak self] in self?.drained() }
        channel.start()
        feed(.connected)
    }

    /// The gate's word on the message that `onSubmission` gave.
    func answer(_ result: AcceptanceResult) {
        feed(result.event)
        if peerHasEnded { feed(.peerClosed) }
    }

    /// This side stops; a message that waits for the gate is still answered.
    func stop() { feed(.closing) }

    /// The end, now.
    func cut() {
        channel.close()
        feed(.peerClosed)
    }

    private func peerEnded(_ error: IOError?) {
        // A client that has only ended its own sending still waits for its answer.
        peerHasEnded = true
        if error == nil, machine.isCommitting { return }
        feed(.peerClosed)
    }

    private func drained() {
        isBackedUp = false
        if !isPaused { channel.resumeReading() }
    }

    /// Hands events to the machine one after the other; what its actions lead to waits for its turn.
    private func feed(_ event: SMTPServerEvent) {
        events.append(event)
        if isRunning { return }
        isRunning = true
        var isOver = false
        var next = 0
        while next < events.count {
            let event = events[next]
            next += 1
            for action in machine.handle(event) where perform(action) { isOver = true }
        }
        events.removeAll(keepingCapacity: true)
        isRunning = false
        flush()
        if isOver { end() }
    }

    /// True when the connection is over.
    private func perform(_ action: SMTPServerAction) -> Bool {
        switch action {
        case .reply(let octets): outgoing += octets
        case .checkRecipient(let path):
            let verdict = gate.verdict(for: Mailbox(path), from: .smtp(peer.client()))
            events.append(.recipientVerdict(verdict.refusal.map(SMTPReply.init)))
        case .beginMessage(let transaction): begin(transaction)
        case .content(let octets): take(octets)
        case .endMessage: submit()
        case .discardMessage: incoming = nil
        case .startTimer(let timer, let seconds):
            timers.start(timer, after: Double(seconds)) { [weak self] in self?.feed(.timer(timer)) }
        case .cancelTimer(let timer): timers.cancel(timer)
        case .pauseInput:
            isPaused = true
            channel.suspendReading()
        case .resumeInput:
            isPaused = false
            if !isBackedUp { channel.resumeReading() }
        case .refused(let problem): onRefused?(problem)
        case .close: return true
        }
        return false
    }

    private func flush() {
        if outgoing.isEmpty { return }
        channel.write(outgoing)
        outgoing.removeAll(keepingCapacity: true)
        if channel.bufferedOctets > SMTPConnection.replyLimit, !isBackedUp {
            isBackedUp = true
            channel.suspendReading()
        }
    }

    private func end() {
        timers.cancelAll()
        incoming = nil
        channel.closeAfterWriting()
        let told = onEnd
        onEnd = nil
        onSubmission = nil
        onRefused = nil
        told?()
    }

    // MARK: The message

    private func begin(_ transaction: SMTPTransaction) {
        do throws(SpoolError) {
            let writer = try gate.stage()
            let now = Timestamp(microseconds: SystemClock.utcMicroseconds())
            var client = peer.client(transaction)
            client.address = peer.literal
            try writer.append(gate.receivedField(for: .smtp(client), now: now))
            incoming = Incoming(transaction: transaction, writer: writer)
        } catch {
            refuse(error)
        }
    }

    private func take(_ octets: [UInt8]) {
        guard incoming != nil else { return }
        incoming?.header.consume(octets)
        do throws(SpoolError) {
            try incoming?.writer.append(octets)
        } catch {
            refuse(error)
        }
    }

    private func submit() {
        guard let message = incoming else { return }
        incoming = nil
        if message.header.receivedFields >= SMTPConnection.hopLimit {
            onRefused?("a message with \(message.header.receivedFields) Received fields")
            events.append(.messageRefused(SMTPReply(554, "5.4.6", "Too many hops: the message goes in circles")))
            return
        }
        do throws(SpoolError) {
            let content = try message.writer.finish()
            onSubmission?(Submission(message.transaction, header: message.header, peer: peer), content)
        } catch {
            refuse(error)
        }
    }

    private func refuse(_ error: SpoolError) {
        incoming = nil
        onRefused?("the spool takes no message: \(error)")
        events.append(.messageRefused(SMTPReply(452, "4.3.1", "No room for messages now, try again later")))
    }
}
