/// A RAS error code, 600...752: why a call failed or a line was lost. Numbers are those of Windows RAS, which
/// operators of Exchange know; texts are our own. 0 means that the line itself was in order.
///
/// Any number can be held; one that is not in the table is of class transient.
package struct RASCode: Hashable, Sendable, CustomStringConvertible {
    package let number: Int

    package init(_ number: Int) { self.number = number }

    package var isKnown: Bool { number == 0 || RASCodeTable.row(number) != nil }

    package var rasClass: RASClass { RASCodeTable.row(number)?.rasClass ?? .transient }

    /// A few words without a full stop.
    package var text: String {
        if number == 0 { return "no fault of the line; look at the layers above it" }
        return RASCodeTable.row(number)?.text ?? "no meaning is known for this code"
    }

    /// What to do about it, in whole sentences.
    package var advice: String {
        if number == 0 {
            return "The line stood and the bind failed: see event 9316 or 1294 with the same MTA_INCIDENT."
        }
        return RASCodeTable.advice[number] ?? rasClass.advice
    }

    /// `676, line busy`
    package var description: String { "\(number), \(text)" }

    /// What `trunkctl explain CODE` prints; nil for a number that is no RAS code.
    package var explanation: String? {
        guard number == 0 || (600...752).contains(number) else { return nil }
        let retry = rasClass.usesRetry ? "counts as a failed open" : "uses up no retry"
        let bar = rasClass.barsLink ? ", and the link is barred until somebody looks" : ""
        return """
            RAS code \(number): \(text)

            Class      \(rasClass.rawValue) (\(retry)\(bar))

            \(advice)

            """
    }

    /// All codes with a meaning, ascending.
    package static var all: [RASCode] { RASCodeTable.rows.map { RASCode($0.number) } }

    package static let inOrder = RASCode(0)
    package static let disconnected = RASCode(628)
    package static let hungUpByPeer = RASCode(629)
    package static let hungUpLocally = RASCode(631)
    package static let timedOut = RASCode(638)
    package static let remoteSilent = RASCode(650)
    package static let connectionLost = RASCode(668)
    package static let busy = RASCode(676)
    package static let noAnswer = RASCode(678)
    package static let negotiationTimedOut = RASCode(718)
}
