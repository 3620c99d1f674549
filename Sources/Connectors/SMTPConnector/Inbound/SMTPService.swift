package import Acceptance
package import Events
package import IO
internal import Message
internal import SMTP
internal import Spool

/// The SMTP door: listens, and runs a connection for each client.
///
/// ## Function
/// A message is answered with 250 only by the gate's word that it is on disk. A stop answers what waits for that word,
/// and turns away everything else.
///
/// ## Owner
/// Its own queue: listeners, connections and their timers.
package actor SMTPService: QueueOwner {
    /// Events on refused clients within ten seconds; more are only counted.
    private static let refusalsTold = 50
    /// Clients that are told why within one second; more are closed without a word, so that a flood of them uses up
    /// no descriptors.
    private static let turnedAwayInWords = 50

    nonisolated package let executor: QueueExecutor
    nonisolated package var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let gate: AcceptanceGate
    private let events: any EventSink
    private var configuration: SMTPServiceConfiguration
    private var listeners: [Listener] = []
    private var connections: [Int: SMTPConnection] = [:]
    private var perAddress: [IPAddress: Int] = [:]
    private var nextConnection = 0
    private var stopReply: (@Sendable () -> Void)?
    private var isStopping = false
    private var refusals = 0
    private var refusalsSince: Int64 = 0
    private var turnedAway = 0
    private var turnedAwaySince: Int64 = 0

    package init(
        label: String = "smtp", gate: AcceptanceGate, configuration: SMTPServiceConfiguration, events: any EventSink
    ) {
        executor = QueueExecutor(label: label)
        self.gate = gate
        self.configuration = configuration
        self.events = events
    }

    // MARK: Called on the service's own queue: `service.post { $0.… }`

    /// Listens at an address from now on, and says where with the port that was found.
    ///
    /// - Parameter mode: permissions of a Unix socket.
    @discardableResult
    package func listen(_ address: SocketAddress, mode: UInt16? = nil) throws(IOError) -> SocketAddress {
        do throws(IOError) {
            return start(try Listener(address, executor: executor, mode: mode))
        } catch {
            let event = Event.listenerFailed(service: "smtp", address: "\(address)", problem: "\(error)")
            events.emit(EventRecord(event))
            throw error
        }
    }

    /// The same with a socket that somebody else has bound.
    @discardableResult
    package func listen(adopting box: DescriptorBox) throws(IOError) -> SocketAddress? {
        guard let descriptor = box.take() else { return nil }
        return start(try Listener(adopting: descriptor, executor: executor))
    }

    /// Takes effect for connections that come from now on.
    package func reload(_ configuration: SMTPServiceConfiguration) { self.configuration = configuration }

    /// The same, and listens where it is told from now on. What does not work is an event.
    package func reload(_ configuration: SMTPServiceConfiguration, listen addresses: [SocketAddress]) {
        reload(configuration)
        for listener in listeners where listener.isOwn && !addresses.contains(listener.boundAddress) {
            listener.close()
        }
        listeners.removeAll { $0.isOwn && !addresses.contains($0.boundAddress) }
        let standing = listeners.map(\.boundAddress)
        for address in addresses where !standing.contains(address) { _ = try? listen(address) }
    }

    /// Ends everything. The reply comes on the service's queue, after `stopSeconds` at the latest.
    package func stop(reply: @escaping @Sendable () -> Void) {
        guard !isStopping else { return reply() }
        isStopping = true
        for listener in listeners { listener.close() }
        listeners = []
        for connection in Array(connections.values) { connection.stop() }
        if connections.isEmpty { return reply() }
        stopReply = reply
        post(after: configuration.stopSeconds) { service in
            for connection in Array(service.connections.values) { connection.cut() }
            service.stopped()
        }
    }

    /// Connections at the moment.
    package var connectionCount: Int { connections.count }

    // MARK: Connections

    private func start(_ listener: Listener) -> SocketAddress {
        let address = listener.boundAddress
        listener.onConnection = { descriptor, peer in self.accept(descriptor, peer) }
        listener.onTrouble = { error in
            let event = Event.listenerFailed(service: "smtp", address: "\(address)", problem: "\(error)")
            self.events.emit(EventRecord(event))
        }
        listener.start()
        listeners.append(listener)
        events.emit(EventRecord(.listening(service: "smtp", address: "\(address)")))
        return address
    }

    private func accept(_ descriptor: consuming FileDescriptor, _ peer: SocketAddress) {
        let client = SMTPPeer(peer, relayNetworks: configuration.relayNetworks)
        if connections.count >= configuration.connections {
            return turnAway(descriptor, client, "too many connections")
        }
        if let address = client.address, perAddress[address, default: 0] >= configuration.connectionsPerAddress {
            return turnAway(descriptor, client, "too many connections from one address")
        }
        nextConnection += 1
        let number = nextConnection
        let connection = SMTPConnection(
            descriptor, executor: executor, peer: client, configuration: configuration, gate: gate)
        connection.onRefused = { problem in self.refused(client, problem) }
        connection.onEnd = { self.ended(number) }
        connection.onSubmission = { submission, content in self.submit(number, submission, content) }
        connections[number] = connection
        if let address = client.address { perAddress[address, default: 0] += 1 }
        connection.start()
    }

    private func turnAway(_ descriptor: consuming FileDescriptor, _ client: SMTPPeer, _ problem: String) {
        refused(client, problem)
        let now = SystemClock.monotonicMicroseconds()
        if now - turnedAwaySince > 1_000_000 {
            turnedAwaySince = now
            turnedAway = 0
        }
        turnedAway += 1
        if turnedAway > SMTPService.turnedAwayInWords { return }
        let channel = StreamChannel(descriptor, executor: executor)
        channel.write(SMTPReply(421, "4.7.0", "\(configuration.hostname): \(problem)").octets)
        channel.closeAfterWriting()
    }

    private func submit(_ number: Int, _ submission: Submission, _ content: StagedContent) {
        let now = Timestamp(microseconds: SystemClock.utcMicroseconds())
        gate.submit(submission, content: content, now: now) { result in
            self.post { $0.connections[number]?.answer(result) }
        }
    }

    private func ended(_ number: Int) {
        guard let connection = connections.removeValue(forKey: number) else { return }
        if let address = connection.peer.address, let count = perAddress[address] {
            perAddress[address] = count > 1 ? count - 1 : nil
        }
        if isStopping, connections.isEmpty { stopped() }
    }

    private func stopped() {
        let reply = stopReply
        stopReply = nil
        reply?()
    }

    private func refused(_ client: SMTPPeer, _ problem: String) {
        let now = SystemClock.monotonicMicroseconds()
        if now - refusalsSince > 10_000_000 {
            refusalsSince = now
            refusals = 0
        }
        refusals += 1
        if refusals > SMTPService.refusalsTold { return }
        events.emit(EventRecord(.smtpRefused(client: client.name, problem: problem), entity: client.name))
    }
}
