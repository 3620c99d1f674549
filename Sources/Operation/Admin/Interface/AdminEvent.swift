package import Message

/// One event as it happened: a line of `trunkctl events`.
package struct AdminEvent: Hashable, Sendable {
    package var time: Timestamp
    package var number: Int
    /// `information`, `warning` or `error`.
    package var severity: String
    package var category: String
    package var text: String
    package var connector: String?
    package var entity: String?
    package var incident: String?
    package var mtsIdentifier: String?
    package var rasCode: Int?
    package var retryAt: Timestamp?
    package var hint: String?

    package init(
        time: Timestamp, number: Int, severity: String, category: String, text: String, connector: String? = nil,
        entity: String? = nil, incident: String? = nil, mtsIdentifier: String? = nil, rasCode: Int? = nil,
        retryAt: Timestamp? = nil, hint: String? = nil
    ) {
        self.time = time
        self.number = number
        self.severity = severity
        self.category = category
        self.text = text
        self.connector = connector
        self.entity = entity
        self.incident = incident
        self.mtsIdentifier = mtsIdentifier
        self.rasCode = rasCode
        self.retryAt = retryAt
        self.hint = hint
    }
}

extension AdminEvent: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            time: try json.required("time"), number: try json.required("number"),
            severity: try json.required("severity"), category: try json.required("category"),
            text: try json.required("text"), connector: try json.optional("connector"),
            entity: try json.optional("entity"), incident: try json.optional("incident"),
            mtsIdentifier: try json.optional("mtsIdentifier"), rasCode: try json.optional("rasCode"),
            retryAt: try json.optional("retryAt"), hint: try json.optional("hint"))
    }

    package var json: JSONValue {
        .members(
            ("time", time), ("number", number), ("severity", severity), ("category", category), ("text", text),
            ("connector", connector), ("entity", entity), ("incident", incident),
            ("mtsIdentifier", mtsIdentifier), ("rasCode", rasCode), ("retryAt", retryAt), ("hint", hint))
    }
}
