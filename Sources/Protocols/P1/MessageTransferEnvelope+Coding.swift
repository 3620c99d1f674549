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
        perMessageIndicators = PerMessageIndicators(
            bits: try fields.optional(.perMessageIndicators).map { (bits) throws(BERError) in try NamedBitList(bits) }
                ?? NamedBitList())
        deferredDeliveryTime = try fields.optional(.context(0)).map {
            (time) throws(BERError) in try UTCTime(time)
        }
        perDomainBilateralInformation =
            try fields.optional(.context(1)).map { (list) throws(BERError) in
                try list.list(of: .sequence) { (item) throws(BERError) in try PerDomainBilateralInformation(item) }
            } ?? []
        traceInformation = try fields.required(.traceInformation).list(of: .sequence, limit: ValueLimit.trace) {
            (item) throws(BERError) in try TraceInformationElement(item)
        }
        extensions = try ExtensionField.list(fields.optional(.context(3)))
        perRecipientFields = try fields.required(.context(2)).list(of: .set, limit: limits.recipients) {
            (item) throws(BERError) in try PerRecipientMessageTransferFields(item)
        }
        try fields.expectEnd()
        guard !traceInformation.isEmpty, !perRecipientFields.isEmpty else {
            throw BERError(.invalidValue, "no trace or no recipient", at: element.offset)
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
            if perMessageIndicators.bits.count > 0 {
                perMessageIndicators.bits.write(to: &inner, tag: .perMessageIndicators)
            }
            deferredDeliveryTime?.write(to: &inner, tag: .context(0))
            if !perDomainBilateralInformation.isEmpty {
                inner.constructed(.context(1)) { list in
                    for information in perDomainBilateralInformation { list.encoded(information.encoded) }
                }
            }
            inner.constructed(.traceInformation) { list in
                for element in traceInformation { element.write(to: &list) }
            }
            ExtensionField.write(extensions, to: &inner, tag: .context(3))
            inner.constructed(.context(2)) { list in
                for recipient in perRecipientFields { recipient.write(to: &list) }
            }
        }
    }
}
