/// How much of a foreign APDU is taken.
package struct MTSAPDULimits: Hashable, Sendable {
    /// ub-recipients of X.411.
    package static let standardRecipients = 32767

    /// Octets of an envelope, or of a report's content less the returned content. Either is held whole while it comes
    /// in: by default 512 for each possible recipient.
    package var envelopeOctets: Int
    /// Recipients of one message.
    package var recipients: Int
    /// Octets of content or returned content in all.
    package var contentOctets: Int

    package init(
        envelopeOctets: Int = 16 << 20, recipients: Int = standardRecipients, contentOctets: Int = .max
    ) {
        self.envelopeOctets = envelopeOctets
        self.recipients = recipients
        self.contentOctets = contentOctets
    }
}
