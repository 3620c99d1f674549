extension TimeZoneRules {
    /// Octets of the longest file that is read.
    package static let greatestFile = 256 * 1024

    /// Decodes a TZif file of any version (RFC 8536 3).
    package init(tzif octets: [UInt8]) throws(TimeZoneError) {
        if octets.count > Self.greatestFile { throw .tooLong }
        var reader = TZifReader(octets)
        let first = try reader.header()
        if first.version == 0 {
            self = try reader.data(first, timeOctets: 4).rules(rule: nil)
            return
        }
        // A second block follows, with longer times, and then the rule for what is to come.
        try reader.skip(first, timeOctets: 4)
        let second = try reader.header()
        let data = try reader.data(second, timeOctets: 8)
        let footer = try reader.footer()
        let rule: TimeZoneRule?
        if footer.isEmpty {
            rule = nil
        } else {
            guard let parsed = TimeZoneRule(footer) else { throw .badRule }
            rule = parsed
        }
        self = data.rules(rule: rule)
    }
}

/// What a data block says.
private struct TZifData {
    var initial: Int64
    var transitions: [TimeZoneRules.Transition]

    /// The rule is worked out for a hundred years or so, since looking up is cheaper than reckoning.
    func rules(rule: TimeZoneRule?) -> TimeZoneRules {
        guard let rule else { return TimeZoneRules(initial: initial, transitions: transitions, rule: nil) }
        var all = transitions
        var time = all.last?.at ?? 0
        // Without transitions the rule holds for all times.
        let first = all.isEmpty ? rule.offset(seconds: 0) : initial
        while all.count - transitions.count < 260, let next = rule.nextTransition(seconds: time) {
            all.append(TimeZoneRules.Transition(at: next, offset: rule.offset(seconds: next)))
            time = next
        }
        return TimeZoneRules(initial: first, transitions: all, rule: rule)
    }
}

private struct TZifHeader {
    var version: UInt8
    var isUTC: Int
    var isStandard: Int
    var leaps: Int
    var transitions: Int
    var types: Int
    var characters: Int
}

private struct TZifReader {
    private var rest: ArraySlice<UInt8>

    init(_ octets: [UInt8]) { rest = octets[...] }

    mutating func take(_ count: Int) throws(TimeZoneError) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .damaged }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// Big-endian, in two's complement.
    mutating func integer(_ octets: Int) throws(TimeZoneError) -> Int64 {
        let taken = try take(octets)
        var value: Int64 = (taken.first ?? 0) & 0x80 == 0 ? 0 : -1
        for octet in taken { value = value << 8 | Int64(octet) }
        return value
    }

    private mutating func count(most: Int) throws(TimeZoneError) -> Int {
        let value = try integer(4)
        if value < 0 || value > most { throw .tooLong }
        return Int(value)
    }

    mutating func header() throws(TimeZoneError) -> TZifHeader {
        guard rest.starts(with: [0x54, 0x5A, 0x69, 0x66]) else { throw .notTZif }
        let start = Array(try take(20))
        return TZifHeader(
            version: start[4], isUTC: try count(most: 256), isStandard: try count(most: 256),
            leaps: try count(most: 1000), transitions: try count(most: 10_000), types: try count(most: 256),
            characters: try count(most: 4096))
    }

    mutating func skip(_ header: TZifHeader, timeOctets: Int) throws(TimeZoneError) {
        let times = header.transitions * (timeOctets + 1)
        let leaps = header.leaps * (timeOctets + 4)
        _ = try take(
            times + header.types * 6 + header.characters + leaps + header.isStandard + header.isUTC)
    }

    mutating func data(_ header: TZifHeader, timeOctets: Int) throws(TimeZoneError) -> TZifData {
        if header.leaps > 0 { throw .leapSeconds }
        if header.types == 0 { throw .damaged }
        var times: [Int64] = []
        for _ in 0..<header.transitions {
            let time = try integer(timeOctets)
            if let last = times.last, time <= last { throw .damaged }
            times.append(time)
        }
        let indices = Array(try take(header.transitions))
        var offsets: [Int64] = []
        for _ in 0..<header.types {
            let offset = try integer(4)
            if abs(offset) > TimeZoneRules.greatestOffset { throw .damaged }
            _ = try take(2)
            offsets.append(offset)
        }
        _ = try take(header.characters + header.isStandard + header.isUTC)
        var transitions: [TimeZoneRules.Transition] = []
        for (time, index) in zip(times, indices) {
            guard Int(index) < offsets.count else { throw .damaged }
            // Before anything that has a date; only sums with it could overflow.
            if abs(time) <= Self.farthest { transitions.append(.init(at: time, offset: offsets[Int(index)])) }
        }
        return TZifData(initial: offsets[0], transitions: transitions)
    }

    /// Ten thousand years from 1970, in seconds.
    private static let farthest: Int64 = 315_569_520_000

    /// What stands between two line feeds.
    mutating func footer() throws(TimeZoneError) -> [UInt8] {
        guard rest.first == 0x0A, let end = rest.dropFirst().firstIndex(of: 0x0A) else { throw .damaged }
        return Array(rest[(rest.startIndex + 1)..<end])
    }
}
