package import IO
package import Message
package import SMTP
package import Spool

/// Delivers to an LMTP server (RFC 2033), over TCP or a Unix socket: one message after the other on one connection,
/// which lasts as long as there are messages.
///
/// LMTP has no way to ask what became of a message whose answer was lost; such a message is sent again.
///
/// ## Owner
/// Its own queue, which also reads the spool's content.
package actor LMTPDelivery: LocalDelivery, QueueOwner {
    private struct Batch {
        var waiting: ArraySlice<LocalDeliveryItem>
        var outcomes: [Int64: [Int: Outcome]] = [:]
        let reply: @Sendable ([Int64: [Int: Outcome]]) -> Void
    }

    /// The message at hand.
    private struct Current {
        let item: LocalDeliveryItem
        var outcomes: [Int: Outcome] = [:]
        var reader: ContentReader?
        var offset = 0
        /// All of its content was sent: from here on the server may have taken it.
        var isSent = false
    }

    /// One connection with its machine.
    private struct Connection {
        let number: Int
        var machine: LMTPClientMachine
        var channel: StreamChannel?
        /// Messages that it has brought to an end.
        var finished = 0
        var wantsContent = false
    }

    /// Octets of content that are read at a time.
    private static let piece = 64 * 1024

    nonisolated package let executor: QueueExecutor
    nonisolated package var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let spool: any SpoolStore
    private let address: SocketAddress
    private let hostname: String
    private let limits: LMTPClientLimits
    private let connectSeconds: Double
    private let timers: TimerSet<LMTPClientTimer>
    private var batches: [Batch] = []
    private var current: Current?
    private var connection: Connection?
    private var connections = 0
    private var events: [LMTPClientEvent] = []
    private var isRunning = false

    package init(
        label: String, spool: any SpoolStore, address: SocketAddress, hostname: String,
        limits: LMTPClientLimits = LMTPClientLimits(), connectSeconds: Double = 30
    ) {
        let executor = QueueExecutor(label: label, blocking: true)
        self.executor = executor
        self.spool = spool
        self.address = address
        self.hostname = hostname
        self.limits = limits
        self.connectSeconds = connectSeconds
        timers = TimerSet(executor)
    }

    nonisolated package func deliver(
        _ batch: [LocalDeliveryItem], reply: @escaping @Sendable ([Int64: [Int: Outcome]]) -> Void
    ) {
        post { delivery in
            delivery.batches.append(Batch(waiting: batch[...], reply: reply))
            delivery.next()
        }
    }

    // MARK: Messages

    /// Takes up the next message, if none is at hand.
    private func next() {
        while current == nil, let first = batches.first {
            guard let item = first.waiting.first else {
                let done = batches.removeFirst()
                done.reply(done.outcomes)
                continue
            }
            batches[0].waiting.removeFirst()
            begin(item)
        }
        if current == nil, connection != nil { feed(.quit) }
    }

    private func begin(_ item: LocalDeliveryItem) {
        if let refusal = item.refusal {
            batches[0].outcomes[item.entry.id] = item.all(.failed(refusal))
            return
        }
        var new = Current(item: item)
        do throws(SpoolError) {
            new.reader = try spool.content(of: item.entry.message)
        } catch {
            batches[0].outcomes[item.entry.id] = item.all(.deferred(why: "the spool's copy cannot be read: \(error)"))
            return
        }
        current = new
        if connection == nil { connect() }
        feed(.deliver(message(item, size: new.reader?.count ?? 0)))
    }

    private func message(_ item: LocalDeliveryItem, size: Int) -> LMTPMessage {
        let paths = item.envelope.recipients.map {
            SMTPPath(localPart: $0.mailbox.localPart, domain: $0.mailbox.domain)
        }
        return LMTPMessage(
            sender: item.envelope.originator.map { SMTPPath(localPart: $0.localPart, domain: $0.domain) },
            recipients: paths, size: size, isEightBit: item.envelope.bodyType == .eightBitMIME,
            needsSMTPUTF8: item.envelope.needsSMTPUTF8 || paths.contains(where: \.needsSMTPUTF8))
    }

    private func note(_ place: Int, _ outcome: LMTPOutcome) {
        guard let recipients = current?.item.envelope.recipients, recipients.indices.contains(place) else { return }
        current?.outcomes[recipients[place].number] = LMTPDelivery.outcome(outcome)
    }

    private func finishCurrent() {
        guard let done = current, !batches.isEmpty else { return }
        let missing = done.item.all(.deferred(why: "no answer for this recipient"))
        batches[0].outcomes[done.item.entry.id] = missing.merging(done.outcomes) { _, told in told }
        current = nil
        next()
    }

    private static func outcome(_ outcome: LMTPOutcome) -> Outcome {
        switch outcome {
        case .delivered: return .delivered
        case .deferred(let why): return .deferred(why: why)
        case .failed(let reply):
            let status = reply.status ?? "5.0.0"
            let diagnostic: NonDeliveryDiagnostic? =
                switch status {
                case "5.1.1", "5.1.2", "5.1.3", "5.1.6": .unrecognisedORName
                case "5.2.0", "5.2.1", "5.2.2": .recipientUnavailable
                case "5.2.3", "5.3.4": .contentTooLong
                default: nil
                }
            return .failed(
                NonDelivery(
                    reason: .unableToTransfer, diagnostic: diagnostic, status: status,
                    text: "The mailbox server said \(reply.summary)"))
        }
    }

    // MARK: The connection

    private func connect() {
        connections += 1
        let number = connections
        connection = Connection(number: number, machine: LMTPClientMachine(hostname: hostname, limits: limits))
        Dialer.connect(to: address, timeout: connectSeconds, executor: executor) { result in
            self.post { $0.connected(number, result) }
        }
    }

    private func connected(_ number: Int, _ result: Result<DescriptorBox, IOError>) {
        guard connection?.number == number else { return }
        switch result {
        case .failure(let error): feed(.peerClosed("\(error)"))
        case .success(let box):
            guard let descriptor = box.take() else { return feed(.peerClosed("no connection")) }
            let channel = StreamChannel(descriptor, executor: executor)
            channel.onOctets = { octets in self.feed(.octets(octets)) }
            channel.onClosed = { error in
                self.feed(.peerClosed(error.map { "\($0)" } ?? "the LMTP server closed the connection"))
            }
            channel.onDrained = { self.giveContent() }
            connection?.channel = channel
            channel.start()
            feed(.connected)
        }
    }

    /// Hands events to the machine one after the other; what its actions lead to waits for its turn.
    private func feed(_ event: LMTPClientEvent) {
        events.append(event)
        if isRunning { return }
        isRunning = true
        while !events.isEmpty {
            let next = events.removeFirst()
            let actions = connection?.machine.handle(next) ?? []
            for action in actions { perform(action) }
        }
        isRunning = false
    }

    private func perform(_ action: LMTPClientAction) {
        switch action {
        case .send(let octets): connection?.channel?.write(octets)
        case .wantContent:
            connection?.wantsContent = true
            giveContent()
        case .outcome(let place, let outcome): note(place, outcome)
        case .finished:
            connection?.finished += 1
            finishCurrent()
        case .startTimer(let timer, let seconds):
            timers.cancelAll()
            timers.start(timer, after: Double(seconds)) { self.feed(.timer(timer)) }
        case .stopTimer: timers.cancelAll()
        case .close: closed()
        }
    }

    private func giveContent() {
        guard let connection, connection.wantsContent, connection.channel?.bufferedOctets == 0 else { return }
        guard let reader = current?.reader, let offset = current?.offset else { return }
        self.connection?.wantsContent = false
        if offset >= reader.count {
            current?.isSent = true
            return feed(.contentEnded)
        }
        do throws(SpoolError) {
            let octets = try reader.read(offset: offset, count: LMTPDelivery.piece)
            current?.offset += octets.count
            feed(.content(octets))
        } catch {
            feed(.contentFailed("the spool's copy cannot be read: \(error)"))
        }
    }

    private func closed() {
        timers.cancelAll()
        let old = connection
        old?.channel?.closeAfterWriting()
        connection = nil
        events = []
        guard let item = current?.item else { return }
        // A server may close between two messages; that one message gets a fresh connection.
        if let finished = old?.finished, finished > 0, current?.isSent == false {
            current = Current(item: item, reader: current?.reader)
            connect()
            feed(.deliver(message(item, size: current?.reader?.count ?? 0)))
        } else {
            finishCurrent()
        }
    }
}
