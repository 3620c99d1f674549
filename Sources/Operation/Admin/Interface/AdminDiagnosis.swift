/// What `trunkctl diagnose` found: the ladder from the configuration up to the credentials, one step after the other.
package struct AdminDiagnosis: Hashable, Sendable {
    package struct Step: Hashable, Sendable {
        package enum State: String, Sendable, JSONName {
            case passed, failed
            /// Not looked at, since a step before it failed, or the connector has no such step.
            case skipped
        }

        /// `configuration`, `line`, `dial`, `address`, `reach`, `transport`, `session`, `bind`, `names` or
        /// `credentials`.
        package var name: String
        package var state: State
        /// What was seen.
        package var finding: String
        /// What to do, where the step failed.
        package var advice: String?

        package init(_ name: String, _ state: State, _ finding: String, advice: String? = nil) {
            self.name = name
            self.state = state
            self.finding = finding
            self.advice = advice
        }
    }

    package var connector: String
    package var remoteMTA: String
    /// Address or phonebook entry.
    package var through: String
    package var steps: [Step]

    package var hasPassed: Bool { !steps.contains { $0.state == .failed } }

    package init(connector: String, remoteMTA: String, through: String, steps: [Step]) {
        self.connector = connector
        self.remoteMTA = remoteMTA
        self.through = through
        self.steps = steps
    }
}

extension AdminDiagnosis: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            connector: try json.required("connector"), remoteMTA: try json.required("remoteMTA"),
            through: try json.required("through"), steps: try json.required("steps"))
    }

    package var json: JSONValue {
        .members(("connector", connector), ("remoteMTA", remoteMTA), ("through", through), ("steps", steps))
    }
}

extension AdminDiagnosis.Step: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            try json.required("name"), try json.required("state"), try json.required("finding"),
            advice: try json.optional("advice"))
    }

    package var json: JSONValue {
        .members(("name", name), ("state", state), ("finding", finding), ("advice", advice))
    }
}
