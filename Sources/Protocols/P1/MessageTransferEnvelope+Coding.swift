package import BER

extension MessageTransferEnvelope {
    /// - Throws: `limitExceeded` above `limits.recipients`, `invalidValue` where a list that may not be empty is,
    ///   and what the parts throw.
    package init(_ element: BERElement, limits: MTSAPDULimits = MTSAPDULimits()) throws(BERError) {
        var fields = try Fields(element)
        messageIdentifier = try MTSIdentifier(fields.required(.mtsIdentifier))
        originatorName = try ORName(fields.required(.orName))
        originalEncodedInformationTypes = try fields.optional(.encodedInformationTypes).map {
            (types) throws(BERError) in try EncodedInformationTypes(types)
        }
        guard let type = try ContentType.decode(&fields) else {
            throw BERError(.missingElement, "content-type", at: element.offset)
        }
        contentType = type
        contentIdentifier = try fields.optional(.contentIdentifier)?.text()
        priority = try fields.optional(.priority).map { (value) throws(BERError) in try Priority(value) } ?? .normal
        perMessageIndicators = try PerMessageIndicators(fields.optional(.perMessageIndicators))
        deferredDeliveryTime = try fields.optional(.context(0)).map {
            (time) throws(BERError) in try UTCTime(time)
        }
        perDomainBilateralInformation = try PerDomainBilateralInformation.list(fields.optional(.context(1)))
        traceInformation = try TraceInformationElement.list(fields.required(.traceInformation))
        extensions = try ExtensionField.list(fields.optional(.context(3)))
        perRecipientFields = try fields.required(.context(2)).list(of: .set, limit: limits.recipients) {
            (item) throws(BERError) in try PerRecipientMessageTransferFields(item)
        }
        try fields.expectEnd()
        guard !perRecipientFields.isEmpty else {
            throw BERError(.invalidValue, "no recipient", at: element.offset)
        }
    }

    /// In the order of the standard, which is the order in which others send the elements too.
    package func write(to writer: inout BERWriter) {
        writer.set { inner in
            messageIdentifier.write(to: &inner)
            originatorName.write(to: &inner)
            originalEncodedInformationTypes?.write(to: &inner)
            contentType.write(to: &inner)
            inner.optionalString(contentIdentifier, tag: .contentIdentifier)
            if priority != .normal { inner.integer(priority.rawValue, tag: .priority) }
            perMessageIndicators.write(to: &inner)
            deferredDeliveryTime?.write(to: &inner, tag: .context(0))
            PerDomainBilateralInformation.write(perDomainBilateralInformation, to: &inner)
            TraceInformationElement.write(traceInformation, to: &inner)
            ExtensionField.write(extensions, to: &inner, tag: .context(3))
            inner.constructed(.context(2)) { list in
                for recipient in perRecipientFields { recipient.write(to: &list) }
            }
        }
    }
}
