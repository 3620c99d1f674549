package import Message

/// One line of a queue's listing: what waits, why, and until when.
package struct QueueListing: Hashable, Sendable {
    package var entry: QueueEntry
    package var state: State
    /// For people: why it is not on its way.
    package var why: String
    /// When it will be tried, as far as the queue can say; nil: not known, as for a held one.
    package var eta: Timestamp?

    package enum State: String, Hashable, Sendable {
        /// Its turn comes when the connector has a line for it.
        case ready
        /// An attempt is under way.
        case inTransfer = "in transfer"
        /// Its time has not come.
        case waiting
        /// Its owner has no use for it now.
        case aside = "set aside"
        /// An operator has stopped it.
        case held
    }

    package init(entry: QueueEntry, state: State, why: String, eta: Timestamp?) {
        self.entry = entry
        self.state = state
        self.why = why
        self.eta = eta
    }
}
