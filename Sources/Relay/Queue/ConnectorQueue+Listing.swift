package import Message

extension ConnectorQueue {
    /// Every entry in the order of departure as it stands now: in transfer, ready, waiting by time, held.
    ///
    /// `waitingFor` says in the owner's words why even a ready entry does not move, as `waiting for link`; `linkAt` is
    /// when the owner expects that to end.
    package func listing(
        now: Timestamp, limit: Int = .max, waitingFor: String? = nil, linkAt: Timestamp? = nil
    ) -> [QueueListing] {
        let ordered = records.values.sorted { a, b in
            let (x, y) = (Self.group(a, now), Self.group(b, now))
            if x != y { return x < y }
            if x == 2, let s = a.entry.notBefore, let t = b.entry.notBefore, s != t { return s < t }
            return (a.entry.priority.rank, a.entry.enqueued, a.entry.id)
                < (b.entry.priority.rank, b.entry.enqueued, b.entry.id)
        }
        return ordered.prefix(max(limit, 0)).map { record in
            let entry = record.entry
            switch Self.group(record, now) {
            case 0:
                return QueueListing(entry: entry, state: .inTransfer, why: "in transfer", eta: nil)
            case 1:
                return QueueListing(
                    entry: entry, state: .ready, why: waitingFor ?? "ready",
                    eta: waitingFor == nil ? now : linkAt)
            case 2:
                let eta = entry.notBefore.map { time in linkAt.map { max($0, time) } ?? time }
                let why = entry.why.map { "retry after \($0)" } ?? "deferred by its originator"
                return QueueListing(entry: entry, state: .waiting, why: why, eta: eta)
            case 3:
                return QueueListing(
                    entry: entry, state: .aside, why: record.aside?.why ?? "", eta: record.nextTime)
            default:
                let reason = entry.hold.flatMap { $0.isEmpty ? nil : ": \($0)" } ?? ""
                return QueueListing(entry: entry, state: .held, why: "held by an operator\(reason)", eta: nil)
            }
        }
    }

    private static func group(_ record: Record, _ now: Timestamp) -> Int {
        if record.isMoving { return 0 }
        if record.entry.isHeld { return 4 }
        if let aside = record.aside, aside.until.map({ $0 > now }) ?? true { return 3 }
        if let time = record.entry.notBefore, !record.isDue, time > now { return 2 }
        return 1
    }
}
