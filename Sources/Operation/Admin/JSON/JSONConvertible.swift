package import Message

/// A value of the interface that is one JSON value on the wire.
package protocol JSONConvertible: Sendable {
    init(json: JSONValue) throws(JSONError)
    var json: JSONValue { get }
}

extension Bool: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        guard case .bool(let value) = json else { throw JSONError(.unexpectedValue) }
        self = value
    }
    package var json: JSONValue { .bool(self) }
}

extension Int: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        guard case .integer(let value) = json, let exact = Int(exactly: value) else {
            throw JSONError(.unexpectedValue)
        }
        self = exact
    }
    package var json: JSONValue { .integer(Int64(self)) }
}

extension String: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        guard case .string(let value) = json else { throw JSONError(.unexpectedValue) }
        self = value
    }
    package var json: JSONValue { .string(self) }
}

/// Microseconds since 1970, UTC.
extension Timestamp: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) { self.init(microseconds: Int64(try Int(json: json))) }
    package var json: JSONValue { .integer(microseconds) }
}

extension Array: JSONConvertible where Element: JSONConvertible {
    package init(json: JSONValue) throws(JSONError) {
        guard case .array(let elements) = json else { throw JSONError(.unexpectedValue) }
        var result: [Element] = []
        for element in elements { result.append(try Element(json: element)) }
        self = result
    }
    package var json: JSONValue { .array(map(\.json)) }
}

/// A value whose names are those of an enumeration of the interface.
package protocol JSONName: JSONConvertible, RawRepresentable, CaseIterable where RawValue == String {}

extension JSONName {
    package init(json: JSONValue) throws(JSONError) {
        guard let value = Self(rawValue: try String(json: json)) else { throw JSONError(.unexpectedValue) }
        self = value
    }
    package var json: JSONValue { .string(rawValue) }
}

extension JSONValue {
    /// A member that must be there.
    func required<T: JSONConvertible>(_ name: String, as type: T.Type = T.self) throws(JSONError) -> T {
        guard let value = self[name] else { throw JSONError(.unexpectedValue, member: name) }
        do {
            return try T(json: value)
        } catch {
            throw JSONError(.unexpectedValue, member: error.member.map { "\(name).\($0)" } ?? name)
        }
    }

    /// A member that may be missing or null.
    func optional<T: JSONConvertible>(_ name: String, as type: T.Type = T.self) throws(JSONError) -> T? {
        switch self[name] {
        case nil, .null?: return nil
        case .some: return try required(name, as: type)
        }
    }

    /// An object of the members that have a value.
    static func members(_ members: (String, (any JSONConvertible)?)...) -> JSONValue { .members(members) }

    static func members(_ members: [(String, (any JSONConvertible)?)]) -> JSONValue {
        .object(members.compactMap { name, value in value.map { JSONMember(name, $0.json) } })
    }
}
