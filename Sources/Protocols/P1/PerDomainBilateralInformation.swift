package import BER

/// What two domains have agreed to tell each other (X.411 PerDomainBilateralInformation). Carried, not looked into.
package struct PerDomainBilateralInformation: Hashable, Sendable {
    /// The whole SEQUENCE.
    package var encoded: [UInt8]

    package init(encoded: [UInt8]) { self.encoded = encoded }

    /// - Throws: `unexpectedTag` unless the element is a SEQUENCE that begins with a country.
    package init(_ element: BERElement) throws(BERError) {
        var reader = try element.children()
        _ = try reader.next(.country)
        encoded = [UInt8](element.encoded)
    }

    static func list(_ element: BERElement?) throws(BERError) -> [PerDomainBilateralInformation] {
        guard let element else { return [] }
        return try element.list(of: .sequence) { (item) throws(BERError) in try PerDomainBilateralInformation(item) }
    }

    /// An empty list is left out.
    static func write(_ list: [PerDomainBilateralInformation], to writer: inout BERWriter) {
        if list.isEmpty { return }
        writer.constructed(.context(1)) { inner in
            for information in list { inner.encoded(information.encoded) }
        }
    }
}
