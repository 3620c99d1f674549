/// Why a text is no O/R address.
package enum X400AddressError: Error, Equatable, CustomStringConvertible {
    case empty
    /// Over `X400Address.textLimit` octets or `X400Address.attributeLimit` attributes.
    case tooLong
    case controlCharacter
    /// Something between separators has no `=`.
    case missingEquals(String)
    case unknownKey(String)
    case emptyValue(key: String)
    case repeatedKey(String)
    /// More organizational units than the four that an O/R address holds.
    case tooManyUnits

    package var description: String {
        switch self {
        case .empty: "an O/R address has at least one attribute, as in S=Lee; P=Acme; C=KE"
        case .tooLong: "an O/R address has at most 64 attributes and 4096 octets"
        case .controlCharacter: "an O/R address has no control characters"
        case .missingEquals(let text): "“\(text)” is no attribute: KEY=value is expected"
        case .unknownKey(let key): "“\(key)” is no attribute of an O/R address"
        case .emptyValue(let key): "\(key) has no value"
        case .repeatedKey(let key): "\(key) stands twice"
        case .tooManyUnits: "an O/R address has at most four organizational units"
        }
    }
}
