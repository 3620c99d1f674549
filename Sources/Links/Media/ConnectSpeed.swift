/// The speed that a modem names when the call stands: `CONNECT 33600/ARQ/V34`.
package enum ConnectSpeed {
    /// Bits a second; nil where the text has no CONNECT with a number. The last one counts.
    package static func read(_ text: String) -> Int? {
        var result: Int?
        var rest = text[...]
        while let place = rest.firstRange(of: "CONNECT") {
            rest = rest[place.upperBound...]
            result = number(rest) ?? result
        }
        return result
    }

    /// What a modem says behind the word, where chat took the word alone: ` 33600`.
    package static func number(_ text: Substring) -> Int? {
        let digits = text.drop { $0 == " " }.prefix { ("0"..."9").contains($0) }
        guard (2...8).contains(digits.count), let speed = Int(digits), speed >= 50 else { return nil }
        return speed
    }
}
