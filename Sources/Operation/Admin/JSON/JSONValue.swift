/// A JSON value (RFC 8259). Objects keep the order of their members; a name occurs once.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number; always finite.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])

    /// An object's member, or nil where there is none or this is no object.
    package subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members.first { $0.name == name }?.value } else { nil }
    }
}

/// One member of an object.
package struct JSONMember: Hashable, Sendable {
    package var name: String
    package var value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}

/// What a JSON text may cost.
package struct JSONLimits: Hashable, Sendable {
    /// Nested arrays and objects.
    package var depth = 32
    /// Octets of the text.
    package var octets = 1024 * 1024
    /// Values in all, so that a text of empty arrays costs no more than a long string.
    package var values = 100_000

    package init() {}
    package init(depth: Int, octets: Int, values: Int) {
        self.depth = depth
        self.octets = octets
        self.values = values
    }

    /// What trunkctl takes from the daemon, whom it trusts.
    package static let answers = JSONLimits(depth: 32, octets: 16 * 1024 * 1024, values: 1_000_000)
}

/// Why a text or a value was not taken.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        case endOfText
        case unexpectedOctet
        case invalidNumber
        case invalidString
        case invalidUTF8
        case duplicateMember
        case tooDeep
        case tooLong
        case trailingOctets
        /// A well-formed value of another shape than the interface says.
        case unexpectedValue
    }

    package var code: Code
    /// Offset of the octet in the text; 0 for `unexpectedValue`.
    package var offset: Int
    /// The member that is missing or has another shape, for `unexpectedValue`.
    package var member: String?

    package init(_ code: Code, offset: Int = 0, member: String? = nil) {
        self.code = code
        self.offset = offset
        self.member = member
    }

    package var description: String {
        if let member { return "\(member): not what the interface says" }
        return "JSON: \(code) at octet \(offset)"
    }
}
