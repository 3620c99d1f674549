package import Message

/// The queue of one connector: what goes next, and when to look again. A value without a clock.
///
/// Order of departure: urgent, normal, non-urgent; the oldest first within each (enqueued, then row number). An entry
/// whose time has not come, that is held, or that is in transfer is passed over. Every change takes O(log n).
/// Functions that name an entry which is not there do nothing.
package struct ConnectorQueue: Sendable {
    struct Record: Sendable {
        var entry: QueueEntry
        /// An attempt is under way.
        var isMoving: Bool
        /// Set aside by its owner: until then, or until that takes it back.
        var aside: Aside?
        /// `entry.notBefore` was found to have passed; a clock that is set back does not undo it.
        var isDue: Bool
        /// Changes with every change of place; items of the heaps with another stamp are stale.
        var stamp: UInt64
        /// The stamp with which the entry came; items of `ages` carry it.
        let born: UInt64
    }

    struct Aside: Hashable, Sendable {
        var until: Timestamp?
        var why: String
    }

    var records: [Int64: Record] = [:]
    /// What is ready, by its arrival, one for each priority (index: rank).
    private var departures = [LazyHeap<TimeKey>](repeating: LazyHeap(), count: 3)
    private var waiting = LazyHeap<TimeKey>()
    /// By submission, one for each priority (index: rank).
    private var ages = [LazyHeap<TimeKey>](repeating: LazyHeap(), count: 3)
    /// Latest delivery, of entries that have one.
    private var latest = LazyHeap<TimeKey>()
    /// By the begin of the wait, of entries whose originators have not heard of it.
    var untold = LazyHeap<TimeKey>()
    private var lastStamp: UInt64 = 0

    /// Octets of content of all entries.
    package private(set) var octets = 0
    /// Entries with an attempt under way.
    package private(set) var moving = 0
    /// Entries that an operator has stopped, but for those whose attempt goes on.
    package private(set) var held = 0
    /// Entries that are ready as far as time goes: neither in transfer, held, set aside nor waiting. Up to date after
    /// `next`, which finds what has become due.
    package private(set) var ready: (messages: Int, octets: Int, urgent: Int) = (0, 0, 0)
    /// Urgent entries that are neither held nor in transfer, whether or not their time has come.
    package private(set) var urgentWaiting = 0

    package init() {}

    /// All entries, also held ones and those in transfer.
    package var count: Int { records.count }
    package var isEmpty: Bool { records.isEmpty }

    package subscript(id: Int64) -> QueueEntry? { records[id]?.entry }
    package func isMoving(_ id: Int64) -> Bool { records[id]?.isMoving ?? false }

    /// Adds an entry; one with the same id is replaced, and is then not in transfer.
    package mutating func insert(_ new: QueueEntry) {
        var entry = new
        if let time = entry.deferredDelivery { entry.notBefore = max(entry.notBefore ?? time, time) }
        remove(entry.id)
        let stamp = nextStamp()
        records[entry.id] = Record(entry: entry, isMoving: false, isDue: false, stamp: stamp, born: stamp)
        octets += entry.octets
        let age = TimeKey(time: max(entry.submitted, entry.deferredDelivery ?? entry.submitted), id: entry.id)
        ages[entry.priority.rank].push(.init(key: age, id: entry.id, stamp: stamp))
        if let time = entry.latestDelivery {
            latest.push(.init(key: TimeKey(time: time, id: entry.id), id: entry.id, stamp: stamp))
        }
        if !entry.isToldOfDelay { awaitWord(of: entry, stamp: stamp) }
        if let record = records[entry.id] { count(record, by: 1) }
        place(entry.id)
    }

    /// The entry to try now; it stays until `begin` and `finish`. nil: nothing is ready, see `nextDue`.
    package mutating func next(now: Timestamp) -> QueueEntry? {
        while let item = waiting.top, item.key.time <= now {
            waiting.pop()
            change(item.id) { record in
                if let time = record.aside?.until, time <= now { record.aside = nil }
                if let time = record.entry.notBefore, time <= now { record.isDue = true }
            }
        }
        return firstReady.flatMap { records[$0.id]?.entry }
    }

    /// When something will be ready that is not ready now: `now` when something is, nil when nothing ever will be.
    package func nextDue(now: Timestamp) -> Timestamp? {
        if firstReady != nil { return now }
        return waiting.top.map { max($0.key.time, now) }
    }

    /// An attempt begins.
    package mutating func begin(_ id: Int64) {
        change(id) { $0.isMoving = true }
    }

    /// The entry has gone.
    package mutating func finish(_ id: Int64) {
        remove(id)
    }

    /// The attempt has ended, or the entry shall wait anyway: not before `until`.
    ///
    /// `counts`: the attempt is one of the entry's transfer attempts; a failed open is not.
    package mutating func deferUntil(_ id: Int64, until: Timestamp, why: String, counts: Bool = true) {
        change(id) {
            $0.isMoving = false
            $0.isDue = false
            $0.entry.notBefore = max(until, $0.entry.deferredDelivery ?? until)
            $0.entry.why = why
            if counts { $0.entry.attempts += 1 }
        }
    }

    /// The attempt was given up for reasons that are not the message's: ready again at once, nothing counted.
    package mutating func putBack(_ id: Int64) {
        change(id) { $0.isMoving = false }
    }

    /// Stops the entry, or says anew why it is stopped. One in transfer is held once its attempt has ended.
    package mutating func hold(_ id: Int64, reason: String) {
        change(id) { $0.entry.hold = reason }
    }

    /// Ends the hold, and any wait but its originator's.
    package mutating func release(_ id: Int64) {
        change(id) { $0.entry.hold = nil }
        makeDue(id)
    }

    /// The entry's owner has no use for it now, whatever its own time says: passed over until then, or until
    /// `takeBack`. That is no retry, and nothing is counted.
    package mutating func setAside(_ id: Int64, until: Timestamp?, why: String) {
        change(id) { $0.aside = Aside(until: until, why: why) }
    }

    package mutating func takeBack(_ id: Int64) {
        if records[id]?.aside != nil { change(id) { $0.aside = nil } }
    }

    package func isAside(_ id: Int64) -> Bool { records[id]?.aside != nil }

    /// Every entry; in no order.
    package var entries: some Collection<QueueEntry> { records.values.lazy.map(\.entry) }

    /// When the oldest came of those that are ready.
    package var oldestReady: Timestamp? { departures.compactMap { $0.top?.key.time }.min() }

    /// Forgets the entry's wait: it is ready unless held or deferred by its originator.
    package mutating func makeDue(_ id: Int64) {
        change(id) {
            $0.isDue = $0.isDue || $0.entry.deferredDelivery == nil
            $0.entry.notBefore = $0.isDue ? nil : $0.entry.deferredDelivery
        }
    }

    /// Forgets all waits, as when the link has come up: mail must not sleep in a wait that was the link's.
    ///
    /// - Parameter own: entries whose wait is their own; it stays.
    package mutating func makeAllDue(besides own: Set<Int64> = []) {
        for (id, record) in records where record.entry.notBefore != nil && !own.contains(id) { makeDue(id) }
    }

    /// Entries whose lifetime has ended, held ones too, oldest first within each priority; those in transfer are not
    /// among them. They stay until `finish`.
    package mutating func expired(now: Timestamp, lifetimes: Lifetimes) -> [QueueEntry] {
        var result: [QueueEntry] = []
        for priority in [Priority.urgent, .normal, .nonUrgent] {
            var kept: [LazyHeap<TimeKey>.Item] = []
            while let item = ages[priority.rank].top,
                lifetimes.end(submitted: item.key.time, priority: priority) <= now
            {
                ages[priority.rank].pop()
                guard let record = records[item.id], record.born == item.stamp else { continue }
                kept.append(item)
                if !record.isMoving { result.append(record.entry) }
            }
            for item in kept { ages[priority.rank].push(item) }
        }
        return result + tooLate(now: now, besides: Set(result.map(\.id)))
    }

    /// Entries whose latest delivery has passed.
    private mutating func tooLate(now: Timestamp, besides known: Set<Int64>) -> [QueueEntry] {
        var result: [QueueEntry] = []
        var kept: [LazyHeap<TimeKey>.Item] = []
        while let item = latest.top, item.key.time <= now {
            latest.pop()
            guard let record = records[item.id], record.born == item.stamp else { continue }
            kept.append(item)
            if !record.isMoving && !known.contains(item.id) { result.append(record.entry) }
        }
        for item in kept { latest.push(item) }
        return result
    }

    /// When the next lifetime ends, of any entry; of one in transfer that may have passed. For a timer.
    package func nextExpiry(lifetimes: Lifetimes) -> Timestamp? {
        let ends = [Priority.urgent, .normal, .nonUrgent].compactMap { priority in
            ages[priority.rank].top.map { lifetimes.end(submitted: $0.key.time, priority: priority) }
        }
        return (ends + (latest.top.map { [$0.key.time] } ?? [])).min()
    }

    // MARK: Inside

    private var firstReady: LazyHeap<TimeKey>.Item? {
        for heap in departures { if let top = heap.top { return top } }
        return nil
    }

    private mutating func nextStamp() -> UInt64 {
        lastStamp += 1
        return lastStamp
    }

    private mutating func change(_ id: Int64, _ body: (inout Record) -> Void) {
        guard var record = records[id] else { return }
        count(record, by: -1)
        body(&record)
        count(record, by: 1)
        record.stamp = nextStamp()
        records[id] = record
        place(id)
    }

    private mutating func remove(_ id: Int64) {
        guard let record = records.removeValue(forKey: id) else { return }
        octets -= record.entry.octets
        count(record, by: -1)
        settleHeaps()
        let records = records
        for rank in ages.indices {
            ages[rank].settle(live: records.count) { records[$0.id]?.born == $0.stamp }
        }
        latest.settle(live: records.count) { records[$0.id]?.born == $0.stamp }
        untold.settle(live: records.count) { records[$0.id]?.born == $0.stamp }
    }

    private mutating func count(_ record: Record, by step: Int) {
        let entry = record.entry
        if record.isMoving { moving += step }
        if entry.isHeld && !record.isMoving { held += step }
        if entry.priority == .urgent && !entry.isHeld && !record.isMoving { urgentWaiting += step }
        guard record.isReady else { return }
        ready.messages += step
        ready.octets += step * entry.octets
        if entry.priority == .urgent { ready.urgent += step }
    }

    /// Puts the entry where its state wants it. Its older items are stale by their stamp.
    private mutating func place(_ id: Int64) {
        if let record = records[id], !record.isMoving, !record.entry.isHeld {
            let entry = record.entry
            if record.isReady {
                departures[entry.priority.rank].push(
                    .init(key: TimeKey(time: entry.enqueued, id: id), id: id, stamp: record.stamp))
            } else if let time = record.nextTime {
                waiting.push(.init(key: TimeKey(time: time, id: id), id: id, stamp: record.stamp))
            }
        }
        settleHeaps()
    }

    private mutating func settleHeaps() {
        let records = records
        for rank in departures.indices {
            departures[rank].settle(live: records.count) { records[$0.id]?.stamp == $0.stamp }
        }
        waiting.settle(live: records.count) { records[$0.id]?.stamp == $0.stamp }
    }
}

extension ConnectorQueue.Record {
    /// Nothing but a line is wanted.
    var isReady: Bool { !isMoving && !entry.isHeld && aside == nil && (isDue || entry.notBefore == nil) }

    /// When it has to be looked at again; nil: not by time alone.
    var nextTime: Timestamp? {
        let own = isDue ? nil : entry.notBefore
        guard let aside else { return own }
        return aside.until.map { max($0, own ?? $0) }
    }
}
