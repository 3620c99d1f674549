package import BER

/// A part of an O/R address that came with 1988 (X.411 ExtensionAttribute). Its value is kept as it was sent.
package struct ExtensionAttribute: Hashable, Sendable, BERReadable {
    /// 1 common-name, 22 extended-network-address, and so on.
    package var type: Int
    /// The value's whole encoding.
    package var value: [UInt8]

    package init(type: Int, value: [UInt8]) {
        self.type = type
        self.value = value
    }

    package init(_ reader: inout BERReader) throws(BERError) {
        type = try reader.next(.context(0), BERReader.integer)
        value = try reader.next(.context(1), BERReader.explicitEncoded)
        try reader.expectEnd()
    }

    static func list(_ reader: inout BERReader) throws(BERError) -> [ExtensionAttribute] {
        try reader.list(of: .sequence, ExtensionAttribute.init)
    }

    func write(to writer: inout BERWriter) {
        writer.sequence { inner in
            inner.integer(type, tag: .context(0))
            inner.constructed(.context(1)) { $0.encoded(value) }
        }
    }
}
