/// A block of IPv4 or IPv6 addresses, as `192.0.2.0/24` or `2001:db8::/32` (RFC 4632, RFC 4291 2.3).
package struct NetworkRange: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16 octets; those after the prefix are zero.
    package let octets: [UInt8]
    /// 0...32 or 0...128.
    package let prefixLength: Int

    /// An address without a length means that address alone. Nil where bits after the prefix are set.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let octets = Self.octets(of: String(first)) else { return nil }
        var length = octets.count * 8
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let given = Int(parts[1]), given <= length
            else { return nil }
            length = given
        }
        self.init(octets: octets, prefixLength: length)
        if self.octets != octets { return nil }
    }

    private init(octets: [UInt8], prefixLength: Int) {
        self.octets = octets.enumerated().map { index, octet in
            octet & Self.mask(octetAt: index, prefixLength: prefixLength)
        }
        self.prefixLength = prefixLength
    }

    private static func mask(octetAt index: Int, prefixLength: Int) -> UInt8 {
        let bits = min(8, max(0, prefixLength - index * 8))
        return bits == 0 ? 0 : UInt8(truncatingIfNeeded: 0xFF << (8 - bits))
    }

    /// Whether the numeric address `host` lies in the block. IPv4 addresses written as IPv6 (`::ffff:192.0.2.1`) are
    /// taken as IPv4.
    package func contains(_ host: String) -> Bool {
        guard var address = Self.octets(of: host) else { return false }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        if address.count == 16, octets.count == 4, Array(address.prefix(12)) == mapped {
            address = Array(address.suffix(4))
        }
        if address.count != octets.count { return false }
        return Self(octets: address, prefixLength: prefixLength).octets == octets
    }

    package var description: String {
        let address: String
        if octets.count == 4 {
            address = octets.map(String.init).joined(separator: ".")
        } else {
            address = stride(from: 0, to: 16, by: 2)
                .map { String(UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1]), radix: 16) }
                .joined(separator: ":")
        }
        return "\(address)/\(prefixLength)"
    }

    /// The 4 or 16 octets of a numeric address, or nil.
    static func octets(of text: String) -> [UInt8]? {
        text.contains(":") ? version6(text) : version4(text[...])
    }

    private static func version4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count != 4 { return nil }
        var result: [UInt8] = []
        for part in parts {
            guard part.utf8.count <= 3, part.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let octet = UInt8(part)
            else { return nil }
            result.append(octet)
        }
        return result
    }

    private static func version6(_ text: String) -> [UInt8]? {
        if text.utf8.count > 45 { return nil }
        guard let gap = firstGap(text) else {
            guard let all = groups(text[...]), all.count == 16 else { return nil }
            return all
        }
        let before = text[..<gap]
        let after = text[text.index(gap, offsetBy: 2)...]
        if after.hasPrefix(":") { return nil }
        guard let head = before.isEmpty ? [] : groups(before), let tail = after.isEmpty ? [] : groups(after),
            head.count + tail.count <= 14
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// Where the first `::` begins.
    private static func firstGap(_ text: String) -> String.Index? {
        var previous: String.Index?
        for index in text.indices {
            if text[index] == ":" {
                if let previous { return previous }
                previous = index
            } else {
                previous = nil
            }
        }
        return nil
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count > 8 { return nil }
        var result: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if part.contains("."), index == parts.count - 1 {
                guard let tail = version4(part) else { return nil }
                result += tail
                continue
            }
            guard !part.isEmpty, part.utf8.count <= 4, !part.hasPrefix("+"), let group = UInt16(part, radix: 16)
            else { return nil }
            result += [UInt8(group >> 8), UInt8(group & 0xFF)]
        }
        return result
    }
}
