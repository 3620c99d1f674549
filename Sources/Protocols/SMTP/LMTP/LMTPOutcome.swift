/// What an LMTP server did with a message for one recipient (RFC 2033 4.2).
package enum LMTPOutcome: Equatable, Sendable {
    case delivered
    /// For now, or for a reason that is not the message's; people read why.
    case deferred(String)
    /// For ever, by this reply.
    case failed(SMTPReply)
}
