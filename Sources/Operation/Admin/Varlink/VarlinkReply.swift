/// A reply as it stands on the wire: parameters, or an error with its own; `continues` where more of them follow.
package struct VarlinkReply: Hashable, Sendable {
    /// Full name, as `dev.trunkline.Admin.NoSuchConnector`; nil: success.
    package var error: String?
    /// An object.
    package var parameters: JSONValue
    package var continues: Bool

    package init(error: String? = nil, parameters: JSONValue = .object([]), continues: Bool = false) {
        self.error = error
        self.parameters = parameters
        self.continues = continues
    }

    package init(json: JSONValue) throws(JSONError) {
        guard case .object = json else { throw JSONError(.unexpectedValue) }
        self.error = try json.optional("error")
        self.continues = try json.optional("continues") ?? false
        switch json["parameters"] {
        case nil, .null?: self.parameters = .object([])
        case .object(let members)?: self.parameters = .object(members)
        case .some: throw JSONError(.unexpectedValue, member: "parameters")
        }
    }

    package var json: JSONValue {
        var members: [JSONMember] = []
        if let error { members.append(JSONMember("error", .string(error))) }
        members.append(JSONMember("parameters", parameters))
        if continues { members.append(JSONMember("continues", .bool(true))) }
        return .object(members)
    }

    // MARK: Errors of org.varlink.service

    static func service(_ error: String, _ name: String, _ value: String) -> VarlinkReply {
        VarlinkReply(error: "org.varlink.service.\(error)", parameters: .members((name, value)))
    }
    static func interfaceNotFound(_ name: String) -> VarlinkReply { service("InterfaceNotFound", "interface", name) }
    static func methodNotFound(_ name: String) -> VarlinkReply { service("MethodNotFound", "method", name) }
    static func invalidParameter(_ name: String) -> VarlinkReply { service("InvalidParameter", "parameter", name) }
    static let expectedMore = VarlinkReply(error: "org.varlink.service.ExpectedMore")
}
