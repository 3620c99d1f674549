/// A range of Internet addresses, `192.0.2.0/24` or `2001:db8::/32`. An address alone is a network of one.
package struct IPNetwork: Hashable, Sendable {
    private let octets: [UInt8]
    private let bits: Int

    /// nil when the address or the length is none, or when the address has bits set behind the length.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])), !parts[0].contains("%") else { return nil }
        let isFour = !parts[0].contains(":")
        var bits = 128
        if parts.count == 2 {
            guard parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
                let length = Int(parts[1]), length <= (isFour ? 32 : 128)
            else { return nil }
            bits = length + (isFour ? 96 : 0)
        }
        guard IPNetwork.masked(address.octets, bits) == address.octets else { return nil }
        octets = address.octets
        self.bits = bits
    }

    package func contains(_ address: IPAddress) -> Bool {
        // A range of IPv6 addresses does not mean the IPv4 addresses that are mapped into it.
        if bits < 96, address.isMapped { return false }
        return IPNetwork.masked(address.octets, bits) == octets
    }

    private static func masked(_ octets: [UInt8], _ bits: Int) -> [UInt8] {
        octets.enumerated().map { place, octet in
            let kept = min(8, max(0, bits - place * 8))
            return kept == 8 ? octet : octet & ~(0xFF >> UInt8(kept))
        }
    }
}
