/// What `trunkctl probe` asks: could a message of this description be delivered?
package struct AdminProbeRequest: Hashable, Sendable {
    /// A mailbox, or an O/R address as `G=Ann; S=Lee; P=Acme; A= ; C=KE`.
    package var recipient: String
    /// A mailbox; nil: this MTA itself asks.
    package var originator: String?
    /// Octets that the content would have.
    package var octets: Int
    /// `urgent`, `normal` or `non-urgent`.
    package var priority: String
    /// Seconds to wait for the answer.
    package var wait: Int

    package init(
        recipient: String, originator: String? = nil, octets: Int = 1024, priority: String = "normal", wait: Int = 60
    ) {
        self.recipient = recipient
        self.originator = originator
        self.octets = octets
        self.priority = priority
        self.wait = wait
    }
}

/// How a probe stands, or what came of it.
package struct AdminProbe: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, JSONName {
        /// On its way; the answer follows.
        case submitted
        /// Every recipient could be delivered to.
        case delivered
        /// One could not.
        case notDelivered = "not-delivered"
        /// None came in time. The answer may still come: as an event.
        case noAnswer = "no-answer"
    }

    /// What the answer says of one recipient.
    package struct Recipient: Hashable, Sendable {
        package var recipient: String
        package var isDelivered: Bool
        /// X.411 non-delivery-reason-code and non-delivery-diagnostic-code.
        package var reason: Int?
        package var diagnostic: Int?
        /// The same in words.
        package var why: String?

        package init(
            recipient: String, isDelivered: Bool, reason: Int? = nil, diagnostic: Int? = nil, why: String? = nil
        ) {
            self.recipient = recipient
            self.isDelivered = isDelivered
            self.reason = reason
            self.diagnostic = diagnostic
            self.why = why
        }
    }

    package var mtsIdentifier: String
    package var state: State
    package var recipients: [Recipient]
    /// Microseconds from the submission to the answer.
    package var time: Int?

    package init(mtsIdentifier: String, state: State, recipients: [Recipient] = [], time: Int? = nil) {
        self.mtsIdentifier = mtsIdentifier
        self.state = state
        self.recipients = recipients
        self.time = time
    }
}

extension AdminProbe: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            mtsIdentifier: try json.required("mtsIdentifier"), state: try json.required("state"),
            recipients: try json.required("recipients"), time: try json.optional("time"))
    }

    package var json: JSONValue {
        .members(
            ("mtsIdentifier", mtsIdentifier), ("state", state), ("recipients", recipients), ("time", time))
    }
}

extension AdminProbe.Recipient: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            recipient: try json.required("recipient"), isDelivered: try json.required("isDelivered"),
            reason: try json.optional("reason"), diagnostic: try json.optional("diagnostic"),
            why: try json.optional("why"))
    }

    package var json: JSONValue {
        .members(
            ("recipient", recipient), ("isDelivered", isDelivered), ("reason", reason), ("diagnostic", diagnostic),
            ("why", why))
    }
}
