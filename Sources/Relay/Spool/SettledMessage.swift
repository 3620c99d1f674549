package import Message

/// What a settlement left behind, once it is on disk. In the order of the settlements.
package struct SettledMessage: Sendable {
    package var entry: Int64
    package var message: MessageID
    /// Recipients still queued in the entry; 0: the entry is gone.
    package var remaining: Int
    /// No connector has the message any more; its content is gone.
    package var isRemoved: Bool
    /// Recipients that the settlement took away with `failed`, whether or not a report is due.
    package var failures: [FailedRecipient]
    /// Queued under `SpoolLimits.reports` for those failures and deliveries that somebody must hear of.
    package var report: StoredEntry?
    /// Queued for other connectors, as the settlement's moves said.
    package var moved: [StoredEntry] = []

    package init(
        entry: Int64, message: MessageID, remaining: Int, isRemoved: Bool, failures: [FailedRecipient],
        report: StoredEntry?
    ) {
        self.entry = entry
        self.message = message
        self.remaining = remaining
        self.isRemoved = isRemoved
        self.failures = failures
        self.report = report
    }
}
