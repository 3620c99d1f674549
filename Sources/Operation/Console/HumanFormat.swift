package import Message

/// Sizes, times and foreign text as people read them.
package struct HumanFormat: Sendable {
    /// Sizes in octets.
    package var bytes: Bool
    /// Points of time in RFC 3339 instead of ages.
    package var utc: Bool
    package var now: Timestamp

    package init(bytes: Bool = false, utc: Bool = false, now: Timestamp) {
        self.bytes = bytes
        self.utc = utc
        self.now = now
    }

    /// `512`, `1.1K`, `640K`, `1.7M`
    package func size(_ octets: Int) -> String {
        if bytes || octets < 1024 { return "\(octets)" }
        var unit = 1024
        for name in ["K", "M", "G"] {
            let tenths = (octets / unit) &* 10 &+ (octets % unit) * 10 / unit
            if tenths < 100 { return "\(tenths / 10).\(tenths % 10)\(name)" }
            if octets / unit < 1024 || name == "G" { return "\(octets / unit)\(name)" }
            unit *= 1024
        }
        return "\(octets)"
    }

    /// `4s`, `12m`, `2h 10m`, `3d 4h`; the two greatest units.
    package static func span(_ interval: Interval) -> String {
        let seconds = max(0, interval.wholeSeconds)
        let units = [("d", 86400), ("h", 3600), ("m", 60)]
        for (index, (name, length)) in units.enumerated() where seconds >= length {
            let rest = seconds % length
            let (nextName, nextLength) = index + 1 < units.count ? units[index + 1] : ("s", 1)
            let showsRest = rest / nextLength > 0 && (name != "m" || seconds < 600)
            return "\(seconds / length)\(name)" + (showsRest ? " \(rest / nextLength)\(nextName)" : "")
        }
        return "\(seconds)s"
    }

    /// How long ago: `2h 10m`, or the point of time.
    package func age(_ time: Timestamp) -> String { utc ? time.iso8601 : Self.span(now - time) }

    /// `2h 10m ago`, or the point of time.
    package func ago(_ time: Timestamp) -> String { utc ? time.iso8601 : "\(Self.span(now - time)) ago" }

    /// When it will be: `in 9m`, `now`, or the point of time.
    package func until(_ time: Timestamp) -> String {
        if utc { return time.iso8601 }
        return time <= now ? "now" : "in \(Self.span(time - now))"
    }

    /// `1 message`, `2 messages`
    package static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// Foreign text that cannot move a terminal's cursor: control characters become `?`.
    package static func clean(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
            let isDirection = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            result.append(isControl || isDirection ? "?" : scalar)
        }
        return String(result)
    }

    /// The same for text of several lines.
    package static func cleanLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { clean(String($0)) }.joined(separator: "\n")
    }

    /// Columns on a terminal, wide characters aside.
    static func width(_ text: String) -> Int { text.count }
}
