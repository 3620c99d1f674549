/// Readers of the values' forms. All return nil for what is not of the form.
package enum ConfigurationValue {
    /// Seconds: `30`, `30s`, `500ms`, `10min`, `2h`, `2d`, `1w`, and sums as `1h 30min` (systemd.time(7)).
    package static func duration(_ text: String) -> Double? {
        var rest = text[...]
        var total = 0.0
        var terms = 0
        while true {
            rest = rest.drop { $0 == " " }
            if rest.isEmpty { break }
            let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
            guard let value = decimal(digits) else { return nil }
            rest = rest.dropFirst(digits.count).drop { $0 == " " }
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            if unit.isEmpty, terms > 0 || !rest.isEmpty { return nil }
            guard let factor = unit.isEmpty ? 1 : seconds(of: unit) else { return nil }
            total += value * factor
            terms += 1
        }
        return terms > 0 && total <= maximumDuration ? total : nil
    }

    /// A hundred years, in seconds.
    private static let maximumDuration = 100.0 * 365 * 86400

    private static func seconds(of unit: Substring) -> Double? {
        switch unit {
        case "ms", "msec": 0.001
        case "s", "sec", "second", "seconds": 1
        case "m", "min", "minute", "minutes": 60
        case "h", "hr", "hour", "hours": 3600
        case "d", "day", "days": 86400
        case "w", "week", "weeks": 7 * 86400
        default: nil
        }
    }

    /// Octets: `4096`, `64K`, `50M`, `2G`; units of 1024.
    package static func size(_ text: String) -> Int? {
        var digits = text[...]
        var factor = 1
        if let last = digits.last, let unit = ["K": 1024, "M": 1024 * 1024, "G": 1024 * 1024 * 1024][last] {
            factor = unit
            digits = digits.dropLast()
        }
        guard let value = integer(digits) else { return nil }
        let (result, overflow) = value.multipliedReportingOverflow(by: factor)
        return overflow ? nil : result
    }

    /// As systemd: `yes true on 1`, `no false off 0`, in any case.
    package static func boolean(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "yes", "true", "on", "1", "y", "t": true
        case "no", "false", "off", "0", "n", "f": false
        default: nil
        }
    }

    /// Digits alone, at most 18 of them.
    package static func integer(_ text: some StringProtocol) -> Int? {
        let octets = text.utf8
        guard !octets.isEmpty, octets.count <= 18, octets.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int(text)
    }

    private static func decimal(_ text: Substring) -> Double? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ integer($0) != nil }) else { return nil }
        return Double(text)
    }

    /// Octets of a selector: text of printable characters, or `0x` and an even number of hexadecimal digits.
    package static func selector(_ text: String) -> [UInt8]? {
        guard text.hasPrefix("0x") else {
            return text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? Array(text.utf8) : nil
        }
        let digits = Array(text.utf8.dropFirst(2))
        guard digits.count.isMultiple(of: 2) else { return nil }
        var octets: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
            octets.append(high << 4 | low)
        }
        return octets
    }

    private static func nibble(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x37
        case 0x61...0x66: octet - 0x57
        default: nil
        }
    }

    /// Words separated by blanks; `"…"` and `'…'` hold blanks, a backslash takes the next character as it is (outside
    /// single quotes). Nil where a quote is not closed.
    package static func words(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var characters = text.makeIterator()
        while let character = characters.next() {
            if character == "\\", quote != "'" {
                guard let escaped = characters.next() else { return nil }
                word = (word ?? "") + String(escaped)
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character == " " || character == "\t" {
                if let complete = word { words.append(complete) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if quote != nil { return nil }
        if let word { words.append(word) }
        return words
    }
}
