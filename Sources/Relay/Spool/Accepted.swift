package import Message

/// What became of an acceptance, once it is on disk.
package struct Accepted: Sendable {
    /// 0 when nothing was new: every recipient had been taken before, or none had to be kept.
    package var id: MessageID
    /// One for each connector, and one for `SpoolLimits.reports` where recipients failed at once.
    package var entries: [StoredEntry]
    /// Numbers of the recipients that the ledger left out, ascending.
    package var duplicates: [Int]

    package init(id: MessageID, entries: [StoredEntry], duplicates: [Int]) {
        self.id = id
        self.entries = entries
        self.duplicates = duplicates
    }
}
