package import Message
package import Spool

/// One message for local mailboxes: an entry of a local connector's queue.
package struct LocalDeliveryItem: Sendable {
    package var entry: StoredEntry
    /// With the recipients of this entry only.
    package var envelope: Envelope

    package init(entry: StoredEntry, envelope: Envelope) {
        self.entry = entry
        self.envelope = envelope
    }

    /// Why none of it may go into a mailbox: only an Internet message may, and the gate lets nothing else come here.
    package var refusal: NonDelivery? {
        envelope.kind == .message && envelope.x400ContentType == nil
            ? nil : .contentTypeNotSupported(envelope.x400ContentType)
    }

    /// The same outcome for every recipient.
    func all(_ outcome: Outcome) -> [Int: Outcome] {
        Dictionary(envelope.recipients.map { ($0.number, outcome) }, uniquingKeysWith: { first, _ in first })
    }
}
