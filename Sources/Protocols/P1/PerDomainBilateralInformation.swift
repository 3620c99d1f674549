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
}
