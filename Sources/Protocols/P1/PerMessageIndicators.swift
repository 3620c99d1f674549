import BER

/// What the originator permits and asks for the message as a whole (X.411 PerMessageIndicators, APPLICATION 8).
package struct PerMessageIndicators: Hashable, Sendable {
    package var bits: NamedBitList

    package init(bits: NamedBitList = NamedBitList()) { self.bits = bits }

    /// - Parameter element: nil where the default, no bits, was left out.
    init(_ element: BERElement?) throws(BERError) {
        bits = try element.map { (bits) throws(BERError) in try NamedBitList(bits) } ?? NamedBitList()
    }

    /// No bits are the default and are left out.
    func write(to writer: inout BERWriter) {
        if bits.count > 0 { bits.write(to: &writer, tag: .perMessageIndicators) }
    }

    package var disclosureOfOtherRecipients: Bool {
        get { bits[0] }
        set { bits[0] = newValue }
    }
    package var implicitConversionProhibited: Bool {
        get { bits[1] }
        set { bits[1] = newValue }
    }
    package var alternateRecipientAllowed: Bool {
        get { bits[2] }
        set { bits[2] = newValue }
    }
    package var contentReturnRequest: Bool {
        get { bits[3] }
        set { bits[3] = newValue }
    }
}
