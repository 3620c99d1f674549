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
    }
    var items: [Int64: Item] = [:]

    private func isReady(_ item: Item) -> Bool {
        !item.isMoving && !item.entry.held && (item.isDue || item.entry.notBefore == nil)
    }

    mutating func next(now: Timestamp) -> QueueEntry? {
        for (id, item) in items where !item.isMoving && !item.entry.held {
            if let time = item.entry.notBefore, time <= now { items[id]?.isDue = true }
        }
        return items.values.filter(isReady).map(\.entry).min { a, b in
            (a.priority.rank, a.enqueued, a.id) < (b.priority.rank, b.enqueued, b.id)
        }
    }

    func nextDue(now: Timestamp) -> Timestamp? {
        if items.values.contains(where: isReady) { return now }
        return items.values.filter { !$0.isMoving && !$0.entry.held }.compactMap(\.entry.notBefore).min()
            .map { max($0, now) }
    }

    func expired(now: Timestamp, lifetimes: Lifetimes) -> Set<Int64> {
        Set(
            items.values.filter { item in
                !item.isMoving && !item.entry.held
                    && lifetimes.end(submitted: item.entry.submitted, priority: item.entry.priority) <= now
            }.map(\.entry.id))
    }
}
