import Admin
import Configuration
import Events
import IO
import Journal
import Links
import Message
import Spool

/// Answers the administration interface: gathers what the owners know, each on its own queue.
struct Administration: AdministrationHandler {
    typealias Reply = @Sendable (_ reply: AdminReply, _ last: Bool) -> Bool

    let service: MTAService

    func handle(_ request: AdminRequest, caller: AdminCaller, reply: @escaping Reply) {
        let service = self.service
        service.post { $0.administer(request, caller: caller, reply: reply) }
    }
}

extension MTAService {
    func administer(_ request: AdminRequest, caller: AdminCaller, reply: @escaping Administration.Reply) {
        switch request {
        case .status: gatherStatus(reply)
        case .listConnectors: gatherConnectors { _ = reply(.connectors($0), true) }
        case .connectorStatus(let name): connectorStatus(name, reply)
        case .listQueue(let connector, let limit): listQueue(connector, limit: limit, reply)
        case .holdMessage(let message, let reason): changeHold(message, hold: true, reason, caller, reply)
        case .releaseMessage(let message, let reason): changeHold(message, hold: false, reason, caller, reply)
        case .listRAS: _ = reply(.ras(rasRows, configured: rooms.rasTable.size), true)
        case .listAssociations(let name): listAssociations(name, reply)
        case .ping(let name): ping(name, caller, reply)
        case .probe(let probe): submitProbe(probe, caller, reply)
        case .linkCall(let name, let reason): link(name, "link call", reason, caller, reply) { $0.call() }
        case .linkHangUp(let name, let reason): link(name, "link hangup", reason, caller, reply) { $0.hangUpNow() }
        case .listLinks: listLinks(reply)
        case .linkStatus(let name): onLink(name, reply) { $0.linkStatus() }
        case .changeLink(let name, let change, let reason): changeLink(name, change, reason, caller, reply)
        case .listLinkCosts(let name): listLinkCosts(name, reply)
        case .plan(let name, let speed): onLink(name, reply) { .plan($0.plan(speed: speed)) }
        case .followEvents(let backlog): follow(backlog: backlog, reply)
        case .recentEvents(let count): _ = reply(.events(recent.last(count)), true)
        case .listIncidents(let name, let limit):
            _ = reply(.incidents(recent.incidents(limit: limit, connector: name)), true)
        case .incident(let id): readIncident(id, reply)
        case .diagnose(let name): diagnose(name, caller, reply)
        case .explain(let code): _ = reply(Self.explanation(of: code), true)
        case .check: _ = reply(.checked(problems: check()), true)
        case .reload:
            note(caller, "reload", nil)
            let problems = reload()
            _ = reply(
                problems.isEmpty
                    ? .reloaded(connectors: configuration.connectors.count)
                    : .failed(.configurationRefused(problems: problems.map(\.description))), true)
        }
    }

    func note(_ caller: AdminCaller, _ command: String, _ reason: String?) {
        journal.emit(EventRecord(.administered(user: Int(caller.user), command: command, reason: reason ?? "")))
    }

    // MARK: What workers know

    /// Asks every connector's worker; the answers in order of name.
    private func gatherConnectors(_ end: @escaping @Sendable ([AdminConnector]) -> Void) {
        let workers = rooms.workers.all
        let box = Gathering<AdminConnector> { end($0.sorted { $0.name < $1.name }) }
        let latch = Latch(workers.count) { box.finish() }
        for worker in workers {
            Self.ask(worker) { worker in
                box.add(worker.status())
                latch.countDown()
            }
        }
    }

    static func ask<W: QueueWorker>(
        _ worker: W, _ body: @escaping @Sendable (isolated any QueueWorker) -> Void
    ) {
        worker.post { body($0) }
    }

    private func connectorStatus(_ name: String, _ reply: @escaping Administration.Reply) {
        guard let worker = rooms.workers[name] else {
            _ = reply(.failed(.noSuchConnector(name: name)), true)
            return
        }
        Self.ask(worker) { _ = reply(.connector($0.status()), true) }
    }

    private func link(
        _ name: String, _ command: String, _ reason: String?, _ caller: AdminCaller,
        _ reply: @escaping Administration.Reply, _ body: @escaping @Sendable (isolated ConnectorWorker) -> AdminReply
    ) {
        switch rooms.workers[name] {
        case let worker as ConnectorWorker:
            note(caller, "\(command) \(name)", reason)
            worker.post { _ = reply(body($0), true) }
        case is LocalWorker: _ = reply(.failed(.notDialled(name: name, kind: "local")), true)
        case is ParkedWorker: _ = reply(.failed(.notDialled(name: name, kind: "removed")), true)
        default: _ = reply(.failed(.noSuchConnector(name: name)), true)
        }
    }

