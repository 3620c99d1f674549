package import Message

// Who has to hear that a message is late: each once.
extension ConnectorQueue {
    func waitBegan(_ entry: QueueEntry) -> Timestamp { max(entry.enqueued, entry.deferredDelivery ?? entry.enqueued) }

    mutating func awaitWord(of entry: QueueEntry, stamp: UInt64) {
        untold.push(.init(key: TimeKey(time: waitBegan(entry), id: entry.id), id: entry.id, stamp: stamp))
    }

    /// Entries that have waited for longer than `after` and were not told of yet, held ones too, the oldest first. They
    /// count as told from now on. Those in transfer are not among them; they come with a later call.
    package mutating func late(now: Timestamp, after: Interval) -> [QueueEntry] {
        var result: [QueueEntry] = []
        var kept: [LazyHeap<TimeKey>.Item] = []
        while let item = untold.top, item.key.time + after <= now {
            untold.pop()
            guard let record = records[item.id], record.born == item.stamp, !record.entry.isToldOfDelay else {
                continue
            }
            if record.isMoving {
                kept.append(item)
            } else {
                records[item.id]?.entry.isToldOfDelay = true
                result.append(record.entry)
            }
        }
        for item in kept { untold.push(item) }
        return result
    }

    /// The entry's originator is being told for another reason. False: he was told before.
    package mutating func tellNow(_ id: Int64) -> Bool {
        guard let record = records[id], !record.entry.isToldOfDelay else { return false }
        records[id]?.entry.isToldOfDelay = true
        return true
    }

    /// When the next entry will have waited for so long; of one in transfer that may have passed.
    package func nextLate(after: Interval) -> Timestamp? { untold.top.map { $0.key.time + after } }
}
