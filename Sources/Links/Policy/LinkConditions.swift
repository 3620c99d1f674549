package import Message

/// What operators have set for a link, until they or the time take it back.
package struct LinkConditions: Hashable, Sendable {
    /// How long something holds.
    package enum Term: Hashable, Sendable {
        case until(Timestamp)
        /// Until an operator takes it back.
        case open

        package func holds(at time: Timestamp) -> Bool {
            switch self {
            case .until(let end): time < end
            case .open: true
            }
        }

        /// nil: none of its own.
        package var end: Timestamp? {
            switch self {
            case .until(let end): end
            case .open: nil
            }
        }
    }

    package struct PriorityLimit: Hashable, Sendable {
        /// This priority and what is more urgent may go.
        package var least: Priority
        package var term: Term

        package init(least: Priority, term: Term) {
            self.least = least
            self.term = term
        }
    }

    /// Nothing is sent and no call is made.
    package var pause: Term?
    /// An attended link may call.
    package var grant: Term?
    package var limit: PriorityLimit?

    package init(pause: Term? = nil, grant: Term? = nil, limit: PriorityLimit? = nil) {
        self.pause = pause
        self.grant = grant
        self.limit = limit
    }

    /// Takes out what is over, and says what that was.
    package mutating func expire(now: Timestamp) -> [Ended] {
        var ended: [Ended] = []
        if let pause, !pause.holds(at: now) {
            self.pause = nil
            ended.append(.pause)
        }
        if let grant, !grant.holds(at: now) {
            self.grant = nil
            ended.append(.grant)
        }
        if let limit, !limit.term.holds(at: now) {
            self.limit = nil
            ended.append(.limit)
        }
        return ended
    }

    package enum Ended: String, Hashable, Sendable { case pause, grant, limit }

    /// When the first of them ends by itself.
    package var nextEnd: Timestamp? { [pause?.end, grant?.end, limit?.term.end].compactMap { $0 }.min() }
}
