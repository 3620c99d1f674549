/// The rule that holds after the last transition of a zone: POSIX's TZ, as `GMT0BST,M3.5.0/1,M10.5.0`.
struct TimeZoneRule: Hashable, Sendable {
    /// A day of every year.
    enum Day: Hashable, Sendable {
        /// 1...365, 29 February never counted.
        case julian(Int)
        /// 0...365, 29 February counted.
        case ofYear(Int)
        /// Month, week (5: the last one), weekday (0: Sunday).
        case weekday(month: Int, week: Int, day: Int)
    }

    struct Change: Hashable, Sendable {
        var day: Day
        /// Seconds after midnight on the clocks as they go until then; may be negative, or more than a day.
        var time: Int64
    }

    struct Saving: Hashable, Sendable {
        var offset: Int64
        var start: Change
        var end: Change
    }

    /// Seconds ahead of UTC.
    var standard: Int64
    var saving: Saving?

    func offset(seconds: Int64) -> Int64 {
        guard let saving else { return standard }
        // At one instant the end of one year's saving and the start of the next may fall together: the start wins.
        return changes(around: seconds, saving).last { $0.at <= seconds }?.offset ?? standard
    }

    func nextTransition(seconds: Int64) -> Int64? {
        guard let saving else { return nil }
        return changes(around: seconds, saving).first { $0.at > seconds }?.at
    }

    private func changes(around seconds: Int64, _ saving: Saving) -> [TimeZoneRules.Transition] {
        let year = CalendarDay(containing: seconds).year
        return (year - 1...year + 1).flatMap { year in
            [
                TimeZoneRules.Transition(at: saving.end.instant(in: year) - saving.offset, offset: standard),
                TimeZoneRules.Transition(at: saving.start.instant(in: year) - standard, offset: saving.offset),
            ]
        }.sorted { ($0.at, $0.offset == standard ? 0 : 1) < ($1.at, $1.offset == standard ? 0 : 1) }
    }
}

extension TimeZoneRule.Change {
    /// Seconds since 1970 on the zone's own clocks.
    func instant(in year: Int) -> Int64 {
        let first = CalendarDay(year: year, month: 1, day: 1)
        let day: Int64
        switch self.day {
        case .ofYear(let number): day = first.number + Int64(number)
        case .julian(let number):
            let isAfterLeapDay = CalendarDay.isLeap(year) && number >= 60
            day = first.number + Int64(number) - (isAfterLeapDay ? 0 : 1)
        case .weekday(let month, let week, let weekday):
            let start = CalendarDay(year: year, month: month, day: 1)
            let next =
                month == 12
                ? CalendarDay(year: year + 1, month: 1, day: 1)
                : CalendarDay(year: year, month: month + 1, day: 1)
            var candidate = start.number + Int64((weekday - start.weekday + 7) % 7) + Int64(7 * (week - 1))
            if candidate >= next.number { candidate -= 7 }
            day = candidate
        }
        return day * 86400 + time
    }
}
