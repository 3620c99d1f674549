package import BER

/// What a report of Internet mail says and P1 has no place for (RFC 3464).
///
/// A private extension of the report's content, not critical, as `InternetEnvelopeExtension` is one of the message.
/// Its type is {2 25 3141826537 3}. Its value, tags implicit:
///
///     SEQUENCE { envid [0] UTF8String OPTIONAL, header [1] OCTET STRING OPTIONAL, ... }
package struct InternetReportExtension: Hashable, Sendable {
    package static let objectIdentifier: ObjectIdentifierValue = [2, 25, 3_141_826_537, 3]
    /// Octets of a header that is read.
    private static let headerLimit = 65_536

    /// RFC 3461 ENVID of the subject, as xtext.
    package var envelopeID: String?
    /// The header section of the subject, whose content is not returned.
    package var header: [UInt8]?

    package init(envelopeID: String? = nil, header: [UInt8]? = nil) {
        self.envelopeID = envelopeID
        self.header = header
    }

    /// There is nothing to say.
    package var isDefault: Bool { self == InternetReportExtension() }

    package var field: ExtensionField {
        var writer = BERWriter()
        writer.sequence { inner in
            if let envelopeID { inner.octetString(envelopeID.utf8, tag: .context(0)) }
            if let header { inner.octetString(header, tag: .context(1)) }
        }
        return ExtensionField(type: .private(Self.objectIdentifier), value: writer.octets)
    }

    /// The one among a report's extensions; nil where there is none. Throws as `InternetEnvelopeExtension` does.
    package init?(_ extensions: [ExtensionField]) throws(BERError) {
        guard let field = extensions.first(.private(Self.objectIdentifier)) else { return nil }
        var fields = try Fields(try field.valueElement())
        envelopeID = try fields.optional(.context(0))?.parameterText()
        header = try fields.optional(.context(1))?.octets(limit: Self.headerLimit)
    }
}
