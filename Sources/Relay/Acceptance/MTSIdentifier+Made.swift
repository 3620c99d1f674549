import Message

extension MTSIdentifier {
    /// `<LocalName>-<yymmddhhmmss>Z-<n>` within the domain. At most 32 octets of IA5 (X.411 ub-local-id-length): a
    /// longer name is cut, and told from others with the same beginning by four digits of its hash.
    static func made(_ localName: String, _ domain: GlobalDomain, now: Timestamp, serial: Int64) -> MTSIdentifier {
        let tail = "-\(now.compactDate)Z-\(serial)"
        let octets = Array(localName.utf8)
        let room = 32 - tail.utf8.count
        var name = String(decoding: octets.map { (0x21...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self)
        if name.utf8.count > room {
            let digits = String(hash(octets), radix: 16)
            let mark = String(repeating: "0", count: 4 - digits.count) + digits
            name = String((name.prefix(max(0, room - 4)) + mark).prefix(max(0, room)))
        }
        return MTSIdentifier(domain: domain, localIdentifier: name + tail)
    }

    /// FNV-1a, folded to 16 bits.
    private static func hash(_ octets: [UInt8]) -> UInt16 {
        var hash: UInt32 = 2_166_136_261
        for octet in octets { hash = (hash ^ UInt32(octet)) &* 16_777_619 }
        return UInt16(truncatingIfNeeded: hash ^ hash >> 16)
    }
}
