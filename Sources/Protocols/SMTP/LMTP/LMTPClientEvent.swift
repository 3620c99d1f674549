/// What happens to an LMTP client connection.
package enum LMTPClientEvent: Equatable, Sendable {
    case connected
    /// From the server, in order, in pieces of any size.
    case octets([UInt8])
    /// Deliver this next. Only before `.connected` or after `.finished`, one at a time.
    case deliver(LMTPMessage)
    /// Answer to `.wantContent`: the next piece.
    case content([UInt8])
    /// Answer to `.wantContent`: there is no more.
    case contentEnded
    /// Answer to `.wantContent`: it cannot be read. The connection is given up, since only that ends the data unsaid.
    case contentFailed(String)
    case timer(LMTPClientTimer)
    case peerClosed(String)
    /// No more messages.
    case quit
}