    private func listQueue(_ connector: String?, limit: Int, _ reply: @escaping Administration.Reply) {
        let names = connector.map { [$0] } ?? rooms.workers.all.map(\.name)
        if let connector, rooms.workers[connector] == nil {
            _ = reply(.failed(.noSuchConnector(name: connector)), true)
            return
        }
        let rows = Gathering<(rows: [AdminQueueEntry], total: Int)> { parts in
            let all = parts.flatMap(\.rows).sorted { ($0.connector, $0.entry) < ($1.connector, $1.entry) }
            Self.send(Array(all.prefix(limit)), total: parts.reduce(0) { $0 + $1.total }, reply)
        }
        let latch = Latch(names.count) { rows.finish() }
        for name in names {
            guard let worker = rooms.workers[name] else {
                latch.countDown()
                continue
            }
            Self.ask(worker) { worker in
                rows.add(worker.queueRows(limit: limit))
                latch.countDown()
            }
        }
    }

    private static func send(_ rows: [AdminQueueEntry], total: Int, _ reply: Administration.Reply) {
        var rest = rows[...]
        while rest.count > 500 {
            if !reply(.queue(Array(rest.prefix(500)), total: total), false) { return }
            rest = rest.dropFirst(500)
        }
        _ = reply(.queue(Array(rest), total: total), true)
    }

    // MARK: What the service knows

    private var rasRows: [AdminRASSlot] {
        rooms.rasTable.snapshot().compactMap { row in
            guard let connector = row.connector, let entry = row.entry else { return nil }
            let state: AdminRASSlot.State
            switch row.state {
            case .free: return nil
            case .dialling: state = .dialling
            case .up: state = .up
            case .idle: state = .idle
            case .hangingUp: state = .hangingUp
            }
            return AdminRASSlot(
                slot: row.index, generation: Int(row.generation), connector: connector, entry: entry, state: state,
                since: row.since ?? now(), octetsOut: row.octetsOut, octetsIn: row.octetsIn)
        }
    }

    private func gatherStatus(_ reply: @escaping Administration.Reply) {
        let counters = rooms.counters.current
        var status = AdminStatus(
            version: Version.text, localName: configuration.general.localName,
            globalDomain: configuration.general.globalDomain.description, hostname: configuration.general.hostname,
            processID: Int(ProcessInformation.pid), configurationDirectory: options.directory, now: now(),
            started: started, configured: configured)
        if case .unavailable(let why) = rooms.spool.availability { status.spoolProblem = why }
        status.rasInUse = rooms.rasTable.inUse
        status.rasConfigured = rooms.rasTable.size
        status.messagesIn = counters.messagesIn
        status.messagesOut = counters.messagesOut
        status.messagesDelivered = counters.messagesDelivered
        status.messagesFailed = counters.messagesFailed
        let base = status
        gatherConnectors { _ = reply(.status(Self.adding($0, to: base)), true) }
    }

    private static func adding(_ connectors: [AdminConnector], to base: AdminStatus) -> AdminStatus {
        var status = base
        status.connectors = connectors.count
        for connector in connectors {
            status.queued += connector.queued
            status.queuedOctets += connector.queuedOctets
            status.urgent += connector.urgent
            status.held += connector.held
            status.associations += connector.associations
            if connector.associations > 0 { status.connectorsUp += 1 }
            if connector.state == .barred { status.connectorsBarred += 1 }
            if let oldest = connector.oldest, status.oldest.map({ oldest < $0 }) ?? true {
                status.oldest = oldest
                status.oldestConnector = connector.name
            }
            if let next = connector.nextTry, status.nextCall.map({ next < $0 }) ?? true {
                status.nextCall = next
                status.nextCallConnector = connector.name
            }
        }
        status.normal = status.queued - status.urgent
        return status
    }

    func check() -> [String] {
        var problems: [String] = []
        if case .failure(let refusal) = MTAConfiguration.load(directory: options.directory) {
            problems += refusal.problems.map(\.description)
        }
        if case .unavailable(let why) = rooms.spool.availability { problems.append("spool: \(why)") }
        return problems
    }

    private static func explanation(of code: String) -> AdminReply {
        let digits = code.uppercased().hasPrefix("RAS") ? String(code.dropFirst(3).filter { $0 != " " }) : code
        guard let number = Int(digits) else { return .failed(.noSuchCode(code: code)) }
        let isRAS = code.uppercased().hasPrefix("RAS")
        if !isRAS, let text = EventCatalogue.explain(number) {
            return .explanation(AdminExplanation(code: "\(number)", title: "event \(number)", text: text))
        }
        if let text = RASCode(number).explanation {
            return .explanation(AdminExplanation(code: "RAS \(number)", title: RASCode(number).text, text: text))
        }
        return .failed(.noSuchCode(code: code))
    }

    // MARK: The state in one line, for systemd

    var statusLine: String {
        let inUse = rooms.rasTable.inUse
        let totals = rooms.counters.current
        return "\(configuration.connectors.count) connectors, \(inUse) lines in use, \(totals.messagesIn) messages in, "
            + "\(totals.messagesOut) out, \(totals.messagesDelivered) delivered"
    }

    func showStatus() {
        ServiceManager.status(statusLine)
        post(after: 10) { $0.showStatus() }
    }
}
