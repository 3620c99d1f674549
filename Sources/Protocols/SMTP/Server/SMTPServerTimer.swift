/// The timers of one SMTP server connection.
package enum SMTPServerTimer: Hashable, Sendable {
    /// A command is waited for (RFC 5321 4.5.3.2.7).
    case idle
    /// More content is waited for.
    case content
    /// The whole connection.
    case session
}
