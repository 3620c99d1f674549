package import BER

/// A parameter that came with 1988 or later (X.411 ExtensionField). Kept as it was sent, known or not.
package struct ExtensionField: Hashable, Sendable, BERReadable {
    package enum ExtensionType: Hashable, Sendable {
        case standard(Int)
        case `private`(ObjectIdentifierValue)

        /// Accepts a type under an explicit tag too, as PP writes it.
        init(_ reader: inout BERReader) throws(BERError) {
            switch reader.tag {
            case .context(0):
                self = .standard(
                    reader.isConstructed ? try reader.onlyChild(BERReader.integer) : try reader.integer())
            case .context(3):
                self = .private(
                    reader.isConstructed
                        ? try reader.onlyChild(BERReader.objectIdentifier) : try reader.objectIdentifier())
            default: throw BERError(.unexpectedTag, "\(reader.tag) as extension type", at: reader.offset)
            }
        }
    }

    package var type: ExtensionType
    /// Bits: 0 for submission, 1 for transfer, 2 for delivery.
    package var criticality: NamedBitList
    /// The value's whole encoding; empty stands for the default, NULL.
    package var value: [UInt8]

    package init(type: ExtensionType, criticality: NamedBitList = NamedBitList(), value: [UInt8]) {
        self.type = type
        self.criticality = criticality
        self.value = value
    }

    package var isCriticalForTransfer: Bool { isCritical(for: .transfer) }
    package var isCriticalForDelivery: Bool { isCritical(for: .delivery) }

    package init(_ reader: inout BERReader) throws(BERError) {
        let type = try reader.next(ExtensionType.init)
        let criticality = try reader.nextIf(.context(1), NamedBitList.init) ?? NamedBitList()
        let value = try reader.nextIf(.context(2), BERReader.explicitEncoded) ?? []
        try reader.expectNoOther(in: "an extension")
        self.type = type
        self.criticality = criticality
        self.value = value
    }

    package func write(to writer: inout BERWriter) {
        writer.sequence { inner in
            switch type {
            case .standard(let number): inner.integer(number, tag: .context(0))
            case .private(let identifier): inner.objectIdentifier(identifier, tag: .context(3))
            }
            if criticality.count > 0 { criticality.write(to: &inner, tag: .context(1)) }
            if !value.isEmpty { inner.constructed(.context(2)) { $0.encoded(value) } }
        }
    }

    /// The value as an element.
    func valueElement() throws(BERError) -> BERElement {
        var reader = try BERReader(value.isEmpty ? [0x05, 0x00] : value[...])
        let element = try reader.next()
        try reader.expectEnd()
        return element
    }

    static func list(_ reader: inout BERReader) throws(BERError) -> [ExtensionField] {
        try reader.list(of: .sequence, limit: ValueLimit.extensions, ExtensionField.init)
    }

    /// An empty list is the default and is left out.
    static func write(_ fields: [ExtensionField], to writer: inout BERWriter, tag: BERTag) {
        if fields.isEmpty { return }
        writer.constructed(tag) { set in
            for field in fields { field.write(to: &set) }
        }
    }
}
