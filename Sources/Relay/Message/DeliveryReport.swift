/// What a report says of the message or probe that it is about (X.411 8.3.1.2).
package struct DeliveryReport: Hashable, Sendable {
    /// What became of one recipient.
    package enum Result: Hashable, Sendable {
        case delivered(at: Timestamp)
        case failed(NonDelivery)
    }

    package struct RecipientReport: Hashable, Sendable {
        /// Where the subject was to go, with the number that its originator's MTA gave it.
        package var recipient: Recipient
        package var result: Result

        package init(recipient: Recipient, result: Result) {
            self.recipient = recipient
            self.result = result
        }
    }

    /// Name of the message or probe.
    package var subject: MTSIdentifier
    /// What the originator called the content, if anything (X.411 8.2.1.1.1.33).
    package var contentIdentifier: String?
    /// RFC 3461 ENVID of the subject, as received (xtext).
    package var envelopeID: String?
    /// In ascending order of number. At least one.
    package var recipients: [RecipientReport]

    package init(
        subject: MTSIdentifier, contentIdentifier: String? = nil, envelopeID: String? = nil,
        recipients: [RecipientReport]
    ) {
        self.subject = subject
        self.contentIdentifier = contentIdentifier
        self.envelopeID = envelopeID
        self.recipients = recipients
    }
}
