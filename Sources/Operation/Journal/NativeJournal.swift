internal import CSystemd
internal import Glibc

/// journald's own protocol, spoken by libsystemd.
enum NativeJournal {
    static let identifier = "trunkd"

    /// Blocks while journald stands still. Journald drops fields whose names have lower-case letters.
    /// - Returns: false when journald did not take it.
    static func send(_ entry: JournalEntry) -> Bool {
        var octets: [UInt8] = []
        var ends: [Int] = []
        func add(_ name: String, _ value: String) {
            octets += Array("\(name)=\(value)".utf8)
            ends.append(octets.count)
        }
        add("MESSAGE", entry.text)
        add("PRIORITY", "\(entry.priority)")
        add("SYSLOG_IDENTIFIER", identifier)
        for field in entry.fields { add(field.name, field.value) }
        let result = unsafe octets.withUnsafeMutableBytes { all in
            var start = 0
            var pieces: [iovec] = unsafe []
            for end in ends {
                unsafe pieces.append(iovec(iov_base: all.baseAddress?.advanced(by: start), iov_len: end - start))
                start = end
            }
            return unsafe sd_journal_sendv(pieces, Int32(pieces.count))
        }
        return result >= 0
    }
}
