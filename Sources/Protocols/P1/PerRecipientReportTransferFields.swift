package import BER

/// What a report says of one recipient of its subject (X.411 PerRecipientReportTransferFields).
package struct PerRecipientReportTransferFields: Hashable, Sendable, BERReadable {
    /// To whom the subject went in the end.
    package var actualRecipientName: ORName
    /// 1...32767: the subject's number for this recipient.
    package var originallySpecifiedRecipientNumber: Int
    /// As in the subject; of no meaning are bits 0 to 2.
    package var perRecipientIndicators: PerRecipientIndicators
    package var lastTraceInformation: LastTraceInformation
    /// Whom the originator meant, where somebody else got the subject.
    package var originallyIntendedRecipientName: ORName?
    /// For people: PrintableString of 1...256 octets.
    package var supplementaryInformation: String?
    package var extensions: [ExtensionField]

    package init(
        actualRecipientName: ORName, originallySpecifiedRecipientNumber: Int,
        perRecipientIndicators: PerRecipientIndicators, lastTraceInformation: LastTraceInformation,
        originallyIntendedRecipientName: ORName? = nil, supplementaryInformation: String? = nil,
        extensions: [ExtensionField] = []
    ) {
        self.actualRecipientName = actualRecipientName
        self.originallySpecifiedRecipientNumber = originallySpecifiedRecipientNumber
        self.perRecipientIndicators = perRecipientIndicators
        self.lastTraceInformation = lastTraceInformation
        self.originallyIntendedRecipientName = originallyIntendedRecipientName
        self.supplementaryInformation = supplementaryInformation
        self.extensions = extensions
    }

    /// - Throws: `invalidValue` for a recipient number outside its range.
    package init(_ reader: inout BERReader) throws(BERError) {
        var fields = try Fields(&reader)
        actualRecipientName = try fields.required(.context(0), ORName.init)
        originallySpecifiedRecipientNumber = try fields.required(.context(1), BERReader.recipientNumber)
        perRecipientIndicators = PerRecipientIndicators(
            bits: try fields.required(.context(2), NamedBitList.init))
        lastTraceInformation = try fields.required(.context(3), LastTraceInformation.init)
        originallyIntendedRecipientName = try fields.optional(.context(4), ORName.init)
        supplementaryInformation = try fields.optional(.context(5), BERReader.text)
        extensions = try fields.optional(.context(6), ExtensionField.list) ?? []
        try fields.expectEnd()
    }

    package func write(to writer: inout BERWriter) {
        writer.set { inner in
            actualRecipientName.write(to: &inner, tag: .context(0))
            inner.integer(originallySpecifiedRecipientNumber, tag: .context(1))
            perRecipientIndicators.bits.write(to: &inner, tag: .context(2))
            lastTraceInformation.write(to: &inner, tag: .context(3))
            originallyIntendedRecipientName?.write(to: &inner, tag: .context(4))
            inner.optionalString(supplementaryInformation, tag: .context(5))
            ExtensionField.write(extensions, to: &inner, tag: .context(6))
        }
    }
}
