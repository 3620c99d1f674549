/// One mail transaction: what MAIL and RCPT said (RFC 5321 3.3).
package struct SMTPTransaction: Equatable, Sendable {
    /// A recipient as RCPT named it.
    package struct Recipient: Hashable, Sendable {
        package var path: SMTPPath
        package var parameters: RecipientParameters

        package init(path: SMTPPath, parameters: RecipientParameters = RecipientParameters()) {
            self.path = path
            self.parameters = parameters
        }
    }

    /// What the client called itself in EHLO or HELO.
    package var clientName: String
    /// EHLO, not HELO.
    package var isExtended: Bool
    /// nil is the null reverse path.
    package var sender: SMTPPath?
    package var parameters: MailParameters
    /// In the order of their RCPT commands, each once.
    package var recipients: [Recipient] = []

    package init(clientName: String, isExtended: Bool, sender: SMTPPath?, parameters: MailParameters) {
        self.clientName = clientName
        self.isExtended = isExtended
        self.sender = sender
        self.parameters = parameters
    }

    /// The name of the protocol in a Received field (RFC 3848, RFC 6531 4.3).
    package var protocolName: String { isExtended ? (parameters.smtpUTF8 ? "UTF8SMTP" : "ESMTP") : "SMTP" }
}
