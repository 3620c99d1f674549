package import BER

extension MessageTransferEnvelope {
    /// - Throws: `limitExceeded` above `limits.recipients`, `invalidValue` where a list that may not be empty is,
    ///   and what the parts throw.
    package init(_ reader: inout BERReader, limits: MTSAPDULimits = MTSAPDULimits()) throws(BERError) {
        var fields = try Fields(&reader)
        let identifier = try fields.required(.mtsIdentifier, MTSIdentifier.init)
        let originator = try fields.required(.orName, ORName.init)
        let types = try fields.optional(.encodedInformationTypes, EncodedInformationTypes.init)
        guard let contentType = try ContentType.decode(&fields) else {
            throw BERError(.missingElement, "content-type", at: reader.offset)
        }
        let contentIdentifier = try fields.optional(.contentIdentifier, BERReader.text)
        let priority = try fields.optional(.priority, Priority.init) ?? .normal
        let indicators = try PerMessageIndicators(&fields)
        let deferred = try fields.optional(.context(0), UTCTime.init)
        let bilateral = try fields.optional(.context(1), PerDomainBilateralInformation.list) ?? []
        let trace = try fields.required(.traceInformation, TraceInformationElement.list)
        let extensions = try fields.optional(.context(3), ExtensionField.list) ?? []
        let recipients = try fields.required(.context(2)) { (list) throws(BERError) in
            try list.list(of: .set, limit: limits.recipients, PerRecipientMessageTransferFields.init)
        }
        try fields.expectEnd()
        guard !recipients.isEmpty else { throw BERError(.invalidValue, "no recipient", at: reader.offset) }
        self.init(
            originatorName: originator, messageIdentifier: identifier, originalEncodedInformationTypes: types,
            contentType: contentType, contentIdentifier: contentIdentifier, priority: priority,
            perMessageIndicators: indicators, deferredDeliveryTime: deferred,
            perDomainBilateralInformation: bilateral, traceInformation: trace, extensions: extensions,
            perRecipientFields: recipients)
    }

    package init(_ element: BERElement, limits: MTSAPDULimits = MTSAPDULimits()) throws(BERError) {
        var reader = try BERReader(contentsOf: element)
        try self.init(&reader, limits: limits)
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
