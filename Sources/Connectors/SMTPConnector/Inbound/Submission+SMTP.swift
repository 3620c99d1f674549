internal import Acceptance
internal import Message
internal import SMTP

extension Submission {
    /// A message as an SMTP client submitted it.
    init(_ transaction: SMTPTransaction, header: HeaderScanner, peer: SMTPPeer) {
        let parameters = transaction.parameters
        let recipients = transaction.recipients.enumerated().map { place, recipient in
            Recipient(
                number: place + 1, mailbox: Mailbox(recipient.path),
                notify: DSNNotify(rawValue: recipient.parameters.notify.rawValue),
                originalRecipient: recipient.parameters.originalRecipient)
        }
        self.init(
            originator: transaction.sender.map(Mailbox.init), recipients: recipients,
            priority: parameters.priority.map(Priority.init(level:)) ?? header.priority ?? .normal,
            bodyType: parameters.body == .eightBitMIME || header.isEightBit ? .eightBitMIME : .sevenBit,
            needsSMTPUTF8: parameters.smtpUTF8, envelopeID: parameters.envelopeID,
            dsnReturn: parameters.dsnReturn.map { $0 == .full ? .full : .headers },
            source: .smtp(peer.client(transaction)))
    }
}

extension Mailbox {
    init(_ path: SMTPPath) { self.init(localPart: path.localPart, domain: path.domain) }
}

extension Priority {
    /// RFC 6710's -9...9 in X.400's three steps.
    init(level: Int) { self = level >= 4 ? .urgent : level <= -4 ? .nonUrgent : .normal }
}

extension AcceptanceResult {
    /// What the client is told.
    var event: SMTPServerEvent {
        switch self {
        case .accepted(let message, let identifier):
            .messageAccepted("Queued as \(message) (\(identifier.localIdentifier))")
        case .duplicate: .messageAccepted("Taken before")
        case .refused(let refusal): .messageRefused(SMTPReply(refusal))
        case .unavailable: .messageRefused(SMTPReply(452, "4.3.1", "No room for messages now, try again later"))
        }
    }
}

extension SMTPReply {
    init(_ refusal: Refusal) { self.init(refusal.replyCode, refusal.status, refusal.text) }
}
