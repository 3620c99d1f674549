package import Message

/// When each connector may be opened next: every open of every connector asks here first. A value without a clock.
///
/// Three things keep an open back. The floor runs from the begin of the last open, whatever became of that one; a
/// reload does not lift it. A pause follows a failure: the open interval, or longer where a person is needed; a reload
/// lifts it, and so does the neighbour when it is heard of. The calls of the last hour may be as many as permitted.
/// Only an operator's call is held up by none of them.
///
/// A wait that lies in the future of a clock that was set back begins anew, so that none lasts longer than it is long.
/// What is kept of a connector outlasts its worker: one that is removed and configured again finds its floor.
package struct RetryScheduler: Sendable {
    /// What a connector's configuration says.
    package struct Rules: Hashable, Sendable {
        /// Least time from one open to the next.
        package var floor: Interval
        /// Opens within an hour; nil: as many as the floor permits.
        package var callsPerHour: Int?
        /// Every open is a dial, and costs. Where it is none, an open that something has passed over may be followed by
        /// the next at once: what was cut in the middle goes on.
        package var isDialled: Bool

        package init(floor: Interval, callsPerHour: Int? = nil, isDialled: Bool) {
            self.floor = floor
            self.callsPerHour = callsPerHour
            self.isDialled = isDialled
        }
    }

    /// Which open it is.
    package enum Lane: Hashable, Sendable {
        /// The one without which nothing goes.
        case first
        /// One beside those that stand. That they stand is proof enough of the neighbour: only a pause holds it up.
        case further
    }

    fileprivate struct Pause: Sendable {
        var since: Timestamp
        var until: Timestamp
    }

    fileprivate struct Record: Sendable {
        var rules: Rules
        var lastOpen: Timestamp?
        var pause: Pause?
        var furtherPause: Pause?
        /// Begins of the opens of the last hour, oldest first; no more than are permitted.
        var opens: [Timestamp] = []
        /// An operator has asked for the next open.
        var isCalled = false
        /// Something has passed over the last open.
        var hasMoved = false
    }

    private var records: [String: Record] = [:]

    package init() {}

    /// Connectors of which something is kept.
    package var count: Int { records.count }

    /// A connector is configured, or anew. The next open has to wait for no more than floor and calls of the hour.
    package mutating func configure(_ connector: String, _ rules: Rules) {
        var record = records[connector] ?? Record(rules: rules)
        record.rules = rules
        record.pause = nil
        record.furtherPause = nil
        records[connector] = record
    }

    /// Forgets connectors that are not configured any more and have nothing left to wait for.
    package mutating func keep(_ connectors: Set<String>, now: Timestamp) {
        for name in records.keys where !connectors.contains(name) && notBefore(name, .first, now: now) == nil {
            records[name] = nil
        }
    }

    /// Before when the connector is not to be opened; nil: it may be opened now.
    package mutating func notBefore(_ connector: String, _ lane: Lane, now: Timestamp) -> Timestamp? {
        guard var record = records[connector] else { return nil }
        record.settle(now)
        records[connector] = record
        let times: [Timestamp?] =
            switch lane {
            case .first: record.isCalled ? [] : [record.pause?.until, record.floorEnd, record.hourEnd]
            case .further: [record.furtherPause?.until]
            }
        return times.compactMap { $0 }.filter { $0 > now }.max()
    }

    /// An open begins.
    package mutating func began(_ connector: String, _ lane: Lane, now: Timestamp) {
        guard lane == .first, var record = records[connector] else { return }
        record.settle(now)
        record.lastOpen = now
        record.isCalled = false
        record.hasMoved = false
        if let limit = record.rules.callsPerHour {
            record.opens.append(now)
            record.opens.removeFirst(max(0, record.opens.count - limit))
        }
        records[connector] = record
    }

    /// No open before then, since one has failed. A pause that is there and lasts longer stays.
    package mutating func pause(_ connector: String, _ lane: Lane, until: Timestamp, now: Timestamp) {
        guard var record = records[connector] else { return }
        record.settle(now)
        let pause = Pause(since: now, until: until)
        switch lane {
        case .first: if record.pause.map({ $0.until < until }) ?? true { record.pause = pause }
        case .further: if record.furtherPause.map({ $0.until < until }) ?? true { record.furtherPause = pause }
        }
        records[connector] = record
    }

    /// The neighbour was reached, or has called: what failed before counts no more.
    package mutating func reached(_ connector: String) {
        records[connector]?.pause = nil
        records[connector]?.isCalled = false
    }

    /// Something has passed over the last open.
    package mutating func moved(_ connector: String) { records[connector]?.hasMoved = true }

    /// An operator wants the next open now.
    package mutating func called(_ connector: String) {
        records[connector]?.isCalled = true
        records[connector]?.pause = nil
    }
}

extension RetryScheduler.Record {
    fileprivate var floorEnd: Timestamp? {
        if hasMoved && !rules.isDialled { return nil }
        return lastOpen.map { $0 + rules.floor }
    }

    /// When the oldest of as many opens as an hour may have is an hour old.
    fileprivate var hourEnd: Timestamp? {
        guard let limit = rules.callsPerHour, opens.count >= limit, let oldest = opens.suffix(limit).first else {
            return nil
        }
        return oldest + .seconds(3600)
    }

    /// Takes back what a clock that was set back has put into the future.
    fileprivate mutating func settle(_ now: Timestamp) {
        if let time = lastOpen, time > now { lastOpen = now }
        for index in opens.indices where opens[index] > now { opens[index] = now }
        pause = pause.map { Self.settled($0, now) }
        furtherPause = furtherPause.map { Self.settled($0, now) }
    }

    private static func settled(_ pause: RetryScheduler.Pause, _ now: Timestamp) -> RetryScheduler.Pause {
        if pause.since <= now { return pause }
        return RetryScheduler.Pause(since: now, until: now + (pause.until - pause.since))
    }
}
