extension TimeZoneRule {
    /// Of the form of POSIX's TZ with RFC 8536's longer times; nil for anything else.
    init?(_ octets: [UInt8]) {
        if octets.count > 128 { return nil }
        var reader = TimeZoneRuleReader(octets[...])
        guard reader.name(), let west = reader.time(most: 25) else { return nil }
        standard = -west
        if reader.isAtEnd { return }
        guard reader.name() else { return nil }
        var offset = standard + 3600
        if !reader.isNext(",") {
            guard let west = reader.time(most: 25) else { return nil }
            offset = -west
        }
        guard reader.take(","), let start = reader.change(), reader.take(","), let end = reader.change(),
            reader.isAtEnd
        else { return nil }
        saving = Saving(offset: offset, start: start, end: end)
    }
}

private struct TimeZoneRuleReader {
    private var rest: ArraySlice<UInt8>

    init(_ octets: ArraySlice<UInt8>) { rest = octets }

    var isAtEnd: Bool { rest.isEmpty }

    func isNext(_ character: Unicode.Scalar) -> Bool { rest.first.map { UInt32($0) == character.value } ?? false }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard isNext(character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Three letters or more, or anything of letters, digits and signs in angle brackets.
    mutating func name() -> Bool {
        if take("<") {
            guard let end = rest.firstIndex(of: 0x3E) else { return false }
            let length = end - rest.startIndex
            rest = rest[(end + 1)...]
            return length >= 3
        }
        let letters = rest.prefix { (0x61...0x7A).contains($0 | 0x20) }
        rest = rest.dropFirst(letters.count)
        return letters.count >= 3
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return range.contains(value) ? value : nil
    }

    /// `[+-]h[:m[:s]]` in seconds.
    mutating func time(most hours: Int) -> Int64? {
        var sign: Int64 = 1
        if take("-") { sign = -1 } else { _ = take("+") }
        guard let h = number(0...hours) else { return nil }
        var total = Int64(h) * 3600
        for unit: Int64 in [60, 1] where isNext(":") {
            rest = rest.dropFirst()
            guard let part = number(0...59) else { return nil }
            total += Int64(part) * unit
        }
        return sign * total
    }

    mutating func change() -> TimeZoneRule.Change? {
        let day: TimeZoneRule.Day
        if take("M") {
            guard let month = number(1...12), take("."), let week = number(1...5), take("."),
                let weekday = number(0...6)
            else { return nil }
            day = .weekday(month: month, week: week, day: weekday)
        } else if take("J") {
            guard let number = number(1...365) else { return nil }
            day = .julian(number)
        } else {
            guard let number = number(0...365) else { return nil }
            day = .ofYear(number)
        }
        if !take("/") { return TimeZoneRule.Change(day: day, time: 2 * 3600) }
        return time(most: 167).map { TimeZoneRule.Change(day: day, time: $0) }
    }
}
