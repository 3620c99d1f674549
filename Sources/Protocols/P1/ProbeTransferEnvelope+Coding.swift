package import BER

extension ProbeTransferEnvelope {
    /// - Parameter reader: stands within the SET, or within the APDU's tag [2] in its place.
    /// - Throws: `limitExceeded` above `limits.recipients`, `invalidValue` for a length below zero or where a list
    ///   that may not be empty is, and what the parts throw.
    package init(_ reader: inout BERReader, limits: MTSAPDULimits = MTSAPDULimits()) throws(BERError) {
        var fields = try Fields(&reader)
        probeIdentifier = try fields.required(.mtsIdentifier, MTSIdentifier.init)
        originatorName = try fields.required(.orName, ORName.init)
        originalEncodedInformationTypes = try fields.optional(.encodedInformationTypes, EncodedInformationTypes.init)
        guard let type = try ContentType.decode(&fields) else {
            throw BERError(.missingElement, "content-type", at: reader.offset)
        }
        contentType = type
        contentIdentifier = try fields.optional(.contentIdentifier, BERReader.text)
        contentLength = try fields.optional(.context(0), BERReader.integer)
        perMessageIndicators = try PerMessageIndicators(&fields)
        perDomainBilateralInformation = try fields.optional(.context(1), PerDomainBilateralInformation.list) ?? []
        traceInformation = try fields.required(.traceInformation, TraceInformationElement.list)
        extensions = try fields.optional(.context(3), ExtensionField.list) ?? []
        perRecipientFields = try fields.required(.context(2)) { (list) throws(BERError) in
            try list.list(of: .set, limit: limits.recipients, PerRecipientProbeTransferFields.init)
        }
        try fields.expectEnd()
        guard !perRecipientFields.isEmpty, contentLength ?? 0 >= 0 else {
            throw BERError(.invalidValue, "no recipient or a length below zero", at: reader.offset)
        }
    }

    package init(_ element: BERElement, limits: MTSAPDULimits = MTSAPDULimits()) throws(BERError) {
        var reader = try BERReader(contentsOf: element)
        try self.init(&reader, limits: limits)
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
