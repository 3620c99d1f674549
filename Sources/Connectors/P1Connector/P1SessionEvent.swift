package import Message
import OSI

/// What a session tells its owner.
package enum P1SessionEvent: Sendable {
    /// The first octets have come from the other end.
    case heard
    /// The bind is confirmed on both sides; messages can go.
    case opened
    /// No association; the session is over.
    case openFailed(P1OpenFailure)
    /// The turn is ours and there is nothing under way: answer by `send`, or leave it.
    case readyToSend
    /// A transfer begins; `from` octets of it are at the neighbour already, confirmed up to `checkpoint`.
    case transferStarted(message: MessageID, from: Int, checkpoint: Int)
    /// The neighbour confirmed that it holds this many of the APDU's octets.
    case progress(message: MessageID, octets: Int, total: Int)
    /// A transfer came to its end.
    case transferEnded(entry: Int64, P1TransferResult)
    /// A message of the neighbour's is in our spool.
    case received(MTSIdentifier, priority: Priority, octets: Int, duplicate: Bool)
    /// A message of the neighbour's was not taken.
    case notReceived(why: String)
    /// The session is over.
    case ended(P1SessionEnd)
}

package enum P1TransferResult: Sendable, Equatable {
    /// The neighbour has the message, by its own word. `failing`: but for these recipients, by number, who cannot be
    /// served over this association.
    case transferred(octets: Int, failing: [Int: NonDelivery] = [:])
    /// The line went; the neighbour holds the octets up to this checkpoint, 0 for none. `isWhole`: all had been sent,
    /// so that the neighbour may have taken the message, and its word was lost.
    case interrupted(checkpoint: Int, octets: Int, isWhole: Bool = false)
    /// The neighbour would not have it this time.
    case refused(why: String)
    /// It cannot go to this neighbour at all.
    case failed(NonDelivery)
    /// Our own spool cannot give the message.
    case unreadable(why: String)
}

package enum P1OpenFailure: Sendable, Equatable {
    /// The transport stands, and the bind was not answered in time, or with an abort.
    case noAnswer(why: String)
    /// The transport went before the bind was answered.
    case lineLost(why: String)
    /// Ended at this end before the bind was answered: an operator hung up, the service stops.
    case cut(why: String)
    /// A layer of the neighbour refused.
    case refused(layer: String, reason: Int, why: String)
    /// The neighbour refused our name or password (mta-bind-error authentication-error).
    case authenticationError
    /// The neighbour is busy (mta-bind-error busy).
    case busy
    /// The neighbour calls itself otherwise than the connector says.
    case wrongName(answered: String)
    /// The neighbour's password is not the one of the connector.
    case wrongPassword(PasswordDifference)
    /// The neighbour broke the protocol.
    case protocolViolation(why: String)
}

package enum P1SessionEnd: Sendable, Equatable {
    /// Released in order by either side.
    case released
    /// Aborted by the neighbour, by us, or with the line.
    case aborted(byPeer: Bool, why: String)
    /// The line went without a word.
    case lineLost(why: String)
}
