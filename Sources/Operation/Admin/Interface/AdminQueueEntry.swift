package import Message

/// One message that waits for one connector: a row of `trunkctl queue`.
package struct AdminQueueEntry: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, JSONName {
        case queued, sending, held
        /// Handed over, and the line was lost before the answer; reconciled on the next call.
        case unknown
    }

    /// The queue row's number; never used again.
    package var entry: Int
    /// The message's number as operators see it, `0badcafe`.
    package var message: String
    package var mtsIdentifier: String
    package var connector: String
    /// `urgent`, `normal` or `non-urgent`.
    package var priority: String
    package var state: State
    package var octets: Int
    package var submitted: Timestamp
    package var enqueued: Timestamp
    package var attempts: Int
    /// Why it waits.
    package var why: String?
    /// Until when it waits; nil where that is not a matter of time.
    package var until: Timestamp?
    /// When it will be with the neighbour, by what the link has been worth; nil: that is not known.
    package var eta: Timestamp?
    /// When its lifetime ends.
    package var expires: Timestamp?
    /// Empty: the null reverse path.
    package var originator: String
    package var firstRecipient: String
    package var recipients: Int
    /// `message`, `probe` or `report`.
    package var kind: String

    package init(
        entry: Int, message: String, mtsIdentifier: String, connector: String, priority: String, state: State,
        octets: Int, submitted: Timestamp, enqueued: Timestamp, attempts: Int = 0, why: String? = nil,
        until: Timestamp? = nil, expires: Timestamp? = nil, originator: String, firstRecipient: String,
        recipients: Int, kind: String = "message", eta: Timestamp? = nil
    ) {
        self.entry = entry
        self.message = message
        self.mtsIdentifier = mtsIdentifier
        self.connector = connector
        self.priority = priority
        self.state = state
        self.octets = octets
        self.submitted = submitted
        self.enqueued = enqueued
        self.attempts = attempts
        self.why = why
        self.until = until
        self.expires = expires
        self.originator = originator
        self.firstRecipient = firstRecipient
        self.recipients = recipients
        self.kind = kind
        self.eta = eta
    }
}

extension AdminQueueEntry: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            entry: try json.required("entry"), message: try json.required("message"),
            mtsIdentifier: try json.required("mtsIdentifier"), connector: try json.required("connector"),
            priority: try json.required("priority"), state: try json.required("state"),
            octets: try json.required("octets"), submitted: try json.required("submitted"),
            enqueued: try json.required("enqueued"), attempts: try json.required("attempts"),
            why: try json.optional("why"), until: try json.optional("until"), expires: try json.optional("expires"),
            originator: try json.required("originator"), firstRecipient: try json.required("firstRecipient"),
            recipients: try json.required("recipients"), kind: try json.optional("kind") ?? "message",
            eta: try json.optional("eta"))
    }

    package var json: JSONValue {
        .members(
            ("entry", entry), ("message", message), ("mtsIdentifier", mtsIdentifier), ("connector", connector),
            ("priority", priority), ("state", state), ("octets", octets), ("submitted", submitted),
            ("enqueued", enqueued), ("attempts", attempts), ("why", why), ("until", until), ("expires", expires),
            ("originator", originator), ("firstRecipient", firstRecipient), ("recipients", recipients), ("kind", kind),
            ("eta", eta))
    }
}
