package import Message

/// What the gate says to a message.
package enum AcceptanceResult: Hashable, Sendable {
    /// This MTA is responsible for it; it is on disk. Message 0: nothing had to be kept, since every recipient failed
    /// and nobody is to hear of it.
    case accepted(MessageID, MTSIdentifier)
    /// Everybody in it had been taken before under the same name: confirm it, nothing need be done.
    case duplicate
    /// Never try again. Only to SMTP clients: a neighbour's message is taken and its originator told.
    case refused(Refusal)
    /// The spool cannot take it now: SMTP 452, P1 busy. The text says why.
    case unavailable(String)
}

/// What an SMTP client is told.
package struct Refusal: Hashable, Sendable {
    /// RFC 5321 4.2, three digits.
    package var replyCode: Int
    /// RFC 3463, as `5.1.1`.
    package var status: String
    package var text: String

    package init(_ replyCode: Int, _ status: String, _ text: String) {
        self.replyCode = replyCode
        self.status = status
        self.text = text
    }
}

/// What an SMTP client is told of one recipient.
package enum RecipientVerdict: Hashable, Sendable {
    case accepted
    /// No connector serves it.
    case noRoute
    /// Nor this MTA's own postmaster.
    case noPostmaster
    /// A connector does, but this client may write to mailboxes of this host only.
    case relayDenied

    /// nil when it is accepted.
    package var refusal: Refusal? {
        switch self {
        case .accepted: nil
        case .noRoute: Refusal(550, "5.1.2", "No connector of this MTA serves the recipient's domain")
        case .noPostmaster: Refusal(550, "5.1.1", "The postmaster of this MTA has no mailbox that it can reach")
        case .relayDenied: Refusal(550, "5.7.1", "You may not relay through this MTA")
        }
    }
}
