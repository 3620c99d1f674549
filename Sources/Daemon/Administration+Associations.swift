import Admin
import IO

/// `trunkctl association`
extension MTAService {
    func listAssociations(_ name: String?, _ reply: @escaping Administration.Reply) {
        if let name, rooms.workers[name] == nil {
            _ = reply(.failed(.noSuchConnector(name: name)), true)
            return
        }
        let workers = rooms.workers.all.filter { name == nil || $0.name == name }
        let rows = Gathering<[AdminAssociation]> { parts in
            let all = parts.flatMap(\.self)
            // Calls that nobody is known to make come last.
            let sorted = all.sorted { ($0.connector ?? "\u{7F}", $0.number) < ($1.connector ?? "\u{7F}", $1.number) }
            _ = reply(.associations(sorted), true)
        }
        let latch = Latch(workers.count + 1) { rows.finish() }
        for worker in workers {
            Self.ask(worker) { worker in
                rows.add(worker.associationRows())
                latch.countDown()
            }
        }
        p1.post { door in
            if name == nil { rows.add(door.associationRows()) }
            latch.countDown()
        }
    }

    func ping(_ name: String, _ caller: AdminCaller, _ reply: @escaping Administration.Reply) {
        switch rooms.workers[name] {
        case let worker as ConnectorWorker:
            note(caller, "association ping \(name)", nil)
            worker.post { $0.ping { answer, _ in _ = reply(answer, true) } }
        case is LocalWorker: _ = reply(.failed(.notDialled(name: name, kind: "local")), true)
        case is ParkedWorker: _ = reply(.failed(.notDialled(name: name, kind: "removed")), true)
        default: _ = reply(.failed(.noSuchConnector(name: name)), true)
        }
    }
}
