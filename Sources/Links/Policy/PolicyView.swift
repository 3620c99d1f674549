import Message

/// A policy with its windows laid out in time, so that asking for an instant is a look.
struct PolicyView {
    private struct Laid<Value> {
        var value: Value
        /// nil: wherever no other holds.
        var spans: [Range<Timestamp>]?

        func holds(at time: Timestamp) -> Bool {
            guard let spans else { return false }
            var low = 0
            var high = spans.count
            while low < high {
                let middle = (low + high) / 2
                if spans[middle].upperBound <= time { low = middle + 1 } else { high = middle }
            }
            return low < spans.count && spans[low].contains(time)
        }
    }

    private let policy: LinkPolicy
    private let conditions: LinkConditions
    private let now: Timestamp
    private let horizon: Timestamp
    /// Instants at which what operators have set ends, and budgets begin anew.
    private let turns: Set<Timestamp>
    private let tomorrow: Timestamp
    private let nextMonth: Timestamp
    private let schedules: [Laid<LinkPolicy.ScheduleRule>]
    private let sizes: [Laid<Int>]
    private let priorities: [Laid<PrioritySet>]
    private let spentToday: Money
    private let spentThisMonth: Money

    init(_ policy: LinkPolicy, _ conditions: LinkConditions, _ ledger: CostLedger, now: Timestamp) {
        self.policy = policy
        self.conditions = conditions
        self.now = now
        let day = policy.zone.day(at: now)
        tomorrow = policy.zone.start(of: CalendarDay(number: day.number + 1))
        nextMonth = policy.zone.start(of: day.nextMonth)
        spentToday = ledger.spent(on: day)
        spentThisMonth = ledger.spent(inMonthOf: day)
        let ends = [
            conditions.pause?.end, conditions.grant?.end, conditions.limit?.term.end,
            policy.dailyBudget.map { [tomorrow] _ in tomorrow },
            policy.monthlyBudget.map { [nextMonth] _ in nextMonth },
        ].compactMap { $0 }
        let farthest = now + .seconds(Self.daysOfTurns * 86400)
        turns = Set(ends.filter { $0 > now && $0 <= farthest })
        // From the last turn on all windows shall be seen once.
        let days = (turns.max() ?? now).seconds - now.seconds
        let lookAhead = Int(days / 86400) + Self.daysOfWindows
        horizon = now + .seconds(lookAhead * 86400)
        schedules = policy.schedules.map { rule in
            guard case .selected(let windows) = rule.schedule else { return Laid(value: rule, spans: nil) }
            return Laid(value: rule, spans: windows.spans(from: now, days: lookAhead))
        }
        let laid = { (window: CallWindow?) in
            window.map { CallWindows([$0], zone: policy.zone).spans(from: now, days: lookAhead) }
        }
        sizes = policy.sizeLimits.map { Laid(value: $0.octets, spans: laid($0.window)) }
        priorities = policy.priorityRules.map { Laid(value: $0.priorities, spans: laid($0.window)) }
    }

    /// A week, and what a clock change or a date line adds.
    private static let daysOfWindows = 9
    /// What an operator has set for longer is as if it had no end.
    private static let daysOfTurns = 62

    /// `now` and all instants after it at which something may change, in order.
    var changes: [Timestamp] {
        let spans = [schedules.compactMap(\.spans), sizes.compactMap(\.spans), priorities.compactMap(\.spans)]
            .joined().joined()
        var times = turns.union([now])
        for span in spans {
            for time in [span.lowerBound, span.upperBound] where time > now && time <= horizon { times.insert(time) }
        }
        return times.sorted()
    }

    func span(at time: Timestamp) -> LinkForecast.Span {
        LinkForecast.Span(
            from: time, carrying: carrying(at: time), urgentCalls: calls(urgent: true, at: time),
            calls: calls(urgent: false, at: time), greatest: Self.limits(sizes, at: time).min(),
            priorities: Self.limits(priorities, at: time).reduce(.all) { $0.intersection($1) },
            limit: limit(at: time))
    }

    private func carrying(at time: Timestamp) -> LinkObstacle? {
        if policy.mode == .receiveOnly { return .receiveOnly }
        if let pause = conditions.pause, pause.holds(at: time) { return .paused }
        return nil
    }

    private func calls(urgent: Bool, at time: Timestamp) -> LinkObstacle? {
        for laid in schedules {
            switch laid.value.schedule {
            case .always: continue
            case .never, .remoteInitiated: return .remoteInitiated
            case .selected: if !(urgent && laid.value.urgentIgnores), !laid.holds(at: time) { return .window }
            }
        }
        if policy.mode == .attended, !(conditions.grant?.holds(at: time) ?? false) { return .attended }
        return budget(at: time)
    }

    /// A call is not made that could not be paid for its first minute.
    private func budget(at time: Timestamp) -> LinkObstacle? {
        let entrance = policy.tariff.entrance
        if let budget = policy.monthlyBudget, (time < nextMonth ? spentThisMonth : .zero) + entrance > budget {
            return .budget(.month)
        }
        if let budget = policy.dailyBudget, (time < tomorrow ? spentToday : .zero) + entrance > budget {
            return .budget(.day)
        }
        return nil
    }

    private func limit(at time: Timestamp) -> PrioritySet {
        guard let limit = conditions.limit, limit.term.holds(at: time) else { return .all }
        return PrioritySet(atLeast: limit.least)
    }

    /// Those of windows that hold at that time; where there is none, those without a window.
    private static func limits<Value>(_ all: [Laid<Value>], at time: Timestamp) -> [Value] {
        let inWindows = all.filter { $0.holds(at: time) }
        return (inWindows.isEmpty ? all.filter { $0.spans == nil } : inWindows).map(\.value)
    }
}
