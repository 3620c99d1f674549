internal import Message

/// What has to be known of a message's way so far to find it another one. Kept with each entry.
package struct EntryHistory: Hashable, Sendable {
    /// Connectors that were tried and given up for these recipients, in that order.
    package var tried: [String] = []
    /// The connector by which the message came from a neighbour; it does not leave by it.
    package var cameBy: String?
    /// Its delivery requires something that is not known here (X.411 9.2): it goes on in X.400, or not at all.
    package var staysInX400 = false

    package init() {}

    static let format: UInt8 = 1

    /// nil: there is nothing to keep.
    func encode() -> [UInt8]? {
        if self == EntryHistory() { return nil }
        var record = RecordWriter()
        record.octet(Self.format)
        record.number(tried.count)
        for connector in tried { record.text(connector) }
        record.optionalText(cameBy)
        record.octet(staysInX400 ? 1 : 0)
        return record.octets
    }

    static func decode(_ octets: [UInt8]) throws(SpoolError) -> EntryHistory {
        var history = EntryHistory()
        if octets.isEmpty { return history }
        var record = RecordReader(octets)
        if try record.octet() != format { throw RecordReader.fault }
        for _ in 0..<(try record.count()) { history.tried.append(try record.text()) }
        history.cameBy = try record.optionalText()
        history.staysInX400 = try record.octet() != 0
        if !record.isAtEnd { throw RecordReader.fault }
        return history
    }
}
