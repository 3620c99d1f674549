import Acceptance
import Events
import IO
import Message
import OSI
import P1Connector
import Routing
import Spool
import Synchronization

/// One end of an association: a session with a real spool and gate, and an owner that sends whatever is queued.
///
/// Mail for its own domain goes to `sink` and stays there; mail for the other end's goes to `line`.
actor End: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "test.end")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    nonisolated let name: String
    nonisolated let spool: SQLiteSpool
    private let gate: AcceptanceGate
    private nonisolated let environment: P1SessionEnvironment
    /// What the sessions tell; the gate is silent.
    nonisolated let events = EventLog()
    var configuration: P1SessionConfiguration
    private var session: P1Session?
    private var greeting: P1Greeting?
    private var moving: Set<Int64> = []

    private(set) var opened = 0
    private(set) var openFailure: P1OpenFailure?
    private(set) var ends: [P1SessionEnd] = []
    private(set) var results: [P1TransferResult] = []
    private(set) var resumptions = 0
    private(set) var duplicates = 0
    private(set) var notReceived: [String] = []
    private var hidesUrgent = false

    /// For tests of very many associations.
    func forgetWhatWas() {
        ends = []
        results = []
        notReceived = []
        moving = []
        openFailure = nil
    }

    /// What of the neighbour's associations can be recovered, how long, and where it calls from.
    private let recoverable = RecoverableAssociations()
    private var ticket: RecoverableAssociations.Ticket?
    private var clock: Int64 = 0
    private var callersHost = "192.0.2.1"
    static let recoveryTimeout: Int64 = 60_000_000

    /// The clock of recovery; no other one is of virtual time here.
    func advance(_ microseconds: Int64) { clock += microseconds }
    func setCallersHost(_ host: String) { callersHost = host }

    private func forget(_ ticket: RecoverableAssociations.Ticket, _ end: P1SessionEnd) {
        if case .released = end { return recoverable.released(ticket) }
        recoverable.ended(ticket, now: clock, timeout: Self.recoveryTimeout)
    }

    init(_ name: String, other: String, in folder: String, limits: SpoolLimits = SpoolLimits()) throws {
        self.name = name
        spool = try SQLiteSpool(directory: "\(folder)/\(name)", limits: limits)
        let domain = GlobalDomain(country: "XX", admd: " ", prmd: "TEST")
        let policy = AcceptancePolicy(
            localName: name, domain: domain, hostname: "\(name).example", maximumSize: 10_000_000,
            maximumRecipients: 5000, x400Connectors: ["sink", "line"])
        let spaces = [
            AddressSpace(pattern: "\(name).example", cost: 1, connector: "sink"),
            AddressSpace(pattern: "\(other).example", cost: 1, connector: "line"),
        ]
        gate = AcceptanceGate(
            spool: spool, events: Silence(), policy: policy, routing: RoutingTable(spaces), onQueued: { _ in })
        environment = P1SessionEnvironment(
            gate: gate, spool: spool, events: events, disk: QueueExecutor(label: "test.disk", blocking: true),
            incoming: IncomingTransfers(directory: spool.directory + "/incoming"))
        var association = AssociationConfiguration()
        association.checkpointSize = 4
        association.inactivityTimeout = 20
        configuration = P1SessionConfiguration(
            connector: "line", globalDomain: domain, localName: name, localPassword: "\(name)-password",
            remoteName: other, remotePassword: "\(other)-password", association: association, twoWayAlternate: true,
            maximumMessageOctets: 5_000_000, lifetime: 60)
    }

    func change(_ body: @Sendable (inout P1SessionConfiguration) -> Void) { body(&configuration) }

    /// Puts a message into the spool, as from a client.
    func submit(
        to mailbox: String, _ content: [UInt8], priority: Message.Priority = .normal
    ) async throws -> AcceptanceResult {
        let client = SMTPClient(address: "local", greeting: "test", mayRelay: true)
        let submission = Submission(
            originator: Mailbox("a@\(name).example"),
            recipients: [Recipient(number: 1, mailbox: Mailbox(localPart: "b", domain: mailbox))],
            priority: priority, source: .smtp(client))
        return try await submit(submission, content)
    }

    func submit(_ submission: Submission, _ content: [UInt8]) async throws -> AcceptanceResult {
        let writer = try gate.stage()
        try writer.append(content)
        let staged = try writer.finish()
        let gate = self.gate
        return await withCheckedContinuation { continuation in
            gate.submit(submission, content: staged, now: Timestamp(microseconds: SystemClock.utcMicroseconds())) {
                continuation.resume(returning: $0)
            }
        }
    }

    func open(on box: DescriptorBox) {
        guard let descriptor = box.take() else { return }
        adopt(
            P1Session(
                opening: StreamChannel(descriptor, executor: executor), called: ProtocolSelectors(),
                calling: ProtocolSelectors(), configuration: configuration, environment: environment,
                executor: executor))
    }

    func answer(on box: DescriptorBox) {
        guard let descriptor = box.take() else { return }
        let greeting = P1Greeting(
            StreamChannel(descriptor, executor: executor), configuration: configuration.association, executor: executor)
        self.greeting = greeting
        greeting.handler = { event in
            switch event {
            case .called: self.post { $0.answerCall() }
            case .recovers(let indication): self.post { $0.recover(indication) }
            case .ended: break
            }
        }
    }

    private func recover(_ indication: OpenIndication) {
        let key = RecoverableAssociations.Key(recovering: indication, host: callersHost)
        if key.flatMap({ recoverable.take($0, now: clock) }) == nil {
            greeting?.refuse(.cannotRecover)
        } else {
            answerCall()
        }
    }

    private func answerCall() {
        guard let call = greeting?.handOver(), let descriptor = call.descriptor.take() else { return }
        greeting = nil
        ticket = RecoverableAssociations.Key(opening: call.indication, host: callersHost).map {
            recoverable.opened($0, connector: "line")
        }
        adopt(
            P1Session(
                answering: StreamChannel(descriptor, executor: executor), association: call.association,
                indication: call.indication, configuration: configuration, environment: environment,
                executor: executor))
    }

    func wake() { session?.wake() }
    /// Urgent messages come to light only when a transfer has got somewhere; that then makes way.
    func hideUrgentUntilProgress() { hidesUrgent = true }
    func finish() { session?.finish() }
    func cut() { session?.cut(why: "the test says so") }
    var carriesOurMail: Bool { session?.carriesOurMail ?? false }
    var isOver: Bool { session == nil }

    private func adopt(_ session: P1Session) {
        self.session = session
        session.handler = { event in self.told(session, event) }
        session.start()
    }

    private func told(_ session: P1Session, _ event: P1SessionEvent) {
        switch event {
        case .opened: opened += 1
        case .openFailed(let failure):
            openFailure = failure
            self.session = nil
        case .readyToSend:
            if session.canSend { sendNext(session) }
        case .transferStarted(_, _, let checkpoint): if checkpoint > 0 { resumptions += 1 }
        case .transferEnded(let entry, let result):
            results.append(result)
            if case .interrupted = result { moving.remove(entry) }
            if case .transferred = result { settle(entry) }
        case .received(_, _, _, let duplicate): if duplicate { duplicates += 1 }
        case .notReceived(let why): notReceived.append(why)
        case .ended(let end):
            ends.append(end)
            if let ticket { forget(ticket, end) }
            self.session = nil
        case .progress:
            if hidesUrgent, session.makeWay() { hidesUrgent = false }
        case .heard: break
        }
    }

    private func sendNext(_ session: P1Session) {
        let waiting = ((try? spool.queueEntries(connector: "line")) ?? []).filter { !moving.contains($0.id) }
        let urgent = waiting.first { $0.priority == .urgent && !hidesUrgent }
        guard let entry = urgent ?? waiting.first(where: { $0.priority != .urgent }),
            let envelope = try? spool.envelope(of: entry.message, connector: "line"),
            let content = try? spool.content(of: entry.message)
        else { return session.nothingToSend() }
        moving.insert(entry.id)
        session.send(OutboundMessage(entry: entry.id, message: entry.message, envelope: envelope, content: content))
    }

    private func settle(_ entry: Int64) {
        guard let stored = try? spool.queueEntries(connector: "line").first(where: { $0.id == entry }) else { return }
        let now = Timestamp(microseconds: SystemClock.utcMicroseconds())
        let recipients = (try? spool.envelope(of: stored.message, connector: "line"))?.recipients ?? []
        let outcomes = Dictionary(uniqueKeysWithValues: recipients.map { ($0.number, Outcome.transferred) })
        spool.settle([Settlement(entry: entry, message: stored.message, outcomes: outcomes, now: now)]) { _ in }
    }

    /// Messages that wait for the line.
    nonisolated func queued() throws -> Int { try spool.queueEntries(connector: "line").count }

    /// Contents of what came in, in order.
    nonisolated func delivered() throws -> [[UInt8]] {
        try spool.queueEntries(connector: "sink").map {
            let reader = try spool.content(of: $0.message)
            return try reader.read(offset: 0, count: reader.count)
        }
    }

    /// What came in, in order.
    nonisolated func arrived() throws -> [Envelope] {
        try spool.queueEntries(connector: "sink").map { try spool.envelope(of: $0.message, connector: "sink") }
    }

    /// Of cut transfers.
    nonisolated func limit(_ limits: IncomingTransfers.Limits) { environment.incoming.limits = limits }

    /// Logs of transfers on disk.
    nonisolated func incoming() throws -> [String] { try Files.list(spool.directory + "/incoming") }
}

struct Silence: EventSink {
    func emit(_ record: EventRecord) {}
}

final class EventLog: EventSink {
    private let numbers = Mutex<[Int]>([])

    func emit(_ record: EventRecord) { numbers.withLock { $0.append(record.event.number) } }
    func count(of number: Int) -> Int { numbers.withLock { $0.count { $0 == number } } }
}
