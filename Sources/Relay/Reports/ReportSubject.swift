package import Message

/// The message that a report is about, as far as the report needs it.
package struct ReportSubject: Sendable {
    package var envelope: Envelope
    /// The beginning of the content; all of it when `isWhole`.
    package var beginning: [UInt8]
    package var isWhole: Bool

    package init(envelope: Envelope, beginning: [UInt8], isWhole: Bool) {
        self.envelope = envelope
        self.beginning = beginning
        self.isWhole = isWhole
    }
}

/// A recipient of the subject that will not get it.
package struct ReportedRecipient: Hashable, Sendable {
    package var recipient: Recipient
    package var reason: NonDelivery

    package init(recipient: Recipient, reason: NonDelivery) {
        self.recipient = recipient
        self.reason = reason
    }
}

/// Who reports, and when.
package struct ReportingMTA: Hashable, Sendable {
    /// Its Internet name.
    package var hostname: String
    /// Its X.400 name.
    package var localName: String
    /// Unique for this report; letters, digits, `-` and `.`.
    package var reportIdentifier: String
    package var now: Timestamp

    package init(hostname: String, localName: String, reportIdentifier: String, now: Timestamp) {
        self.hostname = hostname
        self.localName = localName
        self.reportIdentifier = reportIdentifier
        self.now = now
    }
}
