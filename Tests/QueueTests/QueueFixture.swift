import Message
import Queue

let t0 = Timestamp(seconds: 1_795_000_000)

func entry(
    _ id: Int64, _ priority: Priority = .normal, age: Int = 0, octets: Int = 10, notBefore: Timestamp? = nil
) -> QueueEntry {
    let time = t0 + .seconds(-age)
    return QueueEntry(
        id: id, message: MessageID(id), priority: priority, octets: octets, enqueued: time, submitted: time,
        notBefore: notBefore)
}

/// Small, fast and the same everywhere, so that a seed repeats a run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// The queue as one would write it without care for speed.
struct NaiveQueue {
    struct Item {
        var entry: QueueEntry
        var isMoving = false
        /// Its time has been seen to pass.
        var isDue = false
        var isAside = false
        /// Of one that is set aside; nil: until it is taken back.
        var asideUntil: Timestamp?

        /// When it is to be looked at again.
        var nextTime: Timestamp? {
            let own = isDue ? nil : entry.notBefore
            if !isAside { return own }
            return asideUntil.map { max($0, own ?? $0) }
        }
    }
    var items: [Int64: Item] = [:]

    private func isReady(_ item: Item) -> Bool {
        !item.isMoving && !item.entry.isHeld && !item.isAside && (item.isDue || item.entry.notBefore == nil)
    }

    /// As the queue takes it in: what its originator defers waits at least so long.
    mutating func insert(_ new: QueueEntry) {
        var entry = new
        if let time = new.deferredDelivery { entry.notBefore = max(time, new.notBefore ?? time) }
        items[entry.id] = .init(entry: entry)
    }

    mutating func deferUntil(_ id: Int64, _ until: Timestamp) {
        guard var item = items[id] else { return }
        item.isMoving = false
        item.isDue = false
        item.entry.notBefore = max(until, item.entry.deferredDelivery ?? until)
        item.entry.why = "w"
        item.entry.attempts += 1
        items[id] = item
    }

    mutating func makeDue(_ id: Int64) {
        guard var item = items[id] else { return }
        if item.entry.deferredDelivery == nil { item.isDue = true }
        item.entry.notBefore = item.isDue ? nil : item.entry.deferredDelivery
        items[id] = item
    }

    mutating func next(now: Timestamp) -> QueueEntry? {
        for (id, item) in items where !item.isMoving && !item.entry.isHeld {
            guard let time = item.nextTime, time <= now else { continue }
            items[id]?.isAside = false
            if item.entry.notBefore != nil { items[id]?.isDue = true }
        }
        return items.values.filter(isReady).map(\.entry).min { a, b in
            (a.priority.rank, a.enqueued, a.id) < (b.priority.rank, b.enqueued, b.id)
        }
    }

    func nextDue(now: Timestamp) -> Timestamp? {
        if items.values.contains(where: isReady) { return now }
        return items.values.filter { !$0.isMoving && !$0.entry.isHeld }.compactMap(\.nextTime).min()
            .map { max($0, now) }
    }

    /// Messages, octets and the oldest of what is ready.
    var ready: (messages: Int, octets: Int, urgent: Int, oldest: Timestamp?) {
        let entries = items.values.filter(isReady).map(\.entry)
        return (
            entries.count, entries.reduce(0) { $0 + $1.octets }, entries.count { $0.priority == .urgent },
            entries.map(\.enqueued).min()
        )
    }

    func expired(now: Timestamp, lifetimes: Lifetimes) -> Set<Int64> {
        Set(
            items.values.filter { item in
                !item.isMoving
                    && (lifetimes.end(
                        submitted: max(item.entry.submitted, item.entry.deferredDelivery ?? item.entry.submitted),
                        priority: item.entry.priority) <= now || item.entry.latestDelivery.map { $0 <= now } == true)
            }.map(\.entry.id))
    }
}
