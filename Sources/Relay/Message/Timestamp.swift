/// A point of UTC, in whole microseconds since 1970-01-01T00:00:00Z.
///
/// Queues, links and reports get `now` as a value of this type from their owner; none of them reads a clock.
package struct Timestamp: Hashable, Comparable, Sendable {
    package var microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }
    package init(seconds: Int64) { self.microseconds = seconds * 1_000_000 }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 {
        microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
    }

    package static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }
    package static func + (a: Timestamp, b: Interval) -> Timestamp {
        Timestamp(microseconds: a.microseconds &+ b.microseconds)
    }
    package static func - (a: Timestamp, b: Timestamp) -> Interval {
        Interval(microseconds: a.microseconds &- b.microseconds)
    }
}

/// A length of time in microseconds; may be negative.
package struct Interval: Hashable, Comparable, Sendable {
    package var microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }
    package static func seconds(_ n: Int) -> Interval { Interval(microseconds: Int64(n) * 1_000_000) }
    package static func milliseconds(_ n: Int) -> Interval { Interval(microseconds: Int64(n) * 1000) }

    /// Whole seconds, rounded towards zero.
    package var wholeSeconds: Int { Int(microseconds / 1_000_000) }

    package static func < (a: Interval, b: Interval) -> Bool { a.microseconds < b.microseconds }
    package static func + (a: Interval, b: Interval) -> Interval {
        Interval(microseconds: a.microseconds &+ b.microseconds)
    }
}

/// A `Timestamp` taken apart by the proleptic Gregorian calendar, in UTC.
package struct CalendarTime: Hashable, Sendable {
    package var year: Int
    package var month: Int  // 1...12
    package var day: Int  // 1...31
    package var hour: Int
    package var minute: Int
    package var second: Int
    /// 0 is Sunday.
    package var weekday: Int

    package init(_ time: Timestamp) {
        let seconds = time.seconds
        var days = seconds / 86400
        var rest = seconds % 86400
        if rest < 0 {
            rest += 86400
            days -= 1
        }
        hour = Int(rest / 3600)
        minute = Int(rest % 3600 / 60)
        second = Int(rest % 60)
        weekday = Int(((days + 4) % 7 + 7) % 7)
        // Days to civil date, counted in 400-year eras that begin on 1 March.
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * shifted + 2) / 5 + 1)
        month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
        year = Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0))
    }

    /// Seconds since 1970 of a civil date and time of day in UTC.
    package static func seconds(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) -> Int64 {
        let y = Int64(month <= 2 ? year - 1 : year)
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let m = Int64(month > 2 ? month - 3 : month + 9)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + (153 * m + 2) / 5 + Int64(day) - 1
        let days = era * 146_097 + dayOfEra - 719_468
        return days * 86400 + Int64(hour) * 3600 + Int64(minute) * 60 + Int64(second)
    }
}

extension Timestamp {
    /// `yymmddhhmmss`, the middle part of an MTS local identifier.
    package var compactDate: String {
        let c = CalendarTime(self)
        return [c.year % 100, c.month, c.day, c.hour, c.minute, c.second].map(twoDigits).joined()
    }

    /// `2026-11-21T01:17:18Z` (RFC 3339).
    package var iso8601: String {
        let c = CalendarTime(self)
        return "\(c.year)-\(twoDigits(c.month))-\(twoDigits(c.day))T"
            + "\(twoDigits(c.hour)):\(twoDigits(c.minute)):\(twoDigits(c.second))Z"
    }

    /// `Sat, 21 Nov 2026 01:17:18 +0000` (RFC 5322 3.3).
    package var internetDate: String {
        let c = CalendarTime(self)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(days[c.weekday]), \(c.day) \(months[c.month - 1]) \(c.year) "
            + "\(twoDigits(c.hour)):\(twoDigits(c.minute)):\(twoDigits(c.second)) +0000"
    }
}

private func twoDigits(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
