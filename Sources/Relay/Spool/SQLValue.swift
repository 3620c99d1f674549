/// A value given to a statement.
enum SQLValue: Sendable {
    case null
    case integer(Int64)
    case text(String)
    case octets([UInt8])

    static func integer(_ value: Int) -> SQLValue { .integer(Int64(value)) }
    static func optional(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }
    static func optional(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
}
