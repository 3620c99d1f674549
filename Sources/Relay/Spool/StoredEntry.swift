package import Message

/// One message in the queue of one connector.
package struct StoredEntry: Hashable, Sendable {
    /// Number of the row. Never reused.
    package var id: Int64
    package var message: MessageID
    package var connector: String
    package var priority: Priority
    /// Length of the content.
    package var octets: Int
    /// When this MTA took the message.
    package var enqueued: Timestamp
    /// When the first MTA took it; the lifetime runs from here.
    package var submitted: Timestamp
    package var notBefore: Timestamp?
    package var attempts: Int
    /// Why it waits, in words for people.
    package var why: String?
    /// An operator has stopped its message, and why; empty where he did not say. nil: nobody has.
    package var hold: String?
    /// The irreversible step of a delivery had begun, and no outcome was noted.
    package var handing: Bool
    /// How many recipients wait in this entry.
    package var recipients: Int
    package var originator: Mailbox?
    package var firstRecipient: Mailbox
    package var mtsIdentifier: MTSIdentifier
    package var kind = MessageKind.Name.message
    /// Not to be moved on before, whatever else happens (X.411 deferred-delivery-time).
    package var deferredDelivery: Timestamp?
    /// Its lifetime ends here if not earlier (X.411 latest-delivery-time).
    package var latestDelivery: Timestamp?
    package var history = EntryHistory()
    /// Its originator has been told that it is late, or needs not be.
    package var isToldOfDelay = false

    package init(
        id: Int64, message: MessageID, connector: String, priority: Priority, octets: Int, enqueued: Timestamp,
        submitted: Timestamp, notBefore: Timestamp?, attempts: Int, why: String?, hold: String?, handing: Bool,
        recipients: Int, originator: Mailbox?, firstRecipient: Mailbox, mtsIdentifier: MTSIdentifier
    ) {
        self.id = id
        self.message = message
        self.connector = connector
        self.priority = priority
        self.octets = octets
        self.enqueued = enqueued
        self.submitted = submitted
        self.notBefore = notBefore
        self.attempts = attempts
        self.why = why
        self.hold = hold
        self.handing = handing
        self.recipients = recipients
        self.originator = originator
        self.firstRecipient = firstRecipient
        self.mtsIdentifier = mtsIdentifier
    }

    /// A row whose place in time is that of a new one.
    init(
        id: Int64, message: MessageID, connector: String, summary: EnvelopeSummary, octets: Int, enqueued: Timestamp,
        recipients: Int, firstRecipient: Mailbox
    ) {
        self.init(
            id: id, message: message, connector: connector, priority: summary.priority, octets: octets,
            enqueued: enqueued, submitted: summary.submitted, notBefore: nil, attempts: 0, why: nil, hold: nil,
            handing: false, recipients: recipients, originator: summary.originator, firstRecipient: firstRecipient,
            mtsIdentifier: summary.mtsIdentifier)
        kind = summary.kind
        deferredDelivery = summary.deferredDelivery
        latestDelivery = summary.latestDelivery
    }
}
