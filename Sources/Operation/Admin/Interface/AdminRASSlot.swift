package import Message

/// One slot of the RAS synchronization table that is in use: a row of `trunkctl ras`.
package struct AdminRASSlot: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, JSONName {
        case dialling, up, idle
        case hangingUp = "hanging-up"
    }

    package var slot: Int
    /// How often the slot was taken since start.
    package var generation: Int
    package var connector: String
    package var entry: String
    package var state: State
    package var since: Timestamp
    package var octetsOut: Int
    package var octetsIn: Int

    package init(
        slot: Int, generation: Int, connector: String, entry: String, state: State, since: Timestamp,
        octetsOut: Int = 0, octetsIn: Int = 0
    ) {
        self.slot = slot
        self.generation = generation
        self.connector = connector
        self.entry = entry
        self.state = state
        self.since = since
        self.octetsOut = octetsOut
        self.octetsIn = octetsIn
    }
}

extension AdminRASSlot: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            slot: try json.required("slot"), generation: try json.required("generation"),
            connector: try json.required("connector"), entry: try json.required("entry"),
            state: try json.required("state"), since: try json.required("since"),
            octetsOut: try json.required("octetsOut"), octetsIn: try json.required("octetsIn"))
    }

    package var json: JSONValue {
        .members(
            ("slot", slot), ("generation", generation), ("connector", connector), ("entry", entry),
            ("state", state), ("since", since), ("octetsOut", octetsOut), ("octetsIn", octetsIn))
    }
}
