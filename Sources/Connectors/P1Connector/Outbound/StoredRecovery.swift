package import OSI

/// What the spool keeps of a cut outgoing transfer, so that it goes on also after a restart of this process.
///
/// The APDU's octets are not kept: they are made again from the envelope and the content. `headerCheck` proves that
/// they came out the same.
package struct StoredRecovery: Equatable {
    package let recovery: ActivityRecovery
    let headerCheck: UInt64

    package init(recovery: ActivityRecovery, header: [UInt8]) {
        self.recovery = recovery
        headerCheck = Self.check(header)
    }

    /// nil when the octets are none that `encode` made.
    package init?(_ octets: [UInt8]) {
        guard octets.count > 8, let recovery = try? ActivityRecovery.decode(Array(octets[8...])) else { return nil }
        self.recovery = recovery
        headerCheck = octets[..<8].reduce(0) { $0 << 8 | UInt64($1) }
    }

    package func encode() -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: headerCheck >> UInt64(56 - 8 * $0)) } + recovery.encode()
    }

    package func fits(header: [UInt8]) -> Bool { headerCheck == Self.check(header) }

    /// FNV-1a.
    private static func check(_ octets: [UInt8]) -> UInt64 {
        octets.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// The spool's key of one entry's recovery.
    package static func key(connector: String, entry: Int64) -> String { prefix(connector: connector) + "\(entry)" }

    /// What the keys of a connector begin with.
    package static func prefix(connector: String) -> String { "out/\(connector)/" }

    /// Connector and entry of a key; nil for a key of something else.
    package static func parts(of key: String) -> (connector: String, entry: Int64)? {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "out", let entry = Int64(parts[2]) else { return nil }
        return (String(parts[1]), entry)
    }
}
