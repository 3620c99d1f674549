/// How much of a foreign APDU is taken.
package struct MTSAPDULimits: Hashable, Sendable {
    /// ub-recipients of X.411.
    package static let standardRecipients = 32767

    /// Octets of an envelope, which is held whole while it comes in: by default 512 for each possible recipient.
    package var envelopeOctets: Int
    /// Recipients of one message.
    package var recipients: Int
    /// Octets of content in all.
    package var contentOctets: Int
    /// Octets of a report or a probe, which is held whole.
    package var otherAPDUOctets: Int

    package init(
        envelopeOctets: Int = 16 << 20, recipients: Int = standardRecipients, contentOctets: Int = .max,
        otherAPDUOctets: Int = 4 << 20
    ) {
        self.envelopeOctets = envelopeOctets
        self.recipients = recipients
        self.contentOctets = contentOctets
        self.otherAPDUOctets = otherAPDUOctets
    }
}
