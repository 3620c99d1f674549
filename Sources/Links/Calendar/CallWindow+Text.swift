extension CallWindow: CustomStringConvertible {
    private static let names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// `Mon-Fri 22:00-06:00`, `Sat,Sun 00:00-24:00`, or `05:00-07:00` for every day; nil for anything else.
    package init?(_ text: String) {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard let range = words.last, words.count <= 2 else { return nil }
        let ends = range.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let from = Self.minute(ends[0]), let to = Self.minute(ends[1]), from < 1440,
            from != to % 1440 || (from == 0 && to == 1440)
        else { return nil }
        var days = Self.everyDay
        if words.count == 2 {
            guard let read = Self.days(words[0]) else { return nil }
            days = read
        }
        self.init(days: days, from: from, to: to == 0 ? 1440 : to)
    }

    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 1440
        else { return nil }
        return hour * 60 + minute
    }

    /// `Mon`, `Mon,Wed`, `Mon-Fri`, `Fri-Mon`, in any case.
    private static func days(_ text: Substring) -> UInt8? {
        var days: UInt8 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(weekday)
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
            for step in 0...((last - first + 7) % 7) { days |= 1 << UInt8((first + step) % 7) }
        }
        return days
    }

    private static func weekday(_ text: Substring) -> Int? {
        names.firstIndex { $0.lowercased() == text.lowercased() }
    }

    /// As it is written in a file.
    package var description: String {
        let clock = { (minute: Int) in "\(minute / 600)\(minute / 60 % 10):\(minute % 60 / 10)\(minute % 10)" }
        let range = "\(clock(from))-\(clock(to))"
        if days == Self.everyDay { return range }
        // From Monday on, as people read a week.
        let order = [1, 2, 3, 4, 5, 6, 0].filter { begins(onWeekday: $0) }
        return order.map { Self.names[$0] }.joined(separator: ",") + " " + range
    }
}
