package import BER

/// What the envelope of an Internet message has and P1 has no place for, for one recipient.
///
/// A private extension of the recipient, not critical, of type {2 25 3141826537 2}
/// (see `InternetEnvelopeExtension`). Its value, tags implicit:
///
///     SEQUENCE { notify [0] BIT STRING { never(0), success(1), failure(2), delay(3) } DEFAULT {},
///                orcpt [1] UTF8String OPTIONAL, ... }
package struct InternetRecipientExtension: Hashable, Sendable {
    package static let objectIdentifier: ObjectIdentifierValue = [2, 25, 3_141_826_537, 2]

    /// RFC 3461 NOTIFY: 1 never, 2 success, 4 failure, 8 delay, added; 0 where the sender did not say.
    package var notify: Int
    /// RFC 3461 ORCPT, `type;xtext`, as it was received.
    package var originalRecipient: String?

    package init(notify: Int = 0, originalRecipient: String? = nil) {
        self.notify = notify & 0x0F
        self.originalRecipient = originalRecipient
    }

    /// All is as it would be without the extension.
    package var isDefault: Bool { self == InternetRecipientExtension() }

    package var field: ExtensionField {
        var writer = BERWriter()
        writer.sequence { inner in
            if notify != 0 { inner.bitString((0..<4).map { notify & (1 << $0) != 0 }, tag: .context(0)) }
            if let originalRecipient { inner.octetString(originalRecipient.utf8, tag: .context(1)) }
        }
        return ExtensionField(type: .private(Self.objectIdentifier), value: writer.octets)
    }

    /// The one among a recipient's extensions; nil where there is none. Throws as `InternetEnvelopeExtension` does.
    package init?(_ extensions: [ExtensionField]) throws(BERError) {
        guard let field = extensions.first(.private(Self.objectIdentifier)) else { return nil }
        var fields = try Fields(try field.valueElement())
        let bits = try fields.optional(.context(0)).map { (bits) throws(BERError) in try NamedBitList(bits) }
        notify = Int(truncatingIfNeeded: bits?.rawValue ?? 0) & 0x0F
        originalRecipient = try fields.optional(.context(1))?.parameterText()
    }
}
