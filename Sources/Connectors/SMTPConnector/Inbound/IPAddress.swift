/// A numeric Internet address. IPv4 is kept in its mapped form, `::ffff:192.0.2.1`, so that one host has one value.
package struct IPAddress: Hashable, Sendable {
    /// Sixteen.
    let octets: [UInt8]

    static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

    var isMapped: Bool { octets.starts(with: IPAddress.mappedPrefix) }

    /// `192.0.2.1`, `2001:db8::1`, `::ffff:192.0.2.1`; a zone behind `%` is left out.
    package init?(_ text: String) {
        let bare = text.prefix { $0 != "%" }
        guard bare.utf8.count <= 45 else { return nil }
        if let four = IPAddress.four(bare) {
            octets = IPAddress.mappedPrefix + four
            return
        }
        let halves = bare.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard bare.contains(":"), halves.count <= 2, let head = IPAddress.groups(halves[0], isLast: halves.count == 1)
        else {
            return nil
        }
        if halves.count == 1 {
            guard head.count == 16 else { return nil }
            octets = head
        } else {
            guard let tail = IPAddress.groups(halves[1], isLast: true), head.count + tail.count <= 14 else {
                return nil
            }
            octets = head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
        }
    }

    /// Of this host: 127.0.0.0/8 or ::1.
    package var isLoopback: Bool {
        isMapped ? octets[12] == 127 : octets == Array(repeating: 0, count: 15) + [1]
    }

    private static func four(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var octets: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
                let octet = UInt8(part)
            else { return nil }
            octets.append(octet)
        }
        return octets
    }

    private static func groups(_ text: Substring, isLast: Bool) -> [UInt8]? {
        if text.isEmpty { return [] }
        var octets: [UInt8] = []
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        for (place, group) in groups.enumerated() {
            if isLast, place == groups.count - 1, let four = four(group) {
                octets += four
                continue
            }
            guard (1...4).contains(group.utf8.count), group.utf8.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
                let value = UInt16(group, radix: 16)
            else { return nil }
            octets += [UInt8(value >> 8), UInt8(value & 0xFF)]
        }
        return octets
    }
}
