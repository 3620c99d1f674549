package import SMTP

/// What became of a submitted message.
package enum SMTPVerdict: Hashable, Sendable {
    /// It is on disk. The text stands in the reply.
    case accepted(String)
    case refused(SMTPReply)
}
