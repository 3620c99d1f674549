internal import Message
internal import Spool

/// The name of a message's file in a Maildir. It follows from the entry and the recipient alone, so that what a crash
/// has left can be found again; it is never the same for two deliveries.
enum MaildirName {
    static func name(entry: StoredEntry, recipient: Int, host: String) -> String {
        let time = max(0, entry.enqueued.seconds)
        let local = String(entry.mtsIdentifier.localIdentifier.unicodeScalars.prefix(32).map(safe))
        let identity = String(fingerprint(entry.mtsIdentifier.description), radix: 16)
        return "\(time).\(local)_\(identity)_\(entry.id)_\(recipient).\(host),S=\(entry.octets)"
    }

    /// A host's name as it may stand in a file's name.
    static func host(_ name: String) -> String {
        String(name.unicodeScalars.prefix(64).map { $0 == "." ? "." : safe($0) })
    }

    private static func safe(_ scalar: Unicode.Scalar) -> Character {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-": Character(scalar)
        default: "_"
        }
    }

    /// FNV-1a, 64 bits.
    private static func fingerprint(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
