/// All that goes with a message's content from MTA to MTA (X.411 MessageTransferEnvelope).
package struct MessageTransferEnvelope: Hashable, Sendable {
    package var messageIdentifier: MTSIdentifier
    package var originatorName: ORName
    package var originalEncodedInformationTypes: EncodedInformationTypes?
    package var contentType: ContentType
    /// PrintableString of 1...16 octets, given by the originator.
    package var contentIdentifier: String?
    package var priority: Priority
    package var perMessageIndicators: PerMessageIndicators
    package var deferredDeliveryTime: UTCTime?
    package var perDomainBilateralInformation: [PerDomainBilateralInformation]
    /// Oldest first; at least one.
    package var traceInformation: [TraceInformationElement]
    package var extensions: [ExtensionField]
    /// At least one.
    package var perRecipientFields: [PerRecipientMessageTransferFields]

    package init(
        messageIdentifier: MTSIdentifier, originatorName: ORName,
        originalEncodedInformationTypes: EncodedInformationTypes? = nil, contentType: ContentType = .internetMessage,
        contentIdentifier: String? = nil, priority: Priority = .normal,
        perMessageIndicators: PerMessageIndicators = PerMessageIndicators(), deferredDeliveryTime: UTCTime? = nil,
        perDomainBilateralInformation: [PerDomainBilateralInformation] = [],
        traceInformation: [TraceInformationElement], extensions: [ExtensionField] = [],
        perRecipientFields: [PerRecipientMessageTransferFields]
    ) {
        self.messageIdentifier = messageIdentifier
        self.originatorName = originatorName
        self.originalEncodedInformationTypes = originalEncodedInformationTypes
        self.contentType = contentType
        self.contentIdentifier = contentIdentifier
        self.priority = priority
        self.perMessageIndicators = perMessageIndicators
        self.deferredDeliveryTime = deferredDeliveryTime
        self.perDomainBilateralInformation = perDomainBilateralInformation
        self.traceInformation = traceInformation
        self.extensions = extensions
        self.perRecipientFields = perRecipientFields
    }
}
