/// What `trunkctl association ping` found: an association opened, bound and released, or where that failed.
package struct AdminPing: Hashable, Sendable {
    /// What the two ends agreed on in one layer.
    package struct Layer: Hashable, Sendable {
        /// From below: `transport`, `session`, `presentation`, `association`, `reliable transfer`, `MTS bind`.
        package var name: String
        package var values: [Value]

        package init(name: String, values: [Value]) {
            self.name = name
            self.values = values
        }
    }

    package struct Value: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var connector: String
    /// As the connector expects it.
    package var remoteMTA: String
    /// Address or phonebook entry.
    package var through: String
    /// Microseconds until there was a connection; on a dialled line, until the neighbour's first octet.
    package var connectTime: Int?
    /// From then until the bind was answered.
    package var openTime: Int?
    /// From the request to release to its answer.
    package var releaseTime: Int?
    /// From below; empty where no association came about.
    package var layers: [Layer]
    /// Nil: all went well.
    package var failedLayer: String?
    package var problem: String?
    /// What to do about it.
    package var hint: String?

    package init(
        connector: String, remoteMTA: String, through: String, connectTime: Int? = nil, openTime: Int? = nil,
        releaseTime: Int? = nil, layers: [Layer] = [], failedLayer: String? = nil, problem: String? = nil,
        hint: String? = nil
    ) {
        self.connector = connector
        self.remoteMTA = remoteMTA
        self.through = through
        self.connectTime = connectTime
        self.openTime = openTime
        self.releaseTime = releaseTime
        self.layers = layers
        self.failedLayer = failedLayer
        self.problem = problem
        self.hint = hint
    }
}

extension AdminPing: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            connector: try json.required("connector"), remoteMTA: try json.required("remoteMTA"),
            through: try json.required("through"), connectTime: try json.optional("connectTime"),
            openTime: try json.optional("openTime"), releaseTime: try json.optional("releaseTime"),
            layers: try json.required("layers"), failedLayer: try json.optional("failedLayer"),
            problem: try json.optional("problem"), hint: try json.optional("hint"))
    }

    package var json: JSONValue {
        .members(
            ("connector", connector), ("remoteMTA", remoteMTA), ("through", through), ("connectTime", connectTime),
            ("openTime", openTime), ("releaseTime", releaseTime), ("layers", layers), ("failedLayer", failedLayer),
            ("problem", problem), ("hint", hint))
    }
}

extension AdminPing.Layer: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(name: try json.required("name"), values: try json.required("values"))
    }

    package var json: JSONValue { .members(("name", name), ("values", values)) }
}

extension AdminPing.Value: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(try json.required("name"), try json.required("value"))
    }

    package var json: JSONValue { .members(("name", name), ("value", value)) }
}
