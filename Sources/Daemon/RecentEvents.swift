import Admin
import Journal
import Synchronization

/// The last events, for `trunkctl events` and for those who begin to follow. A leaf.
final class RecentEvents: Sendable {
    private static let limit = 1000

    private let events = Mutex<[JournalEntry]>([])

    func add(_ new: [JournalEntry]) {
        events.withLock { events in
            events += new
            if events.count > 2 * Self.limit { events.removeFirst(events.count - Self.limit) }
        }
    }

    /// Oldest first.
    func last(_ count: Int) -> [AdminEvent] {
        events.withLock { Array($0.suffix(min(count, Self.limit))) }.compactMap { AdminEvent($0) }
    }
}
