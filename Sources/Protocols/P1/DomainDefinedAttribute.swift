package import BER

/// A type and a value that mean something in the recipient's domain (X.411 BuiltInDomainDefinedAttribute).
package struct DomainDefinedAttribute: Hashable, Sendable {
    /// PrintableString of 1...8 octets.
    package var type: String
    /// PrintableString of 1...128 octets.
    package var value: String

    package init(type: String, value: String) {
        self.type = type
        self.value = value
    }

    package init(_ element: BERElement) throws(BERError) {
        var reader = try element.children()
        type = try reader.next(.printableString).text()
        value = try reader.next(.printableString).text()
        try reader.expectEnd()
    }

    func write(to writer: inout BERWriter) {
        writer.sequence { inner in
            inner.string(type, tag: .printableString)
            inner.string(value, tag: .printableString)
        }
    }
}
