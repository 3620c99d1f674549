import BER

/// What the originator permits and asks for the message as a whole (X.411 PerMessageIndicators, APPLICATION 8).
package struct PerMessageIndicators: Hashable, Sendable {
    package var bits: NamedBitList

    package init(bits: NamedBitList = NamedBitList()) { self.bits = bits }

    /// No bits, the default, where they were left out.
    init(_ fields: inout Fields) throws(BERError) {
        bits = try fields.optional(.perMessageIndicators, NamedBitList.init) ?? NamedBitList()
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
    /// Kind of notification that the content is, 0...3 (bits 5 and 6), whose meaning is the content's.
    package var notificationType: Int {
        get { (bits[5] ? 2 : 0) + (bits[6] ? 1 : 0) }
        set {
            bits[5] = newValue & 2 != 0
            bits[6] = newValue & 1 != 0
        }
    }
    /// The content serves the service itself; by bilateral agreement only.
    package var serviceMessage: Bool {
        get { bits[7] }
        set { bits[7] = newValue }
    }
}
