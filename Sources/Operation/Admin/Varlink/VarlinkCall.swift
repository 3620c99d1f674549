/// A call as it stands on the wire: `{"method": …, "parameters": {…}, "more": true}`.
package struct VarlinkCall: Hashable, Sendable {
    package var method: String
    /// An object.
    package var parameters: JSONValue
    /// The caller takes more than one reply.
    package var more: Bool
    /// The caller wants no reply.
    package var oneway: Bool

    package init(method: String, parameters: JSONValue = .object([]), more: Bool = false, oneway: Bool = false) {
        self.method = method
        self.parameters = parameters
        self.more = more
        self.oneway = oneway
    }

    package init(json: JSONValue) throws(JSONError) {
        self.method = try json.required("method")
        self.more = try json.optional("more") ?? false
        self.oneway = try json.optional("oneway") ?? false
        switch json["parameters"] {
        case nil, .null?: self.parameters = .object([])
        case .object(let members)?: self.parameters = .object(members)
        case .some: throw JSONError(.unexpectedValue, member: "parameters")
        }
        if try json.optional("upgrade") ?? false { throw JSONError(.unexpectedValue, member: "upgrade") }
    }

    package var json: JSONValue {
        var members = [JSONMember("method", .string(method)), JSONMember("parameters", parameters)]
        if more { members.append(JSONMember("more", .bool(true))) }
        if oneway { members.append(JSONMember("oneway", .bool(true))) }
        return .object(members)
    }
}
