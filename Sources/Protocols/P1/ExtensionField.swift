package import BER

/// A parameter that came with 1988 or later (X.411 ExtensionField). Kept as it was sent, known or not.
package struct ExtensionField: Hashable, Sendable {
    package enum ExtensionType: Hashable, Sendable {
        case standard(Int)
        case `private`(ObjectIdentifierValue)
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

    /// Accepts a type under an explicit tag too, as PP writes it.
    package init(_ element: BERElement) throws(BERError) {
        var reader = try element.children()
        let typeElement = try reader.next()
        let inner = typeElement.isConstructed ? try typeElement.onlyChild() : typeElement
        switch typeElement.tag {
        case .context(0): type = .standard(try inner.integer())
        case .context(3): type = .private(try inner.objectIdentifier())
        default: throw BERError(.unexpectedTag, "\(typeElement.tag) as extension type", at: typeElement.offset)
        }
        criticality =
            try reader.nextIf(.context(1)).map { (bits) throws(BERError) in try NamedBitList(bits) }
            ?? NamedBitList()
        value =
            try reader.nextIf(.context(2)).map { (value) throws(BERError) in
                [UInt8](try value.onlyChild().encoded)
            } ?? []
        if let other = try reader.nextIfPresent() {
            throw BERError(.unexpectedTag, "\(other.tag) in an extension", at: other.offset)
        }
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

    static func list(_ element: BERElement?) throws(BERError) -> [ExtensionField] {
        guard let element else { return [] }
        return try element.list(of: .sequence, limit: ValueLimit.extensions) {
            (field) throws(BERError) in try ExtensionField(field)
        }
    }

    /// An empty list is the default and is left out.
    static func write(_ fields: [ExtensionField], to writer: inout BERWriter, tag: BERTag) {
        if fields.isEmpty { return }
        writer.constructed(tag) { set in
            for field in fields { field.write(to: &set) }
        }
    }
}
