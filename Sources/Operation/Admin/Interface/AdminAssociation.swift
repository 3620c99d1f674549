package import Message

/// One association, or a call that has not bound yet: a row of `trunkctl association`.
package struct AdminAssociation: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, JSONName {
        /// A call came in; who calls is not known yet.
        case calling
        case opening
        /// Open, and nothing is under way.
        case open
        case sending, receiving
        case releasing
    }

    /// Nil while it is not known who calls.
    package var connector: String?
    /// Control block index, as in events; of a call, its number at the door.
    package var number: Int
    package var remoteMTA: String
    /// We opened it.
    package var isInitiator: Bool
    package var state: State
    package var since: Timestamp
    /// `1988`, `1988-x410` or `1984`, as `Application=` has it.
    package var application: String?
    /// Mail may go both ways.
    package var twoWayAlternate: Bool?
    /// Where a call comes from.
    package var address: String?
    package var octetsOut: Int
    package var octetsIn: Int

    package init(
        connector: String?, number: Int, remoteMTA: String = "", isInitiator: Bool, state: State, since: Timestamp,
        application: String? = nil, twoWayAlternate: Bool? = nil, address: String? = nil, octetsOut: Int = 0,
        octetsIn: Int = 0
    ) {
        self.connector = connector
        self.number = number
        self.remoteMTA = remoteMTA
        self.isInitiator = isInitiator
        self.state = state
        self.since = since
        self.application = application
        self.twoWayAlternate = twoWayAlternate
        self.address = address
        self.octetsOut = octetsOut
        self.octetsIn = octetsIn
    }
}

extension AdminAssociation: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            connector: try json.optional("connector"), number: try json.required("number"),
            remoteMTA: try json.required("remoteMTA"), isInitiator: try json.required("isInitiator"),
            state: try json.required("state"), since: try json.required("since"),
            application: try json.optional("application"), twoWayAlternate: try json.optional("twoWayAlternate"),
            address: try json.optional("address"), octetsOut: try json.required("octetsOut"),
            octetsIn: try json.required("octetsIn"))
    }

    package var json: JSONValue {
        .members(
            ("connector", connector), ("number", number), ("remoteMTA", remoteMTA), ("isInitiator", isInitiator),
            ("state", state), ("since", since), ("application", application), ("twoWayAlternate", twoWayAlternate),
            ("address", address), ("octetsOut", octetsOut), ("octetsIn", octetsIn))
    }
}
