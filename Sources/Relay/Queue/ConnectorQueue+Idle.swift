package import Message

extension ConnectorQueue {
    /// Entries that wait for this connector and for nothing else, in the order of departure: neither in transfer nor
    /// held, nor deferred by their originator.
    package func idle(now: Timestamp) -> [QueueEntry] { Self.idle(records.values, now: now) }

    /// The same of some entries.
    package func idle(among entries: Set<Int64>, now: Timestamp) -> [QueueEntry] {
        Self.idle(entries.compactMap { records[$0] }, now: now)
    }

    private static func idle(_ records: some Sequence<Record>, now: Timestamp) -> [QueueEntry] {
        records.lazy
            .filter { !$0.isMoving && !$0.entry.isHeld && ($0.entry.deferredDelivery.map { $0 <= now } ?? true) }
            .map(\.entry)
            .sorted { ($0.priority.rank, $0.enqueued, $0.id) < ($1.priority.rank, $1.enqueued, $1.id) }
    }
}
