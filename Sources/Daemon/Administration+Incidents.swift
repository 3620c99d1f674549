import Admin
import IO

/// `trunkctl incident` and `trunkctl diagnose`.
extension MTAService {
    func readIncident(_ id: String, _ reply: @escaping Administration.Reply) {
        let found = recent.incidents(beginning: id)
        if found.count > 1 {
            let some = found.prefix(5).map(\.id).joined(separator: ", ")
            _ = reply(.failed(.refused(why: "\(found.count) incidents begin with \(id): \(some)")), true)
        } else if let incident = found.first {
            _ = reply(.incident(incident), true)
        } else {
            _ = reply(.failed(.noSuchIncident(id: id)), true)
        }
    }

    /// Mistakes in the files are looked for first; the rest is the connector's worker's to see.
    func diagnose(_ name: String, _ caller: AdminCaller, _ reply: @escaping Administration.Reply) {
        switch rooms.workers[name] {
        case let worker as ConnectorWorker:
            note(caller, "diagnose \(name)", nil)
            let problems = check()
            worker.post { $0.diagnose(problems: problems) { _ = reply($0, true) } }
        case is LocalWorker: _ = reply(.failed(.notDialled(name: name, kind: "local")), true)
        case is ParkedWorker: _ = reply(.failed(.notDialled(name: name, kind: "removed")), true)
        default: _ = reply(.failed(.noSuchConnector(name: name)), true)
        }
    }
}
