package import Message
package import SMTP
package import Spool

/// What the SMTP door asks of what stands behind it.
package protocol SMTPGate: Sendable {
    /// nil when the recipient is taken, else what the client is told.
    func refusal(of recipient: Mailbox, client: String, mayRelay: Bool) -> SMTPReply?
    /// A place for the content that is about to arrive.
    func stage() throws(SpoolError) -> ContentWriter
    /// Takes responsibility for a message.
    ///
    /// - Parameter reply: once, from any queue; success only when the message is on disk.
    func submit(
        _ submission: SMTPSubmission, content: StagedContent, now: Timestamp,
        reply: @escaping @Sendable (SMTPVerdict) -> Void)
}
