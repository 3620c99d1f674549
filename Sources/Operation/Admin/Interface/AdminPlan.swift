package import Message

/// What goes in a connector's next call, in which order, done when, and what stays behind.
package struct AdminPlan: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var message: String
        package var priority: String
        package var octets: Int
        package var originator: String
        package var firstRecipient: String
        /// When it will be with the neighbour; nil: not in this call, or not whole.
        package var done: Timestamp?
        /// Octets that will have passed when the window closes in the middle of it.
        package var cutAt: Int?
        /// Why it stays behind.
        package var stays: String?

        package init(
            message: String, priority: String, octets: Int, originator: String, firstRecipient: String,
            done: Timestamp? = nil, cutAt: Int? = nil, stays: String? = nil
        ) {
            self.message = message
            self.priority = priority
            self.octets = octets
            self.originator = originator
            self.firstRecipient = firstRecipient
            self.done = done
            self.cutAt = cutAt
            self.stays = stays
        }
    }

    package var connector: String
    /// When the call is expected to begin; nil: nobody can say, and the rows reckon from now.
    package var begins: Timestamp?
    /// Why it does not begin now.
    package var why: String?
    package var ends: Timestamp
    /// When the window closes, or the longest call ends.
    package var closes: Timestamp?
    /// Octets a second.
    package var speed: Int
    /// How many past calls the speed was taken from; 0: it was given, or assumed.
    package var calls: Int
    package var rows: [Row]

    package init(
        connector: String, begins: Timestamp?, why: String? = nil, ends: Timestamp, closes: Timestamp? = nil,
        speed: Int, calls: Int, rows: [Row]
    ) {
        self.connector = connector
        self.begins = begins
        self.why = why
        self.ends = ends
        self.closes = closes
        self.speed = speed
        self.calls = calls
        self.rows = rows
    }
}

extension AdminPlan.Row: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            message: try json.required("message"), priority: try json.required("priority"),
            octets: try json.required("octets"), originator: try json.required("originator"),
            firstRecipient: try json.required("firstRecipient"), done: try json.optional("done"),
            cutAt: try json.optional("cutAt"), stays: try json.optional("stays"))
    }

    package var json: JSONValue {
        .members(
            ("message", message), ("priority", priority), ("octets", octets), ("originator", originator),
            ("firstRecipient", firstRecipient), ("done", done), ("cutAt", cutAt), ("stays", stays))
    }
}

extension AdminPlan: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            connector: try json.required("connector"), begins: try json.optional("begins"),
            why: try json.optional("why"), ends: try json.required("ends"), closes: try json.optional("closes"),
            speed: try json.required("speed"), calls: try json.required("calls"), rows: try json.required("rows"))
    }

    package var json: JSONValue {
        .members(
            ("connector", connector), ("begins", begins), ("why", why), ("ends", ends), ("closes", closes),
            ("speed", speed), ("calls", calls), ("rows", rows))
    }
}
