/// What an SMTP server connection's owner has to do, in order.
package enum SMTPServerAction: Equatable, Sendable {
    /// Send these octets.
    case reply([UInt8])
    /// Say whether this recipient is taken: `.recipientVerdict`.
    case checkRecipient(SMTPPath)
    /// Content of this message follows.
    case beginMessage(SMTPTransaction)
    /// Content as the message's author wrote it: no dots stuffed, no chunk lines.
    case content([UInt8])
    /// All content is there. Make it safe and say `.messageAccepted` or `.messageRefused`.
    case endMessage
    /// Throw away what came since `.beginMessage`.
    case discardMessage
    /// Start this timer anew.
    case startTimer(SMTPServerTimer, seconds: Int)
    case cancelTimer(SMTPServerTimer)
    /// Stop reading from the client, until `.resumeInput`.
    case pauseInput
    case resumeInput
    /// The client was turned away or cut off for this reason; worth an event.
    case refused(String)
    /// Send what was replied, close. No further event counts.
    case close
}
