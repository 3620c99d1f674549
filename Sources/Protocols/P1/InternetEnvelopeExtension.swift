package import BER

/// What the envelope of an Internet message has and P1 has no place for, for the message as a whole.
///
/// A private extension of the message, not critical: other MTAs pass it on or drop it, and the message still
/// arrives. Its type is {2 25 3141826537 1}; the arc under 2.25 is a number of our own choice below 2^32, since
/// analysers of the wire do not show larger ones. Its value, tags implicit:
///
///     SEQUENCE { envid [0] UTF8String OPTIONAL, ret [1] INTEGER { full(0), hdrs(1) } OPTIONAL,
///                body [2] INTEGER { sevenBit(0), eightBitMIME(1) } DEFAULT sevenBit,
///                smtputf8 [3] BOOLEAN DEFAULT FALSE, ... }
///
/// Readers pass over elements that they do not know.
package struct InternetEnvelopeExtension: Hashable, Sendable {
    package static let objectIdentifier: ObjectIdentifierValue = [2, 25, 3_141_826_537, 1]

    /// RFC 3461 ENVID as xtext, as it was received.
    package var envelopeID: String?
    /// RFC 3461 RET: 0 full, 1 headers.
    package var dsnReturn: Int?
    /// RFC 6152 BODY: 0 seven bits, 1 8BITMIME.
    package var bodyType: Int
    /// RFC 6531.
    package var needsSMTPUTF8: Bool

    package init(envelopeID: String? = nil, dsnReturn: Int? = nil, bodyType: Int = 0, needsSMTPUTF8: Bool = false) {
        self.envelopeID = envelopeID
        self.dsnReturn = dsnReturn
        self.bodyType = bodyType
        self.needsSMTPUTF8 = needsSMTPUTF8
    }

    /// All is as it would be without the extension.
    package var isDefault: Bool { self == InternetEnvelopeExtension() }

    package var field: ExtensionField {
        var writer = BERWriter()
        writer.sequence { inner in
            if let envelopeID { inner.octetString(envelopeID.utf8, tag: .context(0)) }
            if let dsnReturn { inner.integer(dsnReturn, tag: .context(1)) }
            if bodyType != 0 { inner.integer(bodyType, tag: .context(2)) }
            if needsSMTPUTF8 { inner.boolean(true, tag: .context(3)) }
        }
        return ExtensionField(type: .private(Self.objectIdentifier), value: writer.octets)
    }

    /// The one among a message's extensions; nil where there is none.
    ///
    /// - Throws: `invalidValue` for a text with spaces or control characters, beside what its parts throw. The
    ///   extension is not critical: the reader may do without it.
    package init?(_ extensions: [ExtensionField]) throws(BERError) {
        guard let field = extensions.first(.private(Self.objectIdentifier)) else { return nil }
        var fields = try Fields(try field.valueElement())
        envelopeID = try fields.optional(.context(0))?.parameterText()
        dsnReturn = try fields.optional(.context(1))?.integer()
        bodyType = try fields.optional(.context(2))?.integer() ?? 0
        needsSMTPUTF8 = try fields.optional(.context(3))?.boolean() ?? false
    }
}

extension BERElement {
    /// UTF8String that is to become a parameter of an SMTP command: no spaces, no control characters.
    func parameterText() throws(BERError) -> String {
        let octets = try octets(limit: ValueLimit.string)
        guard let text = String(validating: octets, as: UTF8.self),
            octets.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { throw BERError(.invalidValue, "text of an SMTP parameter", at: offset) }
        return text
    }
}
