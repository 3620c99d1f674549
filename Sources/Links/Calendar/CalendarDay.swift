package import Message

/// A day of the calendar, by its number since 1970-01-01. No zone.
package struct CalendarDay: Hashable, Comparable, Sendable {
    package var number: Int64

    package init(number: Int64) { self.number = number }

    package init(year: Int, month: Int, day: Int) {
        number = CalendarTime.seconds(year: year, month: month, day: day, hour: 0, minute: 0, second: 0) / 86400
    }

    /// Of a reading of some clock, in seconds since 1970.
    init(containing seconds: Int64) {
        number = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
    }

    private var calendar: CalendarTime { CalendarTime(Timestamp(seconds: number * 86400)) }

    package var year: Int { calendar.year }
    /// 1...12.
    package var month: Int { calendar.month }
    /// 0 is Sunday.
    package var weekday: Int { Int(((number + 4) % 7 + 7) % 7) }

    /// The first day of the month that follows.
    var nextMonth: CalendarDay {
        let today = calendar
        return today.month == 12
            ? CalendarDay(year: today.year + 1, month: 1, day: 1)
            : CalendarDay(year: today.year, month: today.month + 1, day: 1)
    }

    func isInMonth(of other: CalendarDay) -> Bool {
        let (a, b) = (calendar, other.calendar)
        return (a.year, a.month) == (b.year, b.month)
    }

    static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    package static func < (a: CalendarDay, b: CalendarDay) -> Bool { a.number < b.number }
}

extension TimeZoneRules {
    /// The day that the zone's calendars show.
    package func day(at time: Timestamp) -> CalendarDay {
        CalendarDay(containing: time.seconds + offset(at: time))
    }

    /// The instant at which that day begins there.
    package func start(of day: CalendarDay) -> Timestamp {
        Timestamp(seconds: first(reading: day.number * 86400))
    }
}

extension CalendarDay: CustomStringConvertible {
    /// `2026-11-28`
    package var description: String {
        String(Timestamp(seconds: number * 86400).iso8601.prefix { $0 != "T" })
    }
}
