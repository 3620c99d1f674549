package import Message

/// One message in one connector's queue, as far as order and time go.
package struct QueueEntry: Hashable, Sendable {
    /// The spool's row number. Never reused.
    package var id: Int64
    package var message: MessageID
    package var priority: Priority
    /// Length of the content.
    package var octets: Int
    /// When this MTA took the message; older goes first within a priority.
    package var enqueued: Timestamp
    /// When the first MTA took it; the lifetime runs from here.
    package var submitted: Timestamp
    /// Not to be tried before.
    package var notBefore: Timestamp?
    /// Transfers begun so far.
    package var attempts: Int
    /// Why the last attempt ended, in words for people.
    package var why: String?
    /// An operator has stopped it, and why; empty where he did not say. nil: nobody has.
    package var hold: String?
    /// Not to be tried before, whatever happens (X.411 deferred-delivery-time). Its lifetime runs from then.
    package var deferredDelivery: Timestamp?
    /// Its lifetime ends here if not earlier (X.411 latest-delivery-time).
    package var latestDelivery: Timestamp?
    /// Its originator has heard that it is late.
    package var isToldOfDelay = false

    package var isHeld: Bool { hold != nil }

    package init(
        id: Int64, message: MessageID, priority: Priority, octets: Int, enqueued: Timestamp, submitted: Timestamp,
        notBefore: Timestamp? = nil, attempts: Int = 0, why: String? = nil, hold: String? = nil,
        deferredDelivery: Timestamp? = nil, latestDelivery: Timestamp? = nil
    ) {
        self.id = id
        self.message = message
        self.priority = priority
        self.octets = octets
        self.enqueued = enqueued
        self.submitted = submitted
        self.notBefore = notBefore
        self.attempts = attempts
        self.why = why
        self.hold = hold
        self.deferredDelivery = deferredDelivery
        self.latestDelivery = latestDelivery
    }
}
