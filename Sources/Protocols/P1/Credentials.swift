package import BER

/// What an MTA proves its name with (X.411 Credentials).
package enum Credentials: Hashable, Sendable {
    /// A password as IA5String, as the MTAs of 1984 and many later ones send it.
    case ia5String([UInt8])
    /// A password as OCTET STRING.
    case octetString([UInt8])
    /// Strong or protected credentials: the whole encoding. Not understood, so never to be accepted.
    case other([UInt8])

    /// The octets of the password; nil for other credentials.
    package var password: [UInt8]? {
        switch self {
        case .ia5String(let octets), .octetString(let octets): octets
        case .other: nil
        }
    }

    /// Whether the password is this one, in either form. Takes equally long wherever the two differ.
    package func matches(password expected: some Collection<UInt8>) -> Bool {
        guard let password, password.count == expected.count else { return false }
        return zip(password, expected).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// - Parameter element: the element within the explicit tag [1].
    package init(_ element: BERElement) throws(BERError) {
        switch element.tag {
        case .ia5String: self = .ia5String(try element.octets(limit: ValueLimit.string))
        case .octetString: self = .octetString(try element.octets(limit: ValueLimit.string))
        default: self = .other([UInt8](element.encoded))
        }
    }

    func write(to writer: inout BERWriter) {
        switch self {
        case .ia5String(let octets): writer.primitive(.ia5String, octets)
        case .octetString(let octets): writer.primitive(.octetString, octets)
        case .other(let encoded): writer.encoded(encoded)
        }
    }
}
