/// What happens to an SMTP server connection.
package enum SMTPServerEvent: Equatable, Sendable {
    /// The connection stands.
    case connected
    /// From the client, in order, in pieces of any size.
    case octets([UInt8])
    /// Answer to `.checkRecipient`: nil takes the recipient, a reply refuses it.
    case recipientVerdict(SMTPReply?)
    /// Answer to `.endMessage`: the message is safe. The text follows `250 2.0.0`.
    case messageAccepted(String)
    /// Answer to `.endMessage`, or at any time after `.beginMessage`: the owner does not take the message, and has
    /// thrown away what it had of it.
    case messageRefused(SMTPReply)
    case timer(SMTPServerTimer)
    /// This side stops. A message whose commit is awaited is still answered.
    case closing
    /// The client has gone.
    case peerClosed
}
