/// Where an LMTP client connection stands.
enum LMTPClientState: Equatable, Sendable {
    /// Not connected yet. → greeting, closed
    case fresh
    /// → hello, closed
    case greeting
    /// LHLO sent. → ready, envelope, closed
    case hello
    /// Nothing to do. → envelope, closed
    case ready
    /// MAIL, RCPT and DATA go out and are answered. → content, resetting, closed
    case envelope
    /// → deliveries, closed
    case content(DotStuffer)
    /// One reply for each of these recipients, in order, is to come. → ready, closed
    case deliveries(ArraySlice<Int>)
    /// RSET sent. → ready, closed
    case resetting
    case closed
}
