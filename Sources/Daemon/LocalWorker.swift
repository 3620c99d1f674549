import Acceptance
import Admin
import Events
import IO
import Links
import LocalConnector
import Message
import Queue
import Spool

/// One connector of type `local`: its queue, and the way into the mailboxes.
///
/// Entries go in batches, so that one synchronization of the disk serves many.
actor LocalWorker: BacklogWorker {
    enum WorkerTimer: Hashable {
        case due
        case expiry
        /// The schedule is to be looked at; at least every minute, should the clock be set.
        case window
    }

    /// Entries in one batch.
    static let batchSize = 128

    nonisolated let name: String
    nonisolated let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    let rooms: Rooms
    private var delivery: any LocalDelivery
    private var settings: LocalSettings
    var backlog = ConnectorBacklog()
    /// Batches that the delivery has.
    private var underway = 0
    private var delivered = 0
    var lastError: (text: String, at: Timestamp)?
    private var lastSuccess: Timestamp?
    var isStopping = false
    private let timers: TimerSet<WorkerTimer>

    init(settings: LocalSettings, delivery: any LocalDelivery, rooms: Rooms) {
        name = settings.name
        executor = QueueExecutor(label: "trunkline.connector.\(settings.name)")
        self.settings = settings
        self.delivery = delivery
        self.rooms = rooms
        timers = TimerSet(executor)
    }

    func start() { takeUp() }

    func replace(_ settings: LocalSettings, delivery: any LocalDelivery) {
        self.settings = settings
        self.delivery = delivery
        pump()
    }

    /// What the delivery has begun it brings to its end; what it cannot is found again by the next start.
    func stop(reply: @escaping @Sendable () -> Void) {
        isStopping = true
        timers.cancelAll()
        waitForBatches(reply, rounds: 50)
    }

    private func waitForBatches(_ reply: @escaping @Sendable () -> Void, rounds: Int) {
        if underway == 0 || rounds == 0 { return reply() }
        post(after: 0.1) { $0.waitForBatches(reply, rounds: rounds - 1) }
    }

    // MARK: Delivery

    func pump() {
        if isStopping { return }
        expire()
        if settings.schedule.isOpen(at: now()) {
            while underway < 2, let batch = nextBatch() { deliver(batch) }
        }
        arm(.window, at: settings.schedule.nextChange(after: now()).map { min($0, now() + .seconds(60)) })
        arm(.due, at: backlog.nextDue(after: now()))
        arm(.expiry, at: nextExpiry(after: now()))
    }

    private func arm(_ timer: WorkerTimer, at time: Timestamp?) {
        guard let time, !isStopping else {
            timers.cancel(timer)
            return
        }
        timers.start(timer, after: max(0.01, Double((time - now()).microseconds) / 1_000_000)) { self.pump() }
    }

    private func nextBatch() -> [LocalDeliveryItem]? {
        var items: [LocalDeliveryItem] = []
        while items.count < Self.batchSize, let entry = backlog.take(now: now()) {
            do throws(SpoolError) {
                let envelope = try rooms.spool.envelope(ofEntry: entry.id)
                items.append(LocalDeliveryItem(entry: entry, envelope: envelope))
            } catch {
                if error.code == .notFound {
                    backlog.finish(entry.id)
                } else {
                    backlog.deferUntil(entry.id, until: now() + .seconds(60), why: "\(error)", counts: false)
                }
            }
        }
        return items.isEmpty ? nil : items
    }

    private func deliver(_ batch: [LocalDeliveryItem]) {
        underway += 1
        let items = Dictionary(uniqueKeysWithValues: batch.map { ($0.entry.id, $0) })
        delivery.deliver(batch) { outcomes in
            self.post { $0.tried(outcomes, items) }
        }
    }

    private func tried(_ outcomes: [Int64: [Int: Outcome]], _ items: [Int64: LocalDeliveryItem]) {
        underway -= 1
        var settlements: [Settlement] = []
        for (id, item) in items {
            let result = outcomes[id] ?? [:]
            note(item, result)
            settlements.append(settlement(of: item, result))
        }
        commit(settlements)
        pump()
    }

    private func note(_ item: LocalDeliveryItem, _ outcomes: [Int: Outcome]) {
        let identifier = item.entry.mtsIdentifier.description
        for recipient in item.envelope.recipients where outcomes[recipient.number] == .delivered {
            delivered += 1
            lastSuccess = now()
            rooms.counters.add { $0.messagesDelivered += 1 }
            emit(
                .messageDelivered(
                    mtsIdentifier: identifier, recipient: recipient.mailbox.description, octets: item.entry.octets),
                mtsIdentifier: identifier)
        }
    }

    private func settlement(of item: LocalDeliveryItem, _ outcomes: [Int: Outcome]) -> Settlement {
        let waiting = item.envelope.recipients.compactMap { recipient -> String? in
            switch outcomes[recipient.number] {
            case .deferred(let why): why
            case nil: "no outcome"
            default: nil
            }
        }
        guard let why = waiting.first else {
            return Settlement(entry: item.entry.id, message: item.entry.message, outcomes: outcomes, now: now())
        }
        let delay = settings.retryDelay(attempts: backlog.attempts(item.entry.id), fraction: randomFraction())
        let until = now() + delay
        let identifier = item.entry.mtsIdentifier.description
        lastError = (why, now())
        emit(
            .deliveryDeferred(
                connector: name, mtsIdentifier: identifier, seconds: delay.wholeSeconds, why: why),
            mtsIdentifier: identifier, retryAt: until)
        return Settlement(
            entry: item.entry.id, message: item.entry.message, outcomes: outcomes,
            retry: Reschedule(
                entry: item.entry.id, notBefore: until, attempts: backlog.attempts(item.entry.id) + 1, why: why),
            now: now())
    }

    // MARK: Operators

    func status() -> AdminConnector {
        AdminConnector(
            name: name, kind: "local", state: underway > 0 ? .transferring : backlog.isEmpty ? .idle : .waiting,
            queued: backlog.queue.count, queuedOctets: backlog.queue.octets, urgent: backlog.queue.urgentWaiting,
            held: backlog.queue.held,
            oldest: backlog.oldest, nextTry: backlog.nextDue(after: now()), lastError: lastError?.text,
            lastErrorAt: lastError?.at, lastSuccess: lastSuccess, addressSpaces: settings.addressSpaces,
            messagesOut: delivered)
    }

    func queueRows(limit: Int) -> (rows: [AdminQueueEntry], total: Int) {
        let rows = backlog.listing(
            connector: name, now: now(), limit: limit,
            waitingFor: settings.schedule.isOpen(at: now()) ? nil : "outside the connector's schedule",
            linkAt: settings.schedule.nextChange(after: now()), lifetimes: settings.lifetimes)
        return (rows, backlog.queue.count)
    }

    var lifetimes: Lifetimes { settings.lifetimes }

    func emit(_ event: Event) { emit(event, mtsIdentifier: nil) }

    func emit(_ event: Event, of entry: StoredEntry) {
        emit(event, mtsIdentifier: entry.mtsIdentifier.description)
    }

    private func emit(
        _ event: Event, mtsIdentifier: String?, retryAt: Timestamp? = nil, hint: String? = nil
    ) {
        rooms.events.emit(
            EventRecord(event, connector: name, mtsIdentifier: mtsIdentifier, retryAt: retryAt, hint: hint))
    }
}
