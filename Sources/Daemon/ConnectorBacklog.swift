import Admin
import Links
import Message
import Queue
import Spool

/// One connector's queue with what people want to know of its entries. Lives in a worker.
struct ConnectorBacklog: Sendable {
    fileprivate(set) var queue = ConnectorQueue()
    fileprivate var stored: [Int64: StoredEntry] = [:]
    /// Entries of which the spool keeps a cut transfer, with the octets that the neighbour has secured.
    var recoverable: [Int64: Int] = [:]
    /// Entries whose own transfers failed: their waits are not the link's.
    private var stumbling: Set<Int64> = []
    /// Entries that the neighbour may have taken without our knowing.
    var doubtful: Set<Int64> = []
    /// Entries for which no other way was looked for since they came.
    private var newcomers: Set<Int64> = []

    /// What the link says of each entry; nil: it carries all of them at any time.
    private(set) var judge: LinkJudge?
    /// What the link never carries as it is set up.
    private(set) var refused: [Int64: LinkObstacle] = [:]
    /// Those of them that nobody has been told of.
    private var refusals: [Int64] = []

    var isEmpty: Bool { queue.isEmpty }

    subscript(entry: Int64) -> StoredEntry? { stored[entry] }

    mutating func insert(_ entry: StoredEntry) {
        if stored[entry.id] != nil { return }
        stored[entry.id] = entry
        newcomers.insert(entry.id)
        if entry.handing { doubtful.insert(entry.id) }
        var new = QueueEntry(
            id: entry.id, message: entry.message, priority: entry.priority, octets: entry.octets,
            enqueued: entry.enqueued, submitted: entry.submitted, notBefore: entry.notBefore,
            attempts: entry.attempts, why: entry.why, hold: entry.hold, deferredDelivery: entry.deferredDelivery,
            latestDelivery: entry.latestDelivery)
        new.isToldOfDelay = entry.isToldOfDelay
        queue.insert(new)
        if judge != nil, let added = queue[entry.id] { consider(added) }
    }

    /// The next entry that is due; it is in transfer from now on.
    mutating func take(now: Timestamp) -> StoredEntry? {
        while let next = queue.next(now: now) {
            guard let entry = stored[next.id] else {
                queue.finish(next.id)
                continue
            }
            queue.begin(next.id)
            return entry
        }
        return nil
    }

    mutating func hasDue(now: Timestamp) -> Bool { queue.next(now: now) != nil }
    mutating func hasUrgentDue(now: Timestamp) -> Bool { queue.next(now: now)?.priority == .urgent }

    /// Entries ready or waiting, neither those in transfer nor held ones.
    var waiting: Int { queue.count - queue.moving - queue.held }

    mutating func finish(_ entry: Int64) {
        queue.finish(entry)
        stored[entry] = nil
        doubtful.remove(entry)
        stumbling.remove(entry)
        refused[entry] = nil
        newcomers.remove(entry)
    }

    func isMoving(_ entry: Int64) -> Bool { queue.isMoving(entry) }

    mutating func putBack(_ entry: Int64) { queue.putBack(entry) }

    mutating func deferUntil(_ entry: Int64, until: Timestamp, why: String, counts: Bool) {
        queue.deferUntil(entry, until: until, why: why, counts: counts)
    }

    /// What could go another way as well, in the order of departure. None of it is new from now on.
    mutating func takeIdle(now: Timestamp) -> [StoredEntry] { noted(queue.idle(now: now)) }

    /// What of that is new, or what is new of some entries.
    mutating func takeNewcomers(among entries: Set<Int64>? = nil, now: Timestamp) -> [StoredEntry] {
        let new = entries.map { newcomers.intersection($0) } ?? newcomers
        return noted(queue.idle(among: new, now: now))
    }

    /// Another way is looked for once more.
    mutating func makeNew(_ entry: Int64) { if stored[entry] != nil { newcomers.insert(entry) } }

    /// When the first that is new and was deferred by its originator may go.
    func nextNewcomer(after time: Timestamp) -> Timestamp? {
        newcomers.compactMap { queue[$0]?.deferredDelivery }.filter { $0 > time }.min()
    }

    private mutating func noted(_ entries: [QueueEntry]) -> [StoredEntry] {
        newcomers.subtract(entries.map(\.id))
        return entries.compactMap { stored[$0.id] }
    }

    mutating func makeAllDue() { queue.makeAllDue(besides: stumbling) }

    /// The entry's transfer brought its association down, or was refused: the others go first, on the next one too.
    mutating func putBehind(_ entry: Int64, until: Timestamp, why: String, counts: Bool) {
        guard stored[entry] != nil else { return }
        queue.deferUntil(entry, until: until, why: why, counts: counts)
        stumbling.insert(entry)
    }

    mutating func expired(now: Timestamp, lifetimes: Lifetimes) -> [StoredEntry] {
        queue.expired(now: now, lifetimes: lifetimes).compactMap { stored[$0.id] }
    }

    func attempts(_ entry: Int64) -> Int { queue[entry]?.attempts ?? 0 }

