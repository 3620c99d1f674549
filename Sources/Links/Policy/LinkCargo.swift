package import Message

/// What of a message matters to a link.
package struct LinkCargo: Hashable, Sendable {
    package var priority: Priority
    package var octets: Int
    package var enqueued: Timestamp

    package init(priority: Priority, octets: Int, enqueued: Timestamp) {
        self.priority = priority
        self.octets = octets
        self.enqueued = enqueued
    }
}

/// In whose call a message would go.
package enum LinkCall: Hashable, Sendable {
    /// One that we make by ourselves: windows, budgets and grants hold.
    case ours
    /// The neighbour's, or one that an operator asked for: only what holds for the carrying.
    case free
}
