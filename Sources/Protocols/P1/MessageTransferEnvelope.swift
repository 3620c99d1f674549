/// All that goes with a message's content from MTA to MTA (X.411 MessageTransferEnvelope). As for the order of
/// properties, see `ORName`.
package struct MessageTransferEnvelope: Hashable, Sendable {
    package var originatorName: ORName
    package var messageIdentifier: MTSIdentifier
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
}

extension MessageTransferEnvelope {
    package init(
        messageIdentifier: MTSIdentifier, originatorName: ORName,
        originalEncodedInformationTypes: EncodedInformationTypes? = nil, contentType: ContentType = .internetMessage,
        contentIdentifier: String? = nil, priority: Priority = .normal,
        perMessageIndicators: PerMessageIndicators = PerMessageIndicators(), deferredDeliveryTime: UTCTime? = nil,
        perDomainBilateralInformation: [PerDomainBilateralInformation] = [],
        traceInformation: [TraceInformationElement], extensions: [ExtensionField] = [],
        perRecipientFields: [PerRecipientMessageTransferFields]
    ) {
        self.init(
            originatorName: originatorName, messageIdentifier: messageIdentifier,
            originalEncodedInformationTypes: originalEncodedInformationTypes, contentType: contentType,
            contentIdentifier: contentIdentifier, priority: priority, perMessageIndicators: perMessageIndicators,
            deferredDeliveryTime: deferredDeliveryTime,
            perDomainBilateralInformation: perDomainBilateralInformation, traceInformation: traceInformation,
            extensions: extensions, perRecipientFields: perRecipientFields)
    }
}
