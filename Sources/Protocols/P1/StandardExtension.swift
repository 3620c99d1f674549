/// The extensions that X.411, X.413 and X.420 name, with their numbers (X.411 figure 2, standard-extension).
package enum StandardExtension: Int, Hashable, Sendable, CaseIterable {
    case recipientReassignmentProhibited = 1
    case originatorRequestedAlternateRecipient = 2
    case dlExpansionProhibited = 3
    case conversionWithLossProhibited = 4
    case latestDeliveryTime = 5
    case requestedDeliveryMethod = 6
    case physicalForwardingProhibited = 7
    case physicalForwardingAddressRequest = 8
    case physicalDeliveryModes = 9
    case registeredMailType = 10
    case recipientNumberForAdvice = 11
    case physicalRenditionAttributes = 12
    case originatorReturnAddress = 13
    case physicalDeliveryReportRequest = 14
    case originatorCertificate = 15
    case messageToken = 16
    case contentConfidentialityAlgorithmIdentifier = 17
    case contentIntegrityCheck = 18
    case messageOriginAuthenticationCheck = 19
    case messageSecurityLabel = 20
    case proofOfSubmissionRequest = 21
    case proofOfDeliveryRequest = 22
    case contentCorrelator = 23
    case probeOriginAuthenticationCheck = 24
    case redirectionHistory = 25
    case dlExpansionHistory = 26
    case physicalForwardingAddress = 27
    case recipientCertificate = 28
    case proofOfDelivery = 29
    case originatorAndDLExpansionHistory = 30
    case reportingDLName = 31
    case reportingMTACertificate = 32
    case reportOriginAuthenticationCheck = 33
    case originatingMTACertificate = 34
    case proofOfSubmission = 35
    case forwardingRequest = 36
    case traceInformation = 37
    case internalTraceInformation = 38
    case reportingMTAName = 39
    case multipleOriginatorCertificates = 40
    case blindCopyRecipients = 41
    case dlExemptedRecipients = 42
    case bodyPartEncryptionToken = 43
    case forwardedContentToken = 44
    case certificateSelectors = 45
    case certificateSelectorsOverride = 46

    /// For what X.411 recommends that a sender marks it critical.
    package var recommendedCriticality: NamedBitList {
        switch self {
        case .originatorRequestedAlternateRecipient, .proofOfSubmissionRequest:
            NamedBitList([Criticality.submission.rawValue])
        case .recipientReassignmentProhibited, .dlExpansionProhibited, .conversionWithLossProhibited,
            .latestDeliveryTime, .physicalForwardingProhibited, .physicalForwardingAddressRequest,
            .physicalDeliveryModes, .registeredMailType, .recipientNumberForAdvice, .physicalRenditionAttributes,
            .physicalDeliveryReportRequest, .messageToken, .contentConfidentialityAlgorithmIdentifier,
            .contentIntegrityCheck, .messageOriginAuthenticationCheck, .messageSecurityLabel,
            .proofOfDeliveryRequest, .probeOriginAuthenticationCheck, .reportingMTACertificate,
            .reportOriginAuthenticationCheck:
            NamedBitList([Criticality.delivery.rawValue])
        case .requestedDeliveryMethod, .originatorReturnAddress, .originatorCertificate, .contentCorrelator,
            .redirectionHistory, .dlExpansionHistory, .physicalForwardingAddress, .recipientCertificate,
            .proofOfDelivery, .originatorAndDLExpansionHistory, .reportingDLName, .originatingMTACertificate,
            .proofOfSubmission, .forwardingRequest, .traceInformation, .internalTraceInformation,
            .reportingMTAName, .multipleOriginatorCertificates, .blindCopyRecipients, .dlExemptedRecipients,
            .bodyPartEncryptionToken, .forwardedContentToken, .certificateSelectors, .certificateSelectorsOverride:
            NamedBitList()
        }
    }

    /// Whether this implementation does what a sender may insist on at that stage.
    ///
    /// - Transfer: an MTA that transfers keeps each of them untouched, and nothing more is asked of it: it neither
    ///   redirects nor expands nor converts, and it keeps the latest delivery time.
    /// - Delivery: what is prohibited is not done either, and there is no delivery after the latest time. No paper, no
    ///   security and no proof is to be had here.
    package func isSupported(for criticality: Criticality) -> Bool {
        switch criticality {
        case .submission: false
        case .transfer: true
        case .delivery:
            switch self {
            case .recipientReassignmentProhibited, .dlExpansionProhibited, .conversionWithLossProhibited,
                .latestDeliveryTime, .physicalForwardingProhibited:
                true
            default: recommendedCriticality == NamedBitList()
            }
        }
    }
}
