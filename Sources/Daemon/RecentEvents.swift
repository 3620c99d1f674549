import Admin
import Journal
import Synchronization

/// The last events and the last incidents, for `trunkctl events`, `trunkctl incident` and those who begin to follow. A
/// leaf.
final class RecentEvents: Sendable {
    private static let limit = 1000

    private struct State {
        var events: [JournalEntry] = []
        var book = IncidentBook()
    }
    private let state = Mutex(State())

    func add(_ new: [JournalEntry]) {
        state.withLock { state in
            state.events += new
            if state.events.count > 2 * Self.limit { state.events.removeFirst(state.events.count - Self.limit) }
            for entry in new { state.book.add(entry) }
        }
    }

    /// Oldest first.
    func last(_ count: Int) -> [AdminEvent] {
        state.withLock { Array($0.events.suffix(min(count, Self.limit))) }.compactMap { AdminEvent($0) }
    }

    /// Oldest first, without their events.
    func incidents(limit: Int, connector: String?) -> [AdminIncident] {
        state.withLock { $0.book.last(limit, connector: connector) }.compactMap { incident in
            var row = AdminIncident(incident)
            row?.events = []
            return row
        }
    }

    func incidents(beginning prefix: String) -> [AdminIncident] {
        state.withLock { $0.book.beginning(with: prefix) }.compactMap { AdminIncident($0) }
    }
}

extension AdminIncident {
    fileprivate init?(_ incident: IncidentBook.Incident) {
        self.init(
            id: incident.id, events: incident.entries.compactMap { AdminEvent($0) }, omitted: incident.omitted)
    }
}
