import Admin
import Configuration
import IO
import Links
import Message

/// `trunkctl link` and `trunkctl plan`.
extension MTAService {
    func listLinks(_ reply: @escaping Administration.Reply) {
        let workers = rooms.workers.all.compactMap { $0 as? ConnectorWorker }
        let rows = Gathering<AdminLink> { _ = reply(.links($0.sorted { $0.name < $1.name }), true) }
        let latch = Latch(workers.count) { rows.finish() }
        for worker in workers {
            worker.post {
                rows.add($0.linkRow())
                latch.countDown()
            }
        }
    }

    /// Asks the worker of a connector that has a neighbour.
    func onLink(
        _ name: String, _ reply: @escaping Administration.Reply,
        _ body: @escaping @Sendable (isolated ConnectorWorker) -> AdminReply
    ) {
        switch rooms.workers[name] {
        case let worker as ConnectorWorker: worker.post { _ = reply(body($0), true) }
        case is LocalWorker: _ = reply(.failed(.notDialled(name: name, kind: "local")), true)
        case is ParkedWorker: _ = reply(.failed(.notDialled(name: name, kind: "removed")), true)
        default: _ = reply(.failed(.noSuchConnector(name: name)), true)
        }
    }

    /// For the link's phonebook entry, and so for every connector that names it.
    func changeLink(
        _ name: String, _ change: AdminLinkChange, _ reason: String?, _ caller: AdminCaller,
        _ reply: @escaping Administration.Reply
    ) {
        if case .limit(let priority, _) = change, Self.priority(priority) == nil {
            let why = "there is no priority \(priority): urgent, normal or non-urgent"
            _ = reply(.failed(.refused(why: why)), true)
            return
        }
        guard let worker = rooms.workers[name] as? ConnectorWorker else {
            return onLink(name, reply) { _ in .done }
        }
        note(caller, "\(change.description) \(name)", reason)
        let desk = rooms.links
        worker.post {
            let link = $0.linkName
            desk.post {
                let isDone = $0.change(link) { $0.apply(change, now: now()) }
                // After the connector has heard of it: what comes from then on goes by it.
                worker.post { _ in
                    _ = reply(isDone ? .done : .failed(.refused(why: "the spool cannot be read")), true)
                }
            }
        }
    }

    func listLinkCosts(_ name: String?, _ reply: @escaping Administration.Reply) {
        if let name, !(rooms.workers[name] is ConnectorWorker) { return onLink(name, reply) { _ in .done } }
        // Money that was spent over an entry that is gone stays spent.
        let currencies = Dictionary(configuration.phonebook.map { ($0.name, $0.policy.currency) }) { first, _ in first }
        let only = name.map { name in configuration.connector(named: name)?.phonebookEntry ?? "" }
        rooms.links.post { desk in
            var costs: [AdminLinkCost] = []
            for (entry, ledger) in desk.ledgers where only.map({ $0 == entry }) ?? true {
                for row in ledger.rows {
                    costs.append(
                        AdminLinkCost(
                            entry: entry, day: row.day.description, cost: row.cost.description,
                            currency: currencies[entry] ?? "", calls: row.calls, seconds: row.seconds,
                            octets: row.octets))
                }
            }
            costs.sort { ($0.day, $0.entry) < ($1.day, $1.entry) }
            _ = reply(.linkCosts(costs), true)
        }
    }
}

extension MTAService {
    fileprivate static func priority(_ name: String) -> Priority? { Priority.allCases.first { $0.name == name } }
}

extension LinkConditions {
    fileprivate mutating func apply(_ change: AdminLinkChange, now: Timestamp) {
        let term = { (seconds: Int?) -> Term in seconds.map { .until(now + .seconds($0)) } ?? .open }
        switch change {
        case .pause(let seconds): pause = term(seconds)
        case .resume: self = LinkConditions()
        case .grant(let seconds): grant = term(seconds)
        case .limit(let name, let seconds):
            guard let least = MTAService.priority(name), least != .nonUrgent else {
                limit = nil
                return
            }
            limit = PriorityLimit(least: least, term: term(seconds))
        }
    }
}
