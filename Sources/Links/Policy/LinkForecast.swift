package import Message

/// What a link may carry in the days to come, as far as is known now: spans of time in which nothing changes.
///
/// Made of a policy, of what operators have set and of what has been spent; a value that answers for any message until
/// one of the three changes.
package struct LinkForecast: Hashable, Sendable {
    struct Span: Hashable, Sendable {
        var from: Timestamp
        /// Holds in every call.
        var carrying: LinkObstacle?
        /// Hold in our calls, for urgent mail and for other.
        var urgentCalls: LinkObstacle?
        var calls: LinkObstacle?
        /// Octets.
        var greatest: Int?
        var priorities: PrioritySet
        /// An operator's.
        var limit: PrioritySet
    }

    /// In order; the first has begun.
    let spans: [Span]

    package init(_ policy: LinkPolicy, _ conditions: LinkConditions, _ ledger: CostLedger, now: Timestamp) {
        let view = PolicyView(policy, conditions, ledger, now: now)
        var spans: [Span] = []
        for time in view.changes {
            let span = view.span(at: time)
            if let last = spans.last, last.isAs(span) { continue }
            spans.append(span)
        }
        self.spans = spans
    }

    /// When the message may go in such a call.
    package func verdict(_ cargo: LinkCargo, in call: LinkCall, now: Timestamp) -> LinkVerdict {
        let current = index(at: now)
        guard let obstacle = spans[current].obstacle(cargo, call) else { return .may }
        if let next = spans[(current + 1)...].first(where: { $0.obstacle(cargo, call) == nil }) {
            return .notBefore(next.from, obstacle)
        }
        // What stands in the way for good counts, and not what hides it now.
        let obstacles = spans[current...].compactMap { $0.obstacle(cargo, call) }
        if let person = obstacles.first(where: \.needsSomebody) { return .waits(person) }
        return .never(obstacles.first { $0 != .window } ?? obstacle)
    }

    /// Octets of the longest message of that priority for which there is a way in the days to come, if need be after
    /// somebody has done something; nil: all are refused for good.
    package func longest(_ priority: Priority) -> Int? {
        spans.compactMap { span in
            let smallest = LinkCargo(priority: priority, octets: 0, enqueued: span.from)
            let obstacle = span.obstacle(smallest, .ours)
            return obstacle?.needsSomebody ?? true ? span.greatest ?? .max : nil
        }.max()
    }

    /// What stands in the way of a call of ours for such mail; nil: it may be made.
    package func callObstacle(urgent: Bool, now: Timestamp) -> LinkObstacle? {
        let span = spans[index(at: now)]
        return span.carrying ?? (urgent ? span.urgentCalls : span.calls)
    }

    /// The first time from then on at which a call of ours may be made for mail that is not urgent; nil: not within the
    /// days that are looked ahead, or not before somebody does something.
    package func nextCall(from time: Timestamp) -> Timestamp? {
        if callObstacle(urgent: false, now: time) == nil { return time }
        return spans.first { $0.from > time && $0.carrying == nil && $0.calls == nil }?.from
    }

    /// When the answer to anything may be another by time alone; nil: not within the days that are looked ahead.
    package func nextChange(after time: Timestamp) -> Timestamp? { spans.first { $0.from > time }?.from }

    private func index(at time: Timestamp) -> Int {
        max(0, (spans.firstIndex { $0.from > time } ?? spans.count) - 1)
    }
}

extension LinkForecast.Span {
    func obstacle(_ cargo: LinkCargo, _ call: LinkCall) -> LinkObstacle? {
        if let carrying { return carrying }
        if let greatest, cargo.octets > greatest { return .size(greatest) }
        if !priorities.contains(cargo.priority) { return .priority(priorities) }
        if !limit.contains(cargo.priority) { return .limited(limit) }
        switch call {
        case .free: return nil
        case .ours: return cargo.priority == .urgent ? urgentCalls : calls
        }
    }

    /// The same but for its beginning.
    func isAs(_ other: LinkForecast.Span) -> Bool {
        var other = other
        other.from = from
        return self == other
    }
}
