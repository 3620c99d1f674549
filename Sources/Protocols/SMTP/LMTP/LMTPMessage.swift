/// One message for an LMTP server; its content follows in pieces.
package struct LMTPMessage: Equatable, Sendable {
    /// nil is the null reverse path.
    package var sender: SMTPPath?
    /// At least one. Outcomes name a recipient by its place in here.
    package var recipients: [SMTPPath]
    /// Octets of content.
    package var size: Int
    package var isEightBit: Bool
    package var needsSMTPUTF8: Bool

    package init(
        sender: SMTPPath?, recipients: [SMTPPath], size: Int, isEightBit: Bool = false, needsSMTPUTF8: Bool = false
    ) {
        self.sender = sender
        self.recipients = recipients
        self.size = size
        self.isEightBit = isEightBit
        self.needsSMTPUTF8 = needsSMTPUTF8
    }
}
