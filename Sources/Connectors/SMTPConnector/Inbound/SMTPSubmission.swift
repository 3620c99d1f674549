package import Message
internal import SMTP

/// A message as an SMTP client submitted it, beside its content.
package struct SMTPSubmission: Hashable, Sendable {
    /// nil is the null reverse path.
    package var originator: Mailbox?
    /// Numbered from 1 in the order of their RCPT commands.
    package var recipients: [Recipient]
    package var priority: Priority
    package var bodyType: BodyType
    package var needsSMTPUTF8: Bool
    /// xtext
    package var envelopeID: String?
    package var dsnReturn: DSNReturn?
    /// The client as events name it.
    package var client: String
    /// The client may send to any domain.
    package var mayRelay: Bool

    init(_ transaction: SMTPTransaction, header: HeaderScanner, client: SMTPClient) {
        let parameters = transaction.parameters
        originator = transaction.sender.map { Mailbox(localPart: $0.localPart, domain: $0.domain) }
        recipients = transaction.recipients.enumerated().map { place, recipient in
            Recipient(
                number: place + 1,
                mailbox: Mailbox(localPart: recipient.path.localPart, domain: recipient.path.domain),
                notify: DSNNotify(rawValue: recipient.parameters.notify.rawValue),
                originalRecipient: recipient.parameters.originalRecipient)
        }
        // RFC 6710: 4 and more is urgent, -4 and less is non-urgent in X.400's three steps.
        priority =
            parameters.priority.map { $0 >= 4 ? .urgent : $0 <= -4 ? .nonUrgent : .normal } ?? header.priority
            ?? .normal
        bodyType = parameters.body == .eightBitMIME || header.isEightBit ? .eightBitMIME : .sevenBit
        needsSMTPUTF8 = parameters.smtpUTF8
        envelopeID = parameters.envelopeID
        dsnReturn = parameters.dsnReturn.map { $0 == .full ? .full : .headers }
        self.client = client.name
        mayRelay = client.mayRelay
    }
}
