/// What became of one attempt for one recipient. A value, never an error.
package enum Outcome: Hashable, Sendable {
    /// In the mailbox, or taken by a final delivery agent.
    case delivered
    /// The neighbour has confirmed responsibility.
    case transferred
    /// Try again; the queue decides when.
    case deferred(why: String)
    /// Never try again.
    case failed(NonDelivery)
}

/// X.411 non-delivery reason and diagnostic (8.3.1.2.1.10), with the Internet's view of the same (RFC 3463).
package struct NonDelivery: Hashable, Sendable {
    package var reason: NonDeliveryReason
    package var diagnostic: NonDeliveryDiagnostic?
    /// RFC 3463 enhanced status code, as `5.1.1`.
    package var status: String
    /// For people.
    package var text: String

    package init(reason: NonDeliveryReason, diagnostic: NonDeliveryDiagnostic?, status: String, text: String) {
        self.reason = reason
        self.diagnostic = diagnostic
        self.status = status
        self.text = text
    }
}
