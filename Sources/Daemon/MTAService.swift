import Acceptance
import Admin
package import Configuration
import Events
package import IO
import Journal
import Links
import LocalConnector
import Message
import P1Connector
import Queue
import Routing
import SMTPConnector
package import Spool

/// The message transfer agent: builds every owner, wires them, and starts, reloads and stops them.
///
/// Owner of: the wiring. The workers, doors, spool and journal are owners of their own.
package actor MTAService: QueueOwner {
    /// How the service was started.
    package struct Options: Sendable {
        package var directory: String
        /// Events go to standard error even where a journal runs.
        package var logsToStandardError: Bool

        package init(directory: String, logsToStandardError: Bool) {
            self.directory = directory
            self.logsToStandardError = logsToStandardError
        }
    }

    nonisolated package let executor = QueueExecutor(label: "trunkline.service")
    nonisolated package var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    let options: Options
    let journal: JournalSink
    let rooms: Rooms
    let recent = RecentEvents()
    let probes: ProbeDesk
    var configuration: MTAConfiguration
    let started = now()
    var configured = now()
    private let smtp: SMTPService
    let p1: P1Door
    private let answers: AnswerDoor
    private var admin: AdminDoor?
    private var watchdog: Watchdog?
    private var isStopping = false
    /// Connectors whose last worker has not ended yet.
    private var draining: Set<String> = []
    /// Numbers the clients that follow the events.
    var lastFollower = 0

    /// Opens the spool and builds the rooms. Nothing runs before `start`.
    ///
    /// - Throws: `SpoolError` when the store cannot be opened.
    package init(configuration: MTAConfiguration, options: Options) throws(SpoolError) {
        self.configuration = configuration
        self.options = options
        let journal = JournalSink(options.logsToStandardError ? .standardError : .automatic)
        self.journal = journal
        let spool = try SQLiteSpool(directory: configuration.general.spoolDirectory) { availability in
            switch availability {
            case .available: journal.emit(EventRecord(.spoolAvailable))
            case .unavailable(let why): journal.emit(EventRecord(.spoolUnavailable(problem: why)))
            }
        }
        let workers = WorkerDirectory()
        let probes = ProbeDesk()
        self.probes = probes
        let disk = QueueExecutor(label: "trunkline.disk", blocking: true)
        let standings = LinkStandings()
        let gate = AcceptanceGate(
            spool: spool, events: journal, policy: AcceptancePolicy(configuration),
            routing: RoutingTable(configuration, now: now()), standings: standings,
            onQueued: { workers.deliver($0) },
            onResults: { subject, results in probes.post { $0.answered(subject, results) } },
            later: { disk.post($0) })
        rooms = Rooms(
            spool: spool, gate: gate, events: journal,
            rasTable: RASSynchronizationTable(size: configuration.ras.concurrentConnections) { next in
                for name in next { (workers[name] as? ConnectorWorker)?.post { $0.slotFreed() } }
            },
            lines: LineRegistry(), localities: LocalityTable(capacity: 4096), standings: standings,
            links: LinkDesk(spool: spool, events: journal, workers: workers), workers: workers,
            counters: MTACounters(), disk: disk,
            incoming: IncomingTransfers(
                directory: spool.directory + "/incoming", limits: IncomingTransfers.Limits(configuration)))
        p1 = P1Door(rooms: rooms, settings: P1DoorSettings(configuration))
        answers = AnswerDoor(rooms: rooms, p1: p1)
        smtp = SMTPService(
            gate: gate, configuration: SMTPServiceConfiguration(configuration), events: journal)
    }

    // MARK: Start

    /// Starts the workers, then the doors, and tells systemd.
    package func start() {
        keepRecentEvents()
        noteConfiguration()
        for connector in configuration.connectors { add(connector) }
        parkTheRest()
        sweep()
        resumeReports()
        openDoors()
        for (signal, action) in Self.signals {
            Signals.handle(signal, on: executor) { self.post { action($0) } }
        }
        watchdog = Watchdog(interval: ServiceManager.watchdogInterval, service: self, rooms: rooms)
        watchdog?.start()
        journal.emit(EventRecord(.started(version: Version.text, localName: configuration.general.localName)))
        ServiceManager.ready(status: statusLine)
        showStatus()
    }

    private static let signals: [(Int32, @Sendable (isolated MTAService) -> Void)] = [
        (Signals.terminate, { $0.stop() }), (Signals.interrupt, { $0.stop() }),
        (Signals.hangUp, { _ = $0.reload() }),
    ]

    private func openDoors() {
        let sockets = SocketActivation.takeSockets()
        p1.post { $0.open(adopting: sockets) }
        let smtpAddresses = configuration.smtp.listen.map(SocketAddress.init)
        let journal = self.journal
        smtp.post { $0.open(smtpAddresses, adopting: sockets["smtp"] ?? [], events: journal) }
        let answerSocket = configuration.ras.answerSocket
        answers.post { $0.listen(at: answerSocket) }
        let admin = AdminDoor(handler: Administration(service: self), events: journal)
        let settings = configuration.admin
        admin.post {
            $0.open(
                path: settings.socket, group: settings.group, viewGroup: settings.viewGroup,
                adopting: sockets["admin"] ?? [])
        }
        self.admin = admin
    }

    private func add(_ connector: ConnectorConfiguration) {
        if connector.kind == .local {
            let settings = LocalSettings(connector, of: configuration)
            let worker = LocalWorker(settings: settings, delivery: delivery(of: connector), rooms: rooms)
            rooms.workers.set(worker)
            worker.post { $0.start() }
        } else {
            let worker = ConnectorWorker(
                settings: ConnectorSettings(connector, of: configuration), rooms: rooms)
            rooms.workers.set(worker)
            worker.post { $0.start() }
        }
    }

    // MARK: What nobody is in charge of any more

    /// Mail of connectors that are not configured: it stays in sight.
    private func parkTheRest() {
        do throws(SpoolError) {
            for name in try rooms.spool.connectors() where rooms.workers[name] == nil { park(name) }
            let names = Set(rooms.workers.all.map(\.name))
            for (key, _) in try rooms.spool.recoveries(prefix: "out/") {
                guard let parts = StoredRecovery.parts(of: key), !names.contains(parts.connector) else { continue }
                rooms.spool.saveRecovery(key: key, value: nil, reply: nil)
            }
        } catch {
            journal.emit(EventRecord(.spoolUnavailable(problem: "connectors: \(error)")))
        }
    }

    private func park(_ name: String) {
        let worker = ParkedWorker(name: name, lifetimes: Lifetimes(configuration.lifetime), rooms: rooms)
        rooms.workers.set(worker)
        worker.post { $0.start() }
    }

    /// Now and every hour: logs of transfers that were cut and that no neighbour goes on with, or that are too many.
    private func sweep() {
        if isStopping { return }
        let (incoming, events) = (rooms.incoming, rooms.events)
        let lifetime = configuration.lifetime
        let longest = Int64(max(lifetime.urgent, lifetime.normal, lifetime.nonUrgent))
        rooms.disk.post {
            try? incoming.sweep(now: SystemClock.utcMicroseconds() / 1_000_000, lifetime: longest)
            for dropped in (try? incoming.makeRoom()) ?? [] {
                events.emit(EventRecord(dropped.event, connector: dropped.connector))
            }
        }
        post(after: 3600) { $0.sweep() }
    }

    private func delivery(of connector: ConnectorConfiguration) -> any LocalDelivery {
        let label = "trunkline.delivery.\(connector.name)"
        switch connector.delivery {
        case .lmtp(let address):
            return LMTPDelivery(
                label: label, spool: rooms.spool, address: SocketAddress(address),
                hostname: configuration.general.hostname)
        case .maildir(let template):
            if let template = MailboxTemplate(template) {
                return MaildirDelivery(
                    label: label, spool: rooms.spool, template: template,
                    hostname: configuration.general.hostname)
            }
            return NoDelivery(why: "Maildir=\(template) is no template")
        case nil:
            return NoDelivery(why: "connector \(connector.name) names no mailbox")
        }
    }

    /// Reports that were due when the service stopped.
    private func resumeReports() {
        do throws(SpoolError) {
            try rooms.gate.resumeReports(now: now())
        } catch {
            journal.emit(EventRecord(.spoolUnavailable(problem: "reports: \(error)")))
        }
    }

    // MARK: Reload

    /// Reads the configuration again. A mistake in it changes nothing.
    func reload() -> [ConfigurationProblem] {
        ServiceManager.reloading(status: "reading \(options.directory)")
        defer { ServiceManager.ready(status: statusLine) }
        switch MTAConfiguration.load(directory: options.directory) {
        case .failure(let refusal):
            for problem in refusal.problems {
                journal.emit(
                    EventRecord(
                        .configurationRefused(
                            file: problem.file, line: problem.line ?? 0, problem: problem.explanation)))
            }
            return refusal.problems
        case .success(let new):
            apply(new)
            return []
        }
    }

    private func apply(_ new: MTAConfiguration) {
        let old = configuration
        configuration = new
        configured = now()
        rooms.gate.replace(policy: AcceptancePolicy(new), routing: RoutingTable(new, now: configured))
        rooms.rasTable.resize(to: new.ras.concurrentConnections)
        rooms.incoming.limits = IncomingTransfers.Limits(new)
        let p1Settings = P1DoorSettings(new)
        p1.post { $0.replace(p1Settings) }
        let answerSocket = new.ras.answerSocket
        answers.post { $0.listen(at: answerSocket) }
        let smtpConfiguration = SMTPServiceConfiguration(new)
        let smtpAddresses = new.smtp.listen.map(SocketAddress.init)
        smtp.post { $0.reload(smtpConfiguration, listen: smtpAddresses) }
        for gone in old.connectors where new.connector(named: gone.name)?.kind != gone.kind { drain(gone.name) }
        for connector in new.connectors { change(connector) }
        for case let parked as ParkedWorker in rooms.workers.all { parked.post { $0.routesChanged() } }
        rooms.retries.keep(Set(new.connectors.map(\.name)), now: now())
        noteConfiguration()
    }

    /// What is in force from now on, and what of it may not be meant.
    private func noteConfiguration() {
        for warning in configuration.warnings {
            let event = Event.configurationDoubtful(
                file: warning.file, line: warning.line ?? 0, problem: warning.explanation)
            journal.emit(EventRecord(event))
        }
        let connectors = configuration.connectors.count
        journal.emit(EventRecord(.configurationLoaded(directory: options.directory, connectors: connectors)))
    }

    private func change(_ connector: ConnectorConfiguration) {
        if draining.contains(connector.name) { return }
        switch rooms.workers[connector.name] {
        case is ParkedWorker: drain(connector.name)
        case let worker as ConnectorWorker:
            let settings = ConnectorSettings(connector, of: configuration)
            worker.post { $0.replace(settings) }
        case let worker as LocalWorker:
            let settings = LocalSettings(connector, of: configuration)
            let delivery = delivery(of: connector)
            worker.post { $0.replace(settings, delivery: delivery) }
        default: add(connector)
        }
    }

    /// Ends a worker. What it leaves in the spool goes to the next one of that name, and never to two at a time.
    private func drain(_ name: String) {
        guard let worker = rooms.workers.remove(name) else { return }
        draining.insert(name)
        // Behind all that it has asked of the spool: the next one must not begin with less than is known.
        let spool = rooms.spool
        Self.stop(worker) { spool.markHanding([]) { _ in self.post { $0.drained(name) } } }
    }

    private func drained(_ name: String) {
        draining.remove(name)
        rooms.standings.forget(name)
        if isStopping { return }
        if let connector = configuration.connector(named: name) { return add(connector) }
        do throws(SpoolError) {
            if try rooms.spool.connectors().contains(name) { park(name) }
        } catch {
            park(name)
        }
    }

    // MARK: Stop

    /// Ten seconds for everything: doors first, then the associations at their checkpoints, then the spool.
    package func stop() {
        if isStopping { return }
        isStopping = true
        ServiceManager.stopping(status: "stopping")
        watchdog?.stop()
        p1.post { $0.close() }
        answers.post { $0.close() }
        let admin = self.admin
        admin?.post { $0.close() }
        let workers = rooms.workers.all
        // Clients that are being answered get their answer: what is committed and not confirmed comes again.
        let latch = Latch(workers.count + 1) { self.post { $0.workersStopped() } }
        smtp.post { $0.stop { latch.countDown() } }
        for worker in workers { Self.stop(worker) { latch.countDown() } }
        post(after: 7) { $0.workersStopped() }
        executor.post(after: 9) { ProcessInformation.exit(1) }
    }

    private static func stop<W: QueueWorker>(_ worker: W, _ reply: @escaping @Sendable () -> Void) {
        worker.post { $0.stop(reply: reply) }
    }

    private var workersHaveStopped = false

    private func workersStopped() {
        if workersHaveStopped { return }
        workersHaveStopped = true
        let journal = self.journal
        rooms.spool.close {
            journal.emit(EventRecord(.stopped(version: Version.text)))
            journal.flush { ProcessInformation.exit(0) }
        }
    }
}
