package import Message

/// How this MTA stands with an adjacent one.
package enum LocalityState: String, Hashable, Sendable, CaseIterable {
    /// Nothing has been tried yet, or the last association was closed in order.
    case unbound
    case binding
    case bound
    /// The last attempt failed.
    case failed
}

/// One row of the locality table; a copy.
package struct LocalityRow: Hashable, Sendable {
    package let index: Int
    package let name: String
    package var state: LocalityState
    package var since: Timestamp
    package var messagesOut = 0
    package var messagesIn = 0
    package var octetsOut = 0
    package var octetsIn = 0
    package var associations = 0
    package var failures = 0

    init(index: Int, name: String, since: Timestamp) {
        self.index = index
        self.name = name
        self.state = .unbound
        self.since = since
    }
}
