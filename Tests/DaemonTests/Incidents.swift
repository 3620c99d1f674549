import Foundation
import Testing

/// The incidents of a site as `trunkctl events` tells them.
struct Incidents {
    struct Event {
        let number: Int
        let time: Double
        let hint: String
    }

    /// By identifier, in order of their first event.
    private(set) var all: [(id: String, events: [Event])] = []

    init(_ site: Site) {
        let output = (try? site.control("events", "--json", "--lines", "1000"))?.output ?? ""
        for line in output.split(separator: "\n") {
            guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                let id = object["incident"] as? String, let number = object["number"] as? Int
            else { continue }
            let time = (object["time"] as? Double ?? 0) / 1_000_000
            let event = Event(number: number, time: time, hint: object["hint"] as? String ?? "")
            if let index = all.firstIndex(where: { $0.id == id }) {
                all[index].events.append(event)
            } else {
                all.append((id, [event]))
            }
        }
    }

    /// The numbers of the first incident.
    var first: [Int] { all.first?.events.map(\.number) ?? [] }
    /// The hint of its last event.
    var lastHint: String { all.first?.events.last?.hint ?? "" }
    /// Seconds from the beginning of one incident to that of the next.
    var gaps: [Double] {
        let starts = all.compactMap { $0.events.first?.time }
        return zip(starts.dropFirst(), starts).map { $0 - $1 }
    }

    var description: String {
        all.map { "\($0.id.prefix(8)) " + $0.events.map { "\($0.number) \($0.hint)" }.joined(separator: "\n         ") }
            .joined(separator: "\n")
    }

    /// Waits until the first incident of the site has exactly these events; then the last has the hint.
    static func expect(_ numbers: [Int], hint words: [String], at site: Site, _ what: String = "") {
        let matched = wait(15) { Incidents(site).first == numbers }
        let found = Incidents(site)
        let told = "\(found.description)\n\(site.events)"
        #expect(matched, "\(what) at \(site.name): \(found.first), not \(numbers)\n\(told)")
        for word in words {
            #expect(found.lastHint.contains(word), "\(what) at \(site.name): \(word) in: \(found.lastHint)")
        }
    }
}

/// A mistake in one connector's configuration, as a drop-in that can be taken out again.
struct Mistake {
    let site: Site
    let path: String

    /// - Parameter connector: the name of the connector's file without its suffix.
    init(_ site: Site, _ connector: String, _ text: String) throws {
        self.site = site
        path = "connectors/\(connector).connector.d"
        try FileManager.default.createDirectory(
            at: site.folder.appending(path: path), withIntermediateDirectories: true)
        try site.write("\(path)/mistake.conf", text)
    }

    /// Puts it right, and reloads.
    func mend() throws {
        try FileManager.default.removeItem(at: site.folder.appending(path: path))
        let reload = try site.control("reload")
        #expect(reload.status == 0, "\(reload.output)")
    }
}

extension Site {
    /// A message on its way to a mailbox.
    func send(to recipient: String) throws {
        let client = try SMTPClient(smtp)
        let answer = client.submit(from: "ann@\(domain)", to: [recipient], content: message("x"))
        #expect(answer.hasPrefix("250"), "\(answer)")
    }
}
