/// What a subscriber gets at a time.
package struct JournalBatch: Sendable {
    /// In the order in which they happened; may be empty when only `dropped` is to be told.
    package let entries: [JournalEntry]
    /// Entries that were left out before these, because the subscriber was slower than the events.
    package let dropped: Int
}
