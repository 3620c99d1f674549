import BER

extension ReportTransferContent {
    /// Returned content in its octets, in whichever form.
    static let returnedContentTag = BERTag.context(1)

    /// - Parameter reader: stands within the SET, in which the returned content does not stand any more.
    /// - Throws: `limitExceeded` above `limits.recipients`, `invalidValue` where there is no recipient, and what the
    ///   parts throw.
    init(_ reader: inout BERReader, limits: MTSAPDULimits) throws(BERError) {
        var fields = try Fields(&reader)
        subjectIdentifier = try fields.required(.mtsIdentifier, MTSIdentifier.init)
        subjectIntermediateTraceInformation =
            try fields.optional(.traceInformation, TraceInformationElement.list) ?? []
        originalEncodedInformationTypes = try fields.optional(.encodedInformationTypes, EncodedInformationTypes.init)
        contentType = try ContentType.decode(&fields)
        contentIdentifier = try fields.optional(.contentIdentifier, BERReader.text)
        additionalInformation = try fields.optional(.context(2)).map { [UInt8]($0.encoded) }
        extensions = try fields.optional(.context(3), ExtensionField.list) ?? []
        perRecipientFields = try fields.required(.context(0)) { (list) throws(BERError) in
            try list.list(of: .set, limit: limits.recipients, PerRecipientReportTransferFields.init)
        }
        try fields.expectEnd()
        guard !perRecipientFields.isEmpty else {
            throw BERError(.invalidValue, "no recipient", at: reader.offset)
        }
    }

    /// The elements before the returned content, in the order of the standard.
    func writeHead(to writer: inout BERWriter) {
        subjectIdentifier.write(to: &writer)
        if !subjectIntermediateTraceInformation.isEmpty {
            TraceInformationElement.write(subjectIntermediateTraceInformation, to: &writer)
        }
        originalEncodedInformationTypes?.write(to: &writer)
        contentType?.write(to: &writer)
        writer.optionalString(contentIdentifier, tag: .contentIdentifier)
    }

    /// The elements behind it.
    func writeTail(to writer: inout BERWriter) {
        if let additionalInformation { writer.encoded(additionalInformation) }
        ExtensionField.write(extensions, to: &writer, tag: .context(3))
        writer.constructed(.context(0)) { list in
            for recipient in perRecipientFields { recipient.write(to: &list) }
        }
    }
}
