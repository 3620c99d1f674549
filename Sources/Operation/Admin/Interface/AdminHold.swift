/// What came of `trunkctl queue hold` or `trunkctl queue release`.
package struct AdminHold: Hashable, Sendable {
    /// The message's number as operators see it, `0badcafe`.
    package var message: String
    package var mtsIdentifier: String
    package var isHeld: Bool
    /// Those in whose queues it is.
    package var connectors: [String]
    /// Those that are transferring it: that goes on to its end, and the message is held if it fails.
    package var inTransfer: [String]

    package init(
        message: String, mtsIdentifier: String, isHeld: Bool, connectors: [String], inTransfer: [String]
    ) {
        self.message = message
        self.mtsIdentifier = mtsIdentifier
        self.isHeld = isHeld
        self.connectors = connectors
        self.inTransfer = inTransfer
    }
}

extension AdminHold: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        self.init(
            message: try json.required("message"), mtsIdentifier: try json.required("mtsIdentifier"),
            isHeld: try json.required("isHeld"), connectors: try json.required("connectors"),
            inTransfer: try json.required("inTransfer"))
    }

    package var json: JSONValue {
        .members(
            ("message", message), ("mtsIdentifier", mtsIdentifier), ("isHeld", isHeld), ("connectors", connectors),
            ("inTransfer", inTransfer))
    }
}
