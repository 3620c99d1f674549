package import Message

/// How far a zone's clocks are ahead of UTC, at any time.
///
/// A value made of a TZif file's octets (RFC 8536); it reads no file and no clock.
package struct TimeZoneRules: Hashable, Sendable {
    /// From `at` on, clocks are `offset` seconds ahead of UTC.
    struct Transition: Hashable, Sendable {
        /// Seconds since 1970.
        var at: Int64
        var offset: Int64
    }

    /// Before the first transition.
    let initial: Int64
    /// In order of time.
    let transitions: [Transition]
    /// From the last transition on; nil: nothing changes any more.
    let rule: TimeZoneRule?

    package static let utc = TimeZoneRules(initial: 0, transitions: [], rule: nil)

    init(initial: Int64, transitions: [Transition], rule: TimeZoneRule?) {
        self.initial = initial
        self.transitions = transitions
        self.rule = rule
    }

    /// Seconds that the zone's clocks are ahead of UTC, less than zero where they are behind.
    package func offset(at time: Timestamp) -> Int64 { offset(seconds: time.seconds) }

    /// When the offset may change next; nil when it never does.
    package func nextTransition(after time: Timestamp) -> Timestamp? {
        nextTransition(seconds: time.seconds).map { Timestamp(seconds: $0) }
    }

    /// The first instant at which the zone's clocks read `reading` or later.
    ///
    /// - Parameter reading: seconds since 1970-01-01T00:00 on the zone's own clocks. A reading that comes twice is
    ///   meant the first time; one that is skipped is the instant of the change.
    func first(reading: Int64) -> Int64 {
        var start = reading - Self.greatestOffset
        // Two changes within two days are the most that any zone has seen; each turn passes one.
        for _ in 0..<8 {
            let end = nextTransition(seconds: start)
            let candidate = max(start, reading - offset(seconds: start))
            guard let end, candidate >= end else { return candidate }
            start = end
        }
        return max(start, reading - offset(seconds: start))
    }

    /// Seconds; RFC 8536 wants offsets within a day and a bit.
    static let greatestOffset: Int64 = 26 * 3600

    func offset(seconds: Int64) -> Int64 {
        guard let last = transitions.last else { return rule?.offset(seconds: seconds) ?? initial }
        if seconds >= last.at { return rule?.offset(seconds: seconds) ?? last.offset }
        let next = index(after: seconds)
        return next == 0 ? initial : transitions[next - 1].offset
    }

    func nextTransition(seconds: Int64) -> Int64? {
        let next = index(after: seconds)
        if next < transitions.count { return transitions[next].at }
        return rule?.nextTransition(seconds: seconds)
    }

    /// Of the first transition later than that.
    private func index(after seconds: Int64) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at > seconds { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
