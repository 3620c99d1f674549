package import BER

/// A time as P1 carries it: UTCTime, with two digits for the year (X.411 Time).
///
/// The text is kept, so that a time is sent on as it came. Years are read as 1980...2079 (RFC 2156 3.3.5).
package struct UTCTime: Hashable, Sendable, BERReadable {
    /// `yymmddhhmm[ss]` and `Z` or an offset `+hhmm`, `-hhmm`.
    package let text: String
    /// Seconds since 1970-01-01T00:00:00Z; nil for a time that is not to be trusted (`hasThreeDigitYear`).
    package let seconds: Int64?
    /// Some MTAs of the 1990s count years from 1900 and write three digits from the year 2000 on.
    package var hasThreeDigitYear: Bool { seconds == nil }

    /// Seconds since 1970; times outside of 1980...2079 become the nearest that can be written.
    package init(seconds: Int64) {
        let first = Self.seconds(year: 1980, month: 1, day: 1)
        let last = Self.seconds(year: 2080, month: 1, day: 1) - 1
        let value = min(max(seconds, first), last)
        self.seconds = value
        text = Self.text(value)
    }

    /// nil when `text` is no UTCTime.
    package init?(_ text: String) {
        // The digits in front of the zone as one number, taken apart from its end.
        var rest = 0
        var count = 0
        let octets = text.utf8Span.span
        while count < octets.count, 0x30...0x39 ~= octets[count] {
            guard count < 13 else { return nil }
            rest = rest * 10 + Int(octets[count]) - 0x30
            count += 1
        }
        guard count >= 10, let offset = Self.offset(octets.extracting(count...)) else { return nil }
        func lastTwo() -> Int {
            defer { rest /= 100 }
            return rest % 100
        }
        let second = count >= 12 ? lastTwo() : 0
        let (minute, hour, day, month) = (lastTwo(), lastTwo(), lastTwo(), lastTwo())
        let isThreeDigits = count % 2 != 0
        guard !isThreeDigits || 100...179 ~= rest else { return nil }
        let year = isThreeDigits ? 1900 + rest : rest < 80 ? 2000 + rest : 1900 + rest
        guard 1...12 ~= month, 1...Self.days(month: month, year: year) ~= day, hour < 24, minute < 60, second <= 60
        else { return nil }
        self.text = text
        let timeOfDay = Int64(hour * 3600 + minute * 60 + second)
        seconds = isThreeDigits ? nil : Self.seconds(year: year, month: month, day: day) + timeOfDay - offset
    }

    /// - Throws: `invalidValue` when the octets are no UTCTime.
    package init(_ reader: inout BERReader) throws(BERError) {
        guard let value = UTCTime(try reader.string(limit: 32)) else {
            throw BERError(.invalidValue, "UTCTime", at: reader.offset)
        }
        self = value
    }

    package func write(to writer: inout BERWriter, tag: BERTag = .utcTime) { writer.string(text, tag: tag) }

    // MARK: The calendar

    /// Seconds east of Greenwich from `Z`, `+hhmm` or `-hhmm`.
    private static func offset(_ zone: Span<UInt8>) -> Int64? {
        let sign: Int64
        if zone.isEmpty { return nil }
        switch zone[0] {
        case UInt8(ascii: "Z"): return zone.count == 1 ? 0 : nil
        case UInt8(ascii: "+"): sign = 1
        case UInt8(ascii: "-"): sign = -1
        default: return nil
        }
        guard zone.count == 5 else { return nil }
        var value: Int64 = 0
        for index in 1..<5 {
            guard 0x30...0x39 ~= zone[index] else { return nil }
            value = value * 10 + Int64(zone[index]) - 0x30
        }
        guard value % 100 < 60 else { return nil }
        return sign * (value / 100 * 3600 + value % 100 * 60)
    }

    private static func days(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days are counted from 1 March of year 0 in eras of 400 years.
    private static func seconds(year: Int, month: Int, day: Int) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return Int64(y * 365 + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468) * 86400
    }

    private static func text(_ seconds: Int64) -> String {
        let z = Int(seconds / 86400) + 719_468
        let rest = Int(seconds % 86400)
        let era = z / 146_097
        let dayOfEra = z % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let parts = [
            year % 100, month, dayOfYear - (153 * shifted + 2) / 5 + 1, rest / 3600, rest % 3600 / 60, rest % 60,
        ]
        return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined() + "Z"
    }
}
