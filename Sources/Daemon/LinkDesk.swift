import Events
import IO
import Links
import Message
import Spool

/// Where operators pause, grant and limit links, and where their costs are booked. The one owner of all that; kept in
/// the spool, so that a restart ends no pause and forgets no cost.
///
/// A link is named by its phonebook entry, or by its connector where it has none. Workers follow their link: they are
/// told of each change, and first of what holds when they begin, before which they do not call.
actor LinkDesk: QueueOwner {
    nonisolated let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let spool: any SpoolStore
    private let events: any EventSink
    private let workers: WorkerDirectory
    private var records: [String: LinkRecord] = [:]
    /// Workers by link.
    private var followers: [String: Set<String>] = [:]
    private var isLoaded = false
    /// The spool could not be read, and is tried again.
    private var isRetrying = false
    private let timers: TimerSet<String>

    init(spool: any SpoolStore, events: any EventSink, workers: WorkerDirectory) {
        executor = QueueExecutor(label: "trunkline.links")
        self.spool = spool
        self.events = events
        self.workers = workers
        timers = TimerSet(executor)
    }

    /// The worker is told what holds for the link, now and from now on.
    func follow(_ link: String, worker: String) {
        for other in followers.keys { followers[other]?.remove(worker) }
        followers[link, default: []].insert(worker)
        load()
        if isLoaded { tell(link) }
    }

    /// What the spool keeps; again after a while where it cannot be read.
    private func load() {
        if isLoaded { return }
        do throws(SpoolError) {
            for (key, value) in try spool.recoveries(prefix: LinkRecord.prefix) {
                guard let (link, part) = LinkRecord.parts(of: key) else { continue }
                switch part {
                case "conditions": records[link, default: LinkRecord()].conditions = LinkConditions(text: value)
                case "ledger": records[link, default: LinkRecord()].ledger = CostLedger(text: value)
                case "calls":
                    records[link, default: LinkRecord()].history = CallHistory(
                        text: String(decoding: value, as: UTF8.self))
                default: continue
                }
            }
            isLoaded = true
            for link in records.keys { expire(link) }
            for link in followers.keys { tell(link) }
        } catch {
            events.emit(EventRecord(.spoolUnavailable(problem: "links: \(error)")))
            if error.code == .closed || isRetrying { return }
            isRetrying = true
            post(after: 10) {
                $0.isRetrying = false
                $0.load()
            }
        }
    }

    // MARK: What operators ask

    /// What holds for the link and what was spent on it; nil while the spool cannot be read.
    func record(of link: String) -> LinkRecord? {
        load()
        return isLoaded ? records[link] ?? LinkRecord() : nil
    }

    /// What was spent, by link.
    var ledgers: [String: CostLedger] {
        load()
        return records.mapValues(\.ledger)
    }

    /// Changes what operators have set for a link. False: the spool cannot be read, and nothing is known.
    func change(_ link: String, _ change: (inout LinkConditions) -> Void) -> Bool {
        guard var record = record(of: link) else { return false }
        change(&record.conditions)
        records[link] = record
        keepConditions(of: link)
        expire(link)
        tell(link)
        return true
    }

    // MARK: What workers tell

    func book(_ expense: LinkExpense, on link: String, by worker: String) {
        (workers[worker] as? ConnectorWorker)?.post { $0.booked() }
        records[link, default: LinkRecord()].ledger.book(expense)
        spool.saveRecovery(key: LinkRecord.ledgerKey(link), value: records[link]?.ledger.text, reply: nil)
        tell(link)
    }

    /// A call has ended.
    func note(_ call: CallRecord, on link: String) {
        guard isLoaded else { return }
        records[link, default: LinkRecord()].history.add(call)
        let text = records[link]?.history.text ?? ""
        spool.saveRecovery(key: LinkRecord.historyKey(link), value: Array(text.utf8), reply: nil)
        tell(link)
    }

    // MARK: Inside

    /// Ends what is over, and comes back for what ends next.
    private func expire(_ link: String) {
        guard var record = records[link] else { return }
        let ended = record.conditions.expire(now: now())
        if !ended.isEmpty {
            records[link] = record
            keepConditions(of: link)
            for what in ended { events.emit(EventRecord(.linkConditionEnded(link: link, what: what.rawValue))) }
            tell(link)
        }
        guard let next = record.conditions.nextEnd else { return timers.cancel(link) }
        // A clock that is set is noticed within a minute.
        let delay = min(60, max(0.01, Double((next - now()).microseconds) / 1_000_000))
        timers.start(link, after: delay) { self.expire(link) }
    }

    private func keepConditions(of link: String) {
        let text = records[link]?.conditions.text ?? []
        spool.saveRecovery(
            key: LinkRecord.conditionsKey(link), value: text.isEmpty ? nil : text, reply: nil)
    }

    private func tell(_ link: String) {
        let record = records[link] ?? LinkRecord()
        for name in followers[link] ?? [] {
            (workers[name] as? ConnectorWorker)?.post { $0.linkChanged(link, record) }
        }
    }
}
