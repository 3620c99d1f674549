package import BER

extension ProbeTransferEnvelope {
    /// - Parameter element: the SET, or the APDU's tag [2] in its place.
    /// - Throws: `limitExceeded` above `limits.recipients`, `invalidValue` for a length below zero or where a list
    ///   that may not be empty is, and what the parts throw.
    package init(_ element: BERElement, limits: MTSAPDULimits = MTSAPDULimits()) throws(BERError) {
        var fields = try Fields(element)
        probeIdentifier = try MTSIdentifier(fields.required(.mtsIdentifier))
        originatorName = try ORName(fields.required(.orName))
        originalEncodedInformationTypes = try fields.optional(.encodedInformationTypes).map {
            (types) throws(BERError) in try EncodedInformationTypes(types)
        }
        guard let type = try ContentType.decode(&fields) else {
            throw BERError(.missingElement, "content-type", at: element.offset)
        }
        contentType = type
        contentIdentifier = try fields.optional(.contentIdentifier)?.text()
        contentLength = try fields.optional(.context(0))?.integer()
        perMessageIndicators = try PerMessageIndicators(fields.optional(.perMessageIndicators))
        perDomainBilateralInformation = try PerDomainBilateralInformation.list(fields.optional(.context(1)))
        traceInformation = try TraceInformationElement.list(fields.required(.traceInformation))
        extensions = try ExtensionField.list(fields.optional(.context(3)))
        perRecipientFields = try fields.required(.context(2)).list(of: .set, limit: limits.recipients) {
            (item) throws(BERError) in try PerRecipientProbeTransferFields(item)
        }
        try fields.expectEnd()
        guard !perRecipientFields.isEmpty, contentLength ?? 0 >= 0 else {
            throw BERError(.invalidValue, "no recipient or a length below zero", at: element.offset)
        }
    }

    package func write(to writer: inout BERWriter) {
        writer.set { writeFields(to: &$0) }
    }

    /// The elements of the SET, in the order of the standard.
    func writeFields(to writer: inout BERWriter) {
        probeIdentifier.write(to: &writer)
        originatorName.write(to: &writer)
        originalEncodedInformationTypes?.write(to: &writer)
        contentType.write(to: &writer)
        writer.optionalString(contentIdentifier, tag: .contentIdentifier)
        if let contentLength { writer.integer(contentLength, tag: .context(0)) }
        perMessageIndicators.write(to: &writer)
        PerDomainBilateralInformation.write(perDomainBilateralInformation, to: &writer)
        TraceInformationElement.write(traceInformation, to: &writer)
        ExtensionField.write(extensions, to: &writer, tag: .context(3))
        writer.constructed(.context(2)) { list in
            for recipient in perRecipientFields { recipient.write(to: &list) }
        }
    }
}
