import Admin
import IO
import Message
import Spool
import Synchronization

/// A worker as the others see it: it can be told of new work, asked whether it lives, and stopped.
protocol QueueWorker: QueueOwner {
    /// The connector's name.
    nonisolated var name: String { get }
    /// Entries that were committed to this worker's queue.
    func queued(_ entries: [StoredEntry])
    /// The spool has noted that an operator holds the entry's message, or has released it.
    ///
    /// - Returns: whether the entry is in transfer: that is not cut, and is held if it fails.
    func holdChanged(_ entry: StoredEntry) -> Bool
    /// For operators.
    func status() -> AdminConnector
    func queueRows(limit: Int) -> (rows: [AdminQueueEntry], total: Int)
    func associationRows() -> [AdminAssociation]
    /// Ends what it does, leaving transfers at a checkpoint; `reply` comes once.
    func stop(reply: @escaping @Sendable () -> Void)
}

extension QueueWorker {
    /// Those of connectors without associations.
    func associationRows() -> [AdminAssociation] { [] }
}

/// Which worker serves which connector. A leaf: touched from every queue (design, 5).
final class WorkerDirectory: Sendable {
    private let workers = Mutex<[String: any QueueWorker]>([:])

    func set(_ worker: any QueueWorker) { workers.withLock { $0[worker.name] = worker } }

    func remove(_ name: String) -> (any QueueWorker)? { workers.withLock { $0.removeValue(forKey: name) } }

    var all: [any QueueWorker] {
        workers.withLock { $0.values.sorted { $0.name < $1.name } }
    }

    subscript(name: String) -> (any QueueWorker)? { workers.withLock { $0[name] } }

    /// Tells each entry's worker. An entry of a connector that is not configured any more waits in the spool.
    func deliver(_ entries: [StoredEntry]) {
        for (connector, group) in Dictionary(grouping: entries, by: \.connector) {
            guard let worker = self[connector] else { continue }
            Self.tell(worker, group)
        }
    }

    private static func tell<W: QueueWorker>(_ worker: W, _ entries: [StoredEntry]) {
        worker.post { $0.queued(entries) }
    }
}
