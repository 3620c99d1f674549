/// Asks whether a message could be delivered (X.411 ProbeTransferEnvelope). It is the whole of a probe.
package struct ProbeTransferEnvelope: Hashable, Sendable {
    package var probeIdentifier: MTSIdentifier
    package var originatorName: ORName
    package var originalEncodedInformationTypes: EncodedInformationTypes?
    package var contentType: ContentType
    /// PrintableString of 1...16 octets, given by the originator.
    package var contentIdentifier: String?
    /// Octets of the content that is asked about.
    package var contentLength: Int?
    package var perMessageIndicators: PerMessageIndicators
    package var perDomainBilateralInformation: [PerDomainBilateralInformation]
    /// Oldest first; at least one.
    package var traceInformation: [TraceInformationElement]
    package var extensions: [ExtensionField]
    /// At least one.
    package var perRecipientFields: [PerRecipientProbeTransferFields]

    package init(
        probeIdentifier: MTSIdentifier, originatorName: ORName,
        originalEncodedInformationTypes: EncodedInformationTypes? = nil, contentType: ContentType = .internetMessage,
        contentIdentifier: String? = nil, contentLength: Int? = nil,
        perMessageIndicators: PerMessageIndicators = PerMessageIndicators(),
        perDomainBilateralInformation: [PerDomainBilateralInformation] = [],
        traceInformation: [TraceInformationElement], extensions: [ExtensionField] = [],
        perRecipientFields: [PerRecipientProbeTransferFields]
    ) {
        self.probeIdentifier = probeIdentifier
        self.originatorName = originatorName
        self.originalEncodedInformationTypes = originalEncodedInformationTypes
        self.contentType = contentType
        self.contentIdentifier = contentIdentifier
        self.contentLength = contentLength
        self.perMessageIndicators = perMessageIndicators
        self.perDomainBilateralInformation = perDomainBilateralInformation
        self.traceInformation = traceInformation
        self.extensions = extensions
        self.perRecipientFields = perRecipientFields
    }
}
