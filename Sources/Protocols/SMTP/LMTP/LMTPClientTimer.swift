/// The timers of one LMTP client connection; one runs at a time.
package enum LMTPClientTimer: Hashable, Sendable {
    /// A reply is waited for.
    case reply
    /// The server is to take content.
    case content
    /// The server makes the message safe.
    case delivery
}
