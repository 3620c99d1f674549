/// What came of holding or releasing a message.
package struct HoldResult: Hashable, Sendable {
    /// The message's entries as they are now, ascending by id; none: it is not queued for any connector.
    package var entries: [StoredEntry]
    /// It was held before.
    package var wasHeld: Bool

    package init(entries: [StoredEntry], wasHeld: Bool) {
        self.entries = entries
        self.wasHeld = wasHeld
    }
}
