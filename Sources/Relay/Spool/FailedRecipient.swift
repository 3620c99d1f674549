package import Message

/// A recipient that will get nothing, and why.
package struct FailedRecipient: Hashable, Sendable {
    package var recipient: Recipient
    package var reason: NonDelivery

    package init(recipient: Recipient, reason: NonDelivery) {
        self.recipient = recipient
        self.reason = reason
    }
}
