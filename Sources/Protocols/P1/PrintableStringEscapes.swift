/// Any text within the alphabet of PrintableString (RFC 2156 3.4).
package enum PrintableStringEscapes {
    /// The escaped text, one unit for each octet of its UTF-8: a character of its own, or an escape in parentheses.
    static func units(_ text: String) -> [String] {
        text.utf8.map { octet in
            switch octet {
            case UInt8(ascii: "@"): "(a)"
            case UInt8(ascii: "%"): "(p)"
            case UInt8(ascii: "!"): "(b)"
            case UInt8(ascii: "\""): "(q)"
            case UInt8(ascii: "_"): "(u)"
            case UInt8(ascii: "("): "(l)"
            case UInt8(ascii: ")"): "(r)"
            case let octet where isPrintable(octet): String(UnicodeScalar(octet))
            default: "(" + String(repeating: "0", count: octet < 10 ? 2 : octet < 100 ? 1 : 0) + "\(octet))"
            }
        }
    }

    package static func encode(_ text: String) -> String { units(text).joined() }

    /// The text behind escapes. What looks like an escape and is none stays as it is; octets that are no UTF-8 are
    /// taken as Latin-1.
    package static func decode(_ text: String) -> String {
        let source = Array(text.utf8)
        var octets: [UInt8] = []
        octets.reserveCapacity(source.count)
        var position = 0
        while position < source.count {
            if let (octet, length) = escape(source[position...]) {
                octets.append(octet)
                position += length
            } else {
                octets.append(source[position])
                position += 1
            }
        }
        if let text = String(validating: octets, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(octets.map { UnicodeScalar($0) }))
    }

    /// The octet that an escape at the start of `source` stands for, and the escape's length.
    private static func escape(_ source: ArraySlice<UInt8>) -> (UInt8, Int)? {
        let start = source.startIndex
        guard source.count >= 3, source[start] == UInt8(ascii: "(") else { return nil }
        if source[start + 2] == UInt8(ascii: ")") {
            switch source[start + 1] | 0x20 {
            case UInt8(ascii: "a"): return (UInt8(ascii: "@"), 3)
            case UInt8(ascii: "p"): return (UInt8(ascii: "%"), 3)
            case UInt8(ascii: "b"): return (UInt8(ascii: "!"), 3)
            case UInt8(ascii: "q"): return (UInt8(ascii: "\""), 3)
            case UInt8(ascii: "u"): return (UInt8(ascii: "_"), 3)
            case UInt8(ascii: "l"): return (UInt8(ascii: "("), 3)
            case UInt8(ascii: "r"): return (UInt8(ascii: ")"), 3)
            default: return nil
            }
        }
        guard source.count >= 5, source[start + 4] == UInt8(ascii: ")") else { return nil }
        let digits = source[(start + 1)...(start + 3)].map { Int($0) - 0x30 }
        guard digits.allSatisfy({ 0...9 ~= $0 }) else { return nil }
        guard let octet = UInt8(exactly: digits[0] * 100 + digits[1] * 10 + digits[2]) else { return nil }
        return (octet, 5)
    }

    /// X.680 table of PrintableString, without the parentheses.
    private static func isPrintable(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: " "), UInt8(ascii: "'"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "?"):
            true
        default: false
        }
    }
}
