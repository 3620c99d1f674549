package import BER

/// A type and a value that mean something in the recipient's domain (X.411 BuiltInDomainDefinedAttribute).
package struct DomainDefinedAttribute: Hashable, Sendable, BERReadable {
    /// PrintableString of 1...8 octets.
    package var type: String
    /// PrintableString of 1...128 octets.
    package var value: String

    package init(type: String, value: String) {
        self.type = type
        self.value = value
    }

    package init(_ reader: inout BERReader) throws(BERError) {
        let type = try reader.next(.printableString, BERReader.text)
        let value = try reader.next(.printableString, BERReader.text)
        try reader.expectEnd()
        self.type = type
        self.value = value
    }

    static func list(_ reader: inout BERReader) throws(BERError) -> [DomainDefinedAttribute] {
        try reader.list(of: .sequence, DomainDefinedAttribute.init)
    }

    func write(to writer: inout BERWriter) {
        writer.sequence { inner in
            inner.string(type, tag: .printableString)
            inner.string(value, tag: .printableString)
        }
    }
}
