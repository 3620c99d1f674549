/// What an LMTP client connection's owner has to do, in order.
package enum LMTPClientAction: Equatable, Sendable {
    case send([UInt8])
    /// Give a piece of content, as soon as what was sent has left.
    case wantContent
    /// What became of the recipient at this place of the message. Each comes once.
    case outcome(recipient: Int, LMTPOutcome)
    /// All outcomes of the message are told; another one may follow.
    case finished
    /// Start this timer anew; the others stop.
    case startTimer(LMTPClientTimer, seconds: Int)
    case stopTimer
    /// Send what is to be sent, close. No further event counts.
    case close
}
