/// Something that a message of 1988 had and its form of 1984 has not.
package struct DowngradeLoss: Hashable, Sendable, CustomStringConvertible {
    /// Number of the recipient; nil: of the message as a whole.
    package let recipient: Int?
    /// For people: `extension dlExpansionHistory (26)`.
    package let what: String

    package init(recipient: Int? = nil, _ what: String) {
        self.recipient = recipient
        self.what = what
    }

    package var description: String { recipient.map { "recipient \($0): \(what)" } ?? what }
}
