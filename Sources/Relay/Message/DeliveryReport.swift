/// What a report says of the message or probe that it is about (X.411 8.3.1.2).
///
/// A report of ours has no octets of its own: the P1 connector makes them from this and from the subject's envelope. A
/// report in transit has them in `Envelope.transferEnvelope`, and this is what the relay has read in them.
package struct DeliveryReport: Hashable, Sendable {
    /// What became of one recipient.
    package enum Result: Hashable, Sendable {
        case delivered(at: Timestamp)
        case failed(NonDelivery)
        /// Nothing yet; it is tried on. X.411 has no word for it, so that only a notification of ours says this.
        case delayed(Delay)
    }

    /// Why a recipient waits, and until when it is tried.
    package struct Delay: Hashable, Sendable {
        /// RFC 3463 enhanced status code, as `4.4.1`.
        package var status: String
        /// For people.
        package var text: String
        package var until: Timestamp

        package init(status: String, text: String, until: Timestamp) {
            self.status = status
            self.text = text
            self.until = until
        }
    }

    /// Who made the report, and with it what `Envelope.transferEnvelope` holds.
    package enum Origin: Hashable, Sendable {
        /// This MTA. `transferEnvelope`: the subject's as it came in; nil when that came by SMTP.
        case here
        /// Another one, as people call it (`C=GB;A= ;P=ACME` and its MTA name, as far as it says).
        /// `transferEnvelope`: the report's own APDU, without the content that it returns.
        case transit(reportingMTA: String)
    }

    package struct RecipientReport: Hashable, Sendable {
        /// Where the subject was to go, with the number that its originator's MTA gave it, and with what its sender
        /// asked for.
        package var recipient: Recipient
        package var result: Result
        /// When the subject reached the domain that reports (X.411 LastTraceInformation arrival-time), if known.
        package var arrival: Timestamp?

        package init(recipient: Recipient, result: Result, arrival: Timestamp? = nil) {
            self.recipient = recipient
            self.result = result
            self.arrival = arrival
        }
    }

    package var origin = Origin.here
    /// Name of the message or probe.
    package var subject: MTSIdentifier
    /// The subject asked only: what is reported as delivered could have been delivered. Not known of one in transit.
    package var isOfProbe = false
    /// What the originator called the content, if anything (X.411 8.2.1.1.1.33).
    package var contentIdentifier: String?
    /// The same of a probe that this MTA sends for itself; its answer is for nobody's mailbox.
    package static let ofOwnProbe = "trunkctl probe"
    /// RFC 3461 ENVID of the subject, as received (xtext).
    package var envelopeID: String?
    /// The header section of the subject where it was an Internet message and its content is not returned, at most
    /// `longestHeader` octets of whole lines. Over P1 in a private extension that is not critical.
    package var header: [UInt8]?
    /// In ascending order of number. At least one.
    package var recipients: [RecipientReport]

    package static let longestHeader = 16_384

    package init(
        subject: MTSIdentifier, contentIdentifier: String? = nil, envelopeID: String? = nil,
        recipients: [RecipientReport]
    ) {
        self.subject = subject
        self.contentIdentifier = contentIdentifier
        self.envelopeID = envelopeID
        self.recipients = recipients
    }

    package var failures: [RecipientReport] {
        recipients.filter { if case .failed = $0.result { true } else { false } }
    }
}
