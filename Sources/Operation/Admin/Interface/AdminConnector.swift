package import Message

/// One connector: a row of `trunkctl connector`, and the whole of `trunkctl connector status NAME`.
package struct AdminConnector: Hashable, Sendable {
    /// What the connector does at this moment.
    package enum State: String, Hashable, Sendable, JSONName {
        /// Nothing to send, no association.
        case idle
        /// Schedule never.
        case suspended
        /// Mail waits for a retry, a window, a line or a slot; `why` says which.
        case waiting
        /// A line is being dialled or an association opened.
        case opening
        /// An association stands.
        case connected
        /// A message is on its way, out or in.
        case transferring
        /// An operator must do something first.
        case barred
    }

    package var name: String
    /// `x400`, `dynamic-ras`, `lan` or `local`.
    package var kind: String
    package var remoteMTA: String
    package var state: State
    /// Why it is not sending what waits, or how far the transfer under way is.
    package var why: String?
    /// Queued messages and octets.
    package var queued: Int
    package var queuedOctets: Int
    package var urgent: Int
    /// Of the queued ones: held by operators, but for those in transfer.
    package var held: Int
    /// Submission of the oldest queued message.
    package var oldest: Timestamp?
    /// When it will be tried again.
    package var nextTry: Timestamp?
    /// Failed opens since the last success, and how many are allowed.
    package var failedOpens: Int
    package var openRetries: Int
    package var lastError: String?
    package var lastErrorAt: Timestamp?
    package var lastSuccess: Timestamp?
    package var associations: Int
    /// Row of the locality table.
    package var localityIndex: Int?
    package var phonebookEntry: String?
    /// Slot of the RAS synchronization table that is held.
    package var rasSlot: Int?
    package var address: String?
    package var schedule: String
    package var addressSpaces: [String]
    /// Since start.
    package var messagesOut: Int
    package var messagesIn: Int
    package var octetsOut: Int
    package var octetsIn: Int

    package init(
        name: String, kind: String, remoteMTA: String = "", state: State, why: String? = nil, queued: Int = 0,
        queuedOctets: Int = 0, urgent: Int = 0, held: Int = 0, oldest: Timestamp? = nil, nextTry: Timestamp? = nil,
        failedOpens: Int = 0, openRetries: Int = 144, lastError: String? = nil, lastErrorAt: Timestamp? = nil,
        lastSuccess: Timestamp? = nil, associations: Int = 0, localityIndex: Int? = nil,
        phonebookEntry: String? = nil, rasSlot: Int? = nil, address: String? = nil, schedule: String = "always",
        addressSpaces: [String] = [], messagesOut: Int = 0, messagesIn: Int = 0, octetsOut: Int = 0,
        octetsIn: Int = 0
    ) {
        self.name = name
        self.kind = kind
        self.remoteMTA = remoteMTA
        self.state = state
        self.why = why
        self.queued = queued
        self.queuedOctets = queuedOctets
        self.urgent = urgent
        self.held = held
        self.oldest = oldest
        self.nextTry = nextTry
        self.failedOpens = failedOpens
        self.openRetries = openRetries
        self.lastError = lastError
        self.lastErrorAt = lastErrorAt
        self.lastSuccess = lastSuccess
        self.associations = associations
        self.localityIndex = localityIndex
        self.phonebookEntry = phonebookEntry
        self.rasSlot = rasSlot
        self.address = address
        self.schedule = schedule
        self.addressSpaces = addressSpaces
        self.messagesOut = messagesOut
        self.messagesIn = messagesIn
        self.octetsOut = octetsOut
        self.octetsIn = octetsIn
    }
}

extension AdminConnector: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            name: try json.required("name"), kind: try json.required("kind"),
            remoteMTA: try json.required("remoteMTA"), state: try json.required("state"),
            why: try json.optional("why"), queued: try json.required("queued"),
            queuedOctets: try json.required("queuedOctets"), urgent: try json.required("urgent"),
            held: try json.required("held"),
            oldest: try json.optional("oldest"), nextTry: try json.optional("nextTry"),
            failedOpens: try json.required("failedOpens"), openRetries: try json.required("openRetries"),
            lastError: try json.optional("lastError"), lastErrorAt: try json.optional("lastErrorAt"),
            lastSuccess: try json.optional("lastSuccess"), associations: try json.required("associations"),
            localityIndex: try json.optional("localityIndex"),
            phonebookEntry: try json.optional("phonebookEntry"), rasSlot: try json.optional("rasSlot"),
            address: try json.optional("address"), schedule: try json.required("schedule"),
            addressSpaces: try json.required("addressSpaces"), messagesOut: try json.required("messagesOut"),
            messagesIn: try json.required("messagesIn"), octetsOut: try json.required("octetsOut"),
            octetsIn: try json.required("octetsIn"))
    }

    package var json: JSONValue {
        .members(
            ("name", name), ("kind", kind), ("remoteMTA", remoteMTA), ("state", state), ("why", why),
            ("queued", queued), ("queuedOctets", queuedOctets), ("urgent", urgent), ("held", held), ("oldest", oldest),
            ("nextTry", nextTry), ("failedOpens", failedOpens), ("openRetries", openRetries),
            ("lastError", lastError), ("lastErrorAt", lastErrorAt), ("lastSuccess", lastSuccess),
            ("associations", associations), ("localityIndex", localityIndex), ("phonebookEntry", phonebookEntry),
            ("rasSlot", rasSlot), ("address", address), ("schedule", schedule), ("addressSpaces", addressSpaces),
            ("messagesOut", messagesOut), ("messagesIn", messagesIn), ("octetsOut", octetsOut),
            ("octetsIn", octetsIn))
    }
}