    /// For `trunkctl queue`.
    func listing(
        connector: String, now: Timestamp, limit: Int, waitingFor: String?, linkAt: Timestamp?, lifetimes: Lifetimes
    ) -> [AdminQueueEntry] {
        queue.listing(now: now, limit: limit, waitingFor: waitingFor, linkAt: linkAt).compactMap { line in
            guard let entry = stored[line.entry.id] else { return nil }
            let state: AdminQueueEntry.State =
                switch line.state {
                case .inTransfer: .sending
                case .held: .held
                case .aside: refused[entry.id] == nil ? .queued : .held
                case .ready, .waiting: .queued
                }
            return AdminQueueEntry(
                entry: Int(entry.id), message: entry.message.description,
                mtsIdentifier: entry.mtsIdentifier.description, connector: connector, priority: entry.priority.name,
                state: state, octets: entry.octets, submitted: entry.submitted, enqueued: entry.enqueued,
                attempts: line.entry.attempts, why: line.why, until: line.eta,
                expires: expiry(of: entry, lifetimes),
                originator: entry.originator?.description ?? "", firstRecipient: entry.firstRecipient.description,
                recipients: entry.recipients, kind: "\(entry.kind)")
        }
    }
}

extension ConnectorBacklog {
    func expiry(of entry: StoredEntry, _ lifetimes: Lifetimes) -> Timestamp {
        let start = max(entry.submitted, entry.deferredDelivery ?? entry.submitted)
        let end = lifetimes.end(submitted: start, priority: entry.priority)
        return min(end, entry.latestDelivery ?? end)
    }

    /// For events about a message in transfer.
    func identifier(of message: MessageID) -> String {
        stored.values.first { $0.message == message }?.mtsIdentifier.description ?? ""
    }

    mutating func begin(_ entry: Int64) { queue.begin(entry) }

    /// When something will be due that is not due at `time`.
    func nextDue(after time: Timestamp) -> Timestamp? {
        queue.nextDue(now: time).flatMap { $0 > time ? $0 : nil }
    }

    func nextExpiry(lifetimes: Lifetimes) -> Timestamp? { queue.nextExpiry(lifetimes: lifetimes) }

    /// Those whose originators are to hear that they are late; they count as told.
    mutating func late(now: Timestamp, after: Interval) -> [StoredEntry] {
        queue.late(now: now, after: after).compactMap { stored[$0.id] }
    }

    mutating func tellNow(_ entry: Int64) -> Bool { queue.tellNow(entry) }
    func nextLate(after: Interval) -> Timestamp? { queue.nextLate(after: after) }
}

/// What operators hold.
extension ConnectorBacklog {
    /// Takes in how the spool has the entry's hold from now on; one that is not known yet comes with it.
    ///
    /// - Returns: whether it is in transfer, which goes on to its end.
    mutating func noteHold(_ entry: StoredEntry) -> Bool {
        insert(entry)
        stored[entry.id]?.hold = entry.hold
        if let reason = entry.hold {
            queue.hold(entry.id, reason: reason)
        } else {
            queue.release(entry.id)
            stumbling.remove(entry.id)
            makeNew(entry.id)
        }
        if judge != nil, let changed = queue[entry.id] { consider(changed) }
        return queue.isMoving(entry.id)
    }

    func isHeld(_ entry: Int64) -> Bool { queue[entry]?.isHeld ?? false }
}

extension ConnectorBacklog {
    /// Submission of the oldest message that waits.
    var oldest: Timestamp? { stored.values.map(\.submitted).min() }
}

/// What the link carries now: what it does not is set aside.
extension ConnectorBacklog {
    /// Asks anew about every entry.
    mutating func reconsider(_ judge: LinkJudge?) {
        self.judge = judge
        for entry in Array(queue.entries) { consider(entry) }
    }

    /// What the link will never carry and nobody has been told of.
    mutating func takeRefusals() -> [(StoredEntry, LinkObstacle)] {
        defer { refusals = [] }
        return refusals.compactMap { id in
            guard let entry = stored[id], let obstacle = refused[id] else { return nil }
            return (entry, obstacle)
        }
    }

    private mutating func consider(_ entry: QueueEntry) {
        // What an operator holds goes nowhere else either: it is asked about when it is released.
        let verdict = entry.isHeld ? .may : judge?.verdict(entry) ?? .may
        if case .never(let obstacle) = verdict {
            if refused[entry.id] == nil { refusals.append(entry.id) }
            refused[entry.id] = obstacle
        } else {
            refused[entry.id] = nil
        }
        switch verdict {
        case .may: queue.takeBack(entry.id)
        case .notBefore(let time, let obstacle):
            queue.setAside(entry.id, until: time, why: obstacle.description)
        case .waits(let obstacle), .never(let obstacle):
            queue.setAside(entry.id, until: nil, why: obstacle.description)
        }
    }

    /// What could go now if there were a line.
    mutating func waitingMail(now: Timestamp) -> WaitingMail {
        _ = queue.next(now: now)
        let ready = queue.ready
        return WaitingMail(
            messages: ready.messages, octets: ready.octets, oldest: queue.oldestReady, hasUrgent: ready.urgent > 0)
    }

    /// The next entry may go in a call that we make.
    mutating func nextMayGo(inOurCallAt time: Timestamp) -> Bool {
        guard var judge, let next = queue.next(now: time) else { return true }
        judge.call = .ours
        judge.time = time
        return judge.verdict(next) == .may
    }
}
