/// One attribute of an O/R address as people write it, under its label of F.401 (RFC 1685): `S` and `Lee`.
package struct ORAddressAttribute: Hashable, Sendable {
    package var key: String
    package var value: String

    package init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}

/// Why attributes do not make an O/R address.
package enum ORAddressError: Error, Equatable, CustomStringConvertible {
    case unknownKey(String)
    /// A second value, and not one that says the same in a larger character set.
    case repeatedKey(String)
    /// Over the upper bound of X.411 annex B.
    case tooLong(key: String, limit: Int)
    /// A character that the attribute's string type has not.
    case alphabet(key: String, type: String)
    /// Not what the attribute may be: a country of three letters, a terminal of no known type, an empty name.
    case value(key: String)
    /// Another attribute is needed with this one: a surname with a given name, OU1 with OU2.
    case missing(key: String, for: String)

    package var description: String {
        switch self {
        case .unknownKey(let key): "“\(key)” is no attribute of an O/R address"
        case .repeatedKey(let key): "\(key) stands twice"
        case .tooLong(let key, let limit): "\(key) has over \(limit) characters"
        case .alphabet(let key, let type): "\(key) has a character that a \(type) has not"
        case .value(let key): "\(key) cannot have this value"
        case .missing(let key, let other): "\(other) without \(key)"
        }
    }
}
