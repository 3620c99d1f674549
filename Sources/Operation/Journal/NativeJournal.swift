internal import CSystemd

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
        let result = unsafe octets.withUnsafeBufferPointer { all in
            unsafe ends.withUnsafeBufferPointer { ends in
                unsafe trunkline_journal_send(all.baseAddress, ends.baseAddress, Int32(ends.count))
            }
        }
        return result >= 0
    }
}
