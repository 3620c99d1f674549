package import BER

/// What kind of content a message has (X.411 ContentType).
package enum ContentType: Hashable, Sendable {
    /// APPLICATION 6. 0 unidentified, 1 external, 2 and 22 interpersonal messages of 1984 and 1988, 35 EDI, 40 voice.
    case builtIn(Int)
    case extended(ObjectIdentifierValue)
    /// A form of a later edition (RELATIVE-OID): its whole encoding.
    case other([UInt8])

    package static let unidentified = builtIn(0)
    package static let external = builtIn(1)
    package static let interpersonalMessaging1984 = builtIn(2)
    package static let interpersonalMessaging1988 = builtIn(22)

    /// Content that is an Internet message (RFC 5322), octet for octet.
    ///
    /// No standard gives such content a type: it is unidentified, which X.411 has for content that the MTS is not
    /// told about. `external` would promise that the content is an EXTERNAL.
    package static let internetMessage = unidentified

    /// The built-in form is told from the extended ones by tag.
    static func decode(_ fields: inout Fields) throws(BERError) -> ContentType? {
        if let number = try fields.optional(.builtInContentType, BERReader.integer) { return .builtIn(number) }
        if let identifier = try fields.optional(.objectIdentifier, BERReader.objectIdentifier) {
            return .extended(identifier)
        }
        if let element = try fields.optional(.relativeOID) { return .other([UInt8](element.encoded)) }
        return nil
    }

    package func write(to writer: inout BERWriter) {
        switch self {
        case .builtIn(let number): writer.integer(number, tag: .builtInContentType)
        case .extended(let identifier): writer.objectIdentifier(identifier)
        case .other(let encoded): writer.encoded(encoded)
        }
    }
}
