/// placeholder body, being written
package final class SQLiteSpool {
    package let directory: String
    /// Opens the store in `directory`, made when missing. Errors: `full`, `readOnly`, `corrupt`, `newerVersion`,
    /// `locked`, `io`. The handler is called on the store's queue.
    package init(
        directory: String, limits: SpoolLimits = SpoolLimits(),
        onAvailabilityChange: @escaping @Sendable (SpoolAvailability) -> Void
    ) throws(SpoolError) {
        self.directory = directory
    }
}
