import Acceptance
import Admin
import Events
import IO
import Message
import Queue
import Spool

/// Mail of a connector that is not configured any more: it goes by another one that carries it. Where there is none it
/// waits, is seen, and is returned when its lifetime ends. When a connector of that name is configured again, that one
/// takes it up.
actor ParkedWorker: BacklogWorker {
    private enum WorkerTimer: Hashable { case pump }

    nonisolated let name: String
    nonisolated let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    let rooms: Rooms
    let lifetimes: Lifetimes
    var backlog = ConnectorBacklog()
    var isStopping = false
    private let timers: TimerSet<WorkerTimer>

    init(name: String, lifetimes: Lifetimes, rooms: Rooms) {
        self.name = name
        self.lifetimes = lifetimes
        self.rooms = rooms
        executor = QueueExecutor(label: "trunkline.parked.\(name)")
        timers = TimerSet(executor)
    }

    var lastError: (text: String, at: Timestamp)? { (why, now()) }

    private var why: String { "connector \(name) is not configured" }

    func start() { takeUp() }

    func stop(reply: @escaping @Sendable () -> Void) {
        isStopping = true
        timers.cancelAll()
        reply()
    }

    func pump() {
        if isStopping { return }
        expire()
        for entry in backlog.takeNewcomers(now: now()) { reroute(entry, .removed, orFail: nil) }
        let time = now()
        let times = [nextExpiry(after: time), backlog.nextNewcomer(after: time)]
        guard let next = times.compactMap(\.self).min() else { return timers.cancel(.pump) }
        timers.start(.pump, after: max(0.01, Double((next - time).microseconds) / 1_000_000)) { self.pump() }
    }

    /// A reload: there may be another way now.
    func routesChanged() {
        for entry in backlog.takeIdle(now: now()) { reroute(entry, .removed, orFail: nil) }
        pump()
    }

    func emit(_ event: Event) { rooms.events.emit(EventRecord(event, connector: name)) }

    func emit(_ event: Event, of entry: StoredEntry) {
        rooms.events.emit(EventRecord(event, connector: name, mtsIdentifier: entry.mtsIdentifier.description))
    }

    // MARK: Operators

    func status() -> AdminConnector {
        AdminConnector(
            name: name, kind: "removed", state: .suspended, why: why, queued: backlog.queue.count,
            queuedOctets: backlog.queue.octets, urgent: backlog.queue.urgentWaiting, held: backlog.queue.held,
            oldest: backlog.oldest)
    }

    func queueRows(limit: Int) -> (rows: [AdminQueueEntry], total: Int) {
        let rows = backlog.listing(
            connector: name, now: now(), limit: limit, waitingFor: why, linkAt: nil, lifetimes: lifetimes)
        return (rows, backlog.queue.count)
    }
}
