/// What may stand as a domain in a path or behind EHLO (RFC 5321 4.1.2 and 4.1.3).
package enum DomainSyntax {
    /// Letter, digit, hyphen, the underscore that is met in practice, or an octet of UTF-8 beyond ASCII.
    package static func isLabel(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), 0x80...0xFF:
            true
        default:
            false
        }
    }

    /// Labels of 1 to 63 octets between dots, none of them with a hyphen at an end.
    package static func isName(_ octets: [UInt8]) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return !octets.isEmpty
            && octets.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
                !label.isEmpty && label.count <= 63 && label.first != hyphen && label.last != hyphen
                    && label.allSatisfy(isLabel)
            }
    }

    /// `[192.0.2.1]`, `[IPv6:2001:db8::1]`.
    package static func isLiteral(_ text: String) -> Bool {
        guard text.hasPrefix("["), text.hasSuffix("]") else { return false }
        let inside = text.dropFirst().dropLast()
        if inside.lowercased().hasPrefix("ipv6:") { return isIPv6(inside.dropFirst(5)) }
        return isIPv4(inside)
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                part.utf8.count <= 3 && part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
                    && (Int(part).map { $0 <= 255 } ?? false)
            }
    }

    private static func isIPv6(_ text: Substring) -> Bool {
        var groups = text.split(separator: ":", omittingEmptySubsequences: false)
        var count = groups.count
        if let last = groups.last, last.contains(".") {
            guard isIPv4(last) else { return false }
            groups.removeLast()
            count += 1
        }
        let compressed = text.contains("::")
        guard compressed ? count <= 9 : count == 8 else { return false }
        return groups.allSatisfy { group in
            (group.isEmpty ? compressed : group.utf8.count <= 4) && group.allSatisfy { $0.isASCII && $0.isHexDigit }
        }
    }
}
