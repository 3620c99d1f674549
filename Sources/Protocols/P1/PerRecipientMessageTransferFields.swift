package import BER

/// One recipient of a message (X.411 PerRecipientMessageTransferFields).
package struct PerRecipientMessageTransferFields: Hashable, Sendable, BERReadable {
    package var recipientName: ORName
    /// 1...32767; stays with the recipient for the message's whole way.
    package var originallySpecifiedRecipientNumber: Int
    package var perRecipientIndicators: PerRecipientIndicators
    package var explicitConversion: Int?
    package var extensions: [ExtensionField]

    package init(
        recipientName: ORName, originallySpecifiedRecipientNumber: Int,
        perRecipientIndicators: PerRecipientIndicators, explicitConversion: Int? = nil,
        extensions: [ExtensionField] = []
    ) {
        self.recipientName = recipientName
        self.originallySpecifiedRecipientNumber = originallySpecifiedRecipientNumber
        self.perRecipientIndicators = perRecipientIndicators
        self.explicitConversion = explicitConversion
        self.extensions = extensions
    }

    /// - Throws: `invalidValue` for a recipient number outside its range.
    package init(_ reader: inout BERReader) throws(BERError) {
        var fields = try Fields(&reader)
        let name = try fields.required(.orName, ORName.init)
        let number = try fields.required(.context(0), BERReader.recipientNumber)
        let indicators = try fields.required(.context(1), NamedBitList.init)
        let conversion = try fields.optional(.context(2), BERReader.integer)
        let extensions = try fields.optional(.context(3), ExtensionField.list) ?? []
        try fields.expectEnd()
        recipientName = name
        originallySpecifiedRecipientNumber = number
        perRecipientIndicators = PerRecipientIndicators(bits: indicators)
        explicitConversion = conversion
        self.extensions = extensions
    }

    package func write(to writer: inout BERWriter) {
        writer.set { inner in
            recipientName.write(to: &inner)
            inner.integer(originallySpecifiedRecipientNumber, tag: .context(0))
            perRecipientIndicators.bits.write(to: &inner, tag: .context(1))
            if let explicitConversion { inner.integer(explicitConversion, tag: .context(2)) }
            ExtensionField.write(extensions, to: &inner, tag: .context(3))
        }
    }
}
