package import Message

/// The outcome of one attempt to move one entry on.
package struct Settlement: Sendable {
    package var entry: Int64
    package var message: MessageID
    /// Recipient number → outcome. Deferred ones and those that are not named stay queued.
    package var outcomes: [Int: Outcome]
    /// Recipient number → connector that takes it from here, in an entry of its own; one with an outcome stays out of
    /// it. The connector of this entry counts as tried for them.
    package var moves: [Int: String] = [:]
    /// When set and recipients stay queued: noted in the same transaction. Its `entry` must be this entry.
    package var retry: Reschedule?
    package var now: Timestamp

    package init(
        entry: Int64, message: MessageID, outcomes: [Int: Outcome], retry: Reschedule? = nil, now: Timestamp
    ) {
        self.entry = entry
        self.message = message
        self.outcomes = outcomes
        self.retry = retry
        self.now = now
    }
}
