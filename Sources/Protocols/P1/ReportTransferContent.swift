/// What a report tells (X.411 ReportTransferContent), less the returned content, which is never held.
package struct ReportTransferContent: Hashable, Sendable {
    /// The message or probe that the report is about.
    package var subjectIdentifier: MTSIdentifier
    /// The subject's way to the reporting MTA, where an audited report was asked for. Empty: absent.
    package var subjectIntermediateTraceInformation: [TraceInformationElement]
    package var originalEncodedInformationTypes: EncodedInformationTypes?
    package var contentType: ContentType?
    package var contentIdentifier: String?
    /// The whole element [2], a field of early bilateral agreements. Carried, not looked into.
    package var additionalInformation: [UInt8]?
    package var extensions: [ExtensionField]
    /// At least one.
    package var perRecipientFields: [PerRecipientReportTransferFields]

    package init(
        subjectIdentifier: MTSIdentifier, subjectIntermediateTraceInformation: [TraceInformationElement] = [],
        originalEncodedInformationTypes: EncodedInformationTypes? = nil, contentType: ContentType? = nil,
        contentIdentifier: String? = nil, additionalInformation: [UInt8]? = nil, extensions: [ExtensionField] = [],
        perRecipientFields: [PerRecipientReportTransferFields]
    ) {
        self.subjectIdentifier = subjectIdentifier
        self.subjectIntermediateTraceInformation = subjectIntermediateTraceInformation
        self.originalEncodedInformationTypes = originalEncodedInformationTypes
        self.contentType = contentType
        self.contentIdentifier = contentIdentifier
        self.additionalInformation = additionalInformation
        self.extensions = extensions
        self.perRecipientFields = perRecipientFields
    }
}
