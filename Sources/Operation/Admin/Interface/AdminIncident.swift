package import Message

/// One cause and what came of it: the events that carry one `MTA_INCIDENT`.
package struct AdminIncident: Hashable, Sendable {
    package var id: String
    /// Of its first and its last event.
    package var began: Timestamp
    package var ended: Timestamp
    package var connector: String?
    package var entity: String?
    /// The numbers of its events, in order.
    package var numbers: [Int]
    /// The first of its events that is a warning or an error, in words; its first event where none is.
    package var cause: String
    /// Of the last event that has one: what is wrong, on which end, what to type.
    package var hint: String?
    /// When it will be tried again.
    package var retryAt: Timestamp?
    /// Events that the daemon has not kept.
    package var omitted: Int
    /// In order; empty in a list of incidents.
    package var events: [AdminEvent]

    package init(
        id: String, began: Timestamp, ended: Timestamp, connector: String? = nil, entity: String? = nil,
        numbers: [Int] = [], cause: String, hint: String? = nil, retryAt: Timestamp? = nil, omitted: Int = 0,
        events: [AdminEvent] = []
    ) {
        self.id = id
        self.began = began
        self.ended = ended
        self.connector = connector
        self.entity = entity
        self.numbers = numbers
        self.cause = cause
        self.hint = hint
        self.retryAt = retryAt
        self.omitted = omitted
        self.events = events
    }

    /// Made of its events; nil without any.
    package init?(id: String, events: [AdminEvent], omitted: Int) {
        guard let first = events.first, let last = events.last else { return nil }
        self.init(
            id: id, began: first.time, ended: last.time, connector: events.lazy.compactMap(\.connector).first,
            entity: events.lazy.compactMap(\.entity).first, numbers: events.map(\.number),
            cause: (events.first { $0.severity != "information" } ?? first).text,
            hint: events.reversed().lazy.compactMap(\.hint).first,
            retryAt: events.reversed().lazy.compactMap(\.retryAt).first, omitted: omitted, events: events)
    }
}

extension AdminIncident: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            id: try json.required("id"), began: try json.required("began"), ended: try json.required("ended"),
            connector: try json.optional("connector"), entity: try json.optional("entity"),
            numbers: try json.required("numbers"), cause: try json.required("cause"),
            hint: try json.optional("hint"), retryAt: try json.optional("retryAt"),
            omitted: try json.required("omitted"), events: try json.required("events"))
    }

    package var json: JSONValue {
        .members(
            ("id", id), ("began", began), ("ended", ended), ("connector", connector), ("entity", entity),
            ("numbers", numbers), ("cause", cause), ("hint", hint), ("retryAt", retryAt), ("omitted", omitted),
            ("events", events))
    }
}
