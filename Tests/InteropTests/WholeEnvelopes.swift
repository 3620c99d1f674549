import BER
import P1

/// Values in which nothing that we can send is left out.
enum Whole {
    static let hq = GlobalDomainIdentifier(country: "GB", administrationDomain: " ", privateDomain: "HQ")
    static let berlin = GlobalDomainIdentifier(country: "276", administrationDomain: "0", privateDomain: "BLN")
    static let now = UTCTime(seconds: 1_795_220_103)
    static let later = UTCTime(seconds: 1_795_220_163)
    /// As the analyser writes them.
    static let nowRead = "26-11-21 00:15:03 (UTC)"
    static let laterRead = "26-11-21 00:16:03 (UTC)"

    static func identifier(_ name: String) -> MTSIdentifier {
        MTSIdentifier(globalDomainIdentifier: hq, localIdentifier: name)
    }

    /// Every attribute at once: no address that is of use, but one that the standard's syntax allows.
    static let name: ORName = {
        var address = ORAddress(domain: hq)
        address.networkAddress = "23411"
        address.terminalIdentifier = "TERM"
        address.organizationName = "Acme"
        address.numericUserIdentifier = "4711"
        address.personalName = PersonalName(
            surname: "Lee", givenName: "Ann", initials: "A", generationQualifier: "III")
        address.organizationalUnitNames = ["Sales", "Export"]
        address.domainDefinedAttributes = [DomainDefinedAttribute(type: "X", value: "one")]
        address.extensionAttributes = [ExtensionAttribute(type: 1, value: [0x13, 3] + Array("Ann".utf8))]
        // C=GB, an RDNSequence.
        let directory: [UInt8] = [0x30, 13, 0x31, 11, 0x30, 9, 6, 3, 0x55, 4, 6, 0x13, 2, 0x47, 0x42]
        return ORName(address: address, directoryName: directory)
    }()

    /// IA5 text, and group 3 facsimile in fine resolution.
    static let types: EncodedInformationTypes = {
        var types = EncodedInformationTypes(builtIn: NamedBitList([2, 3]), extended: [[2, 6, 1, 4, 0]])
        types.nonBasicParameters = [0x81, 3, 6, 0, 0x40]
        return types
    }()

    static let actions = AdditionalActions(
        deferredTime: later, convertedEncodedInformationTypes: types, otherActions: NamedBitList([0, 1]))

    static let trace = [
        TraceInformationElement(
            globalDomainIdentifier: hq, arrivalTime: now, routingAction: .rerouted, attemptedDomain: berlin,
            additionalActions: actions)
    ]

    private static let information: [UInt8] = [0x16, 3, 0x61, 0x62, 0x63]
    static let bilateral = [
        PerDomainBilateralInformation(
            domain: .administration(country: "GB", name: "ACME"), information: information),
        PerDomainBilateralInformation(
            domain: .private(country: "GB", administrationDomain: " ", name: "LAB"), information: information),
    ]

    static let indicators = PerMessageIndicators(bits: NamedBitList([0, 1, 2, 3], count: 8))
    static let recipientIndicators = PerRecipientIndicators(bits: NamedBitList([0, 1, 2, 3, 4], count: 8))

    private static let correlator = ExtensionField.contentCorrelator(Array("corr".utf8))
    private static let redirections = ExtensionField.redirectionHistory([
        Redirection(intendedRecipientName: name, redirectionTime: now, redirectionReason: 1)
    ])
    private static let internalTrace = ExtensionField.internalTraceInformation([
        InternalTraceInformationElement(
            globalDomainIdentifier: hq, mtaName: "HQ", arrivalTime: now, routingAction: .rerouted,
            attempted: .mta("PARIS"), additionalActions: actions),
        InternalTraceInformationElement(
            globalDomainIdentifier: hq, mtaName: "HQ2", arrivalTime: now, attempted: .domain(berlin)),
    ])

    /// Every extension whose value is ours to write.
    static let extensions = StandardExtension.allCases.compactMap { value(of: $0) }

    /// A value of each extension; nil: it travels as the octets in which it came.
    static func value(of name: StandardExtension) -> ExtensionField? {
        switch name {
        case .recipientReassignmentProhibited, .dlExpansionProhibited, .conversionWithLossProhibited,
            .physicalForwardingProhibited, .physicalForwardingAddressRequest, .proofOfSubmissionRequest,
            .proofOfDeliveryRequest:
            .flag(name)
        case .originatorRequestedAlternateRecipient: .originatorRequestedAlternateRecipient(self.name)
        case .latestDeliveryTime: .latestDeliveryTime(later)
        case .requestedDeliveryMethod: .requestedDeliveryMethod([1, 2])
        case .physicalDeliveryModes: .physicalDeliveryModes(NamedBitList([0], count: 8))
        case .registeredMailType: .registeredMailType(1)
        case .recipientNumberForAdvice: .recipientNumberForAdvice("0207")
        case .physicalRenditionAttributes: .physicalRenditionAttributes([2, 6, 5, 0, 0])
        case .originatorReturnAddress: .originatorReturnAddress(self.name.address)
        case .physicalDeliveryReportRequest: .physicalDeliveryReportRequest(1)
        case .contentCorrelator: correlator
        case .redirectionHistory: redirections
        case .dlExpansionHistory: .dlExpansionHistory([DLExpansion(list: self.name, expansionTime: now)])
        case .physicalForwardingAddress: .physicalForwardingAddress(self.name)
        case .originatorAndDLExpansionHistory:
            // The originator and one list: fewer the standard does not allow.
            .originatorAndDLExpansionHistory(
                [now, later].map {
                    OriginatorAndDLExpansion(originatorOrDLName: self.name, originationOrExpansionTime: $0)
                })
        case .reportingDLName: .reportingDLName(self.name)
        case .traceInformation: .traceInformation(trace)
        case .internalTraceInformation: internalTrace
        case .reportingMTAName: .reportingMTAName(ReportingMTAName(domain: hq, mtaName: "HQ"))
        case .dlExemptedRecipients: .dlExemptedRecipients([self.name])
        case .originatorCertificate, .messageToken, .contentConfidentialityAlgorithmIdentifier, .contentIntegrityCheck,
            .messageOriginAuthenticationCheck, .messageSecurityLabel, .probeOriginAuthenticationCheck,
            .recipientCertificate, .proofOfDelivery, .reportingMTACertificate, .reportOriginAuthenticationCheck,
            .originatingMTACertificate, .proofOfSubmission, .forwardingRequest, .multipleOriginatorCertificates,
            .blindCopyRecipients, .bodyPartEncryptionToken, .forwardedContentToken, .certificateSelectors,
            .certificateSelectorsOverride:
            nil
        }
    }

    static let message = MessageTransferEnvelope(
        messageIdentifier: identifier("HQ-261121001503Z-8"), originatorName: name,
        originalEncodedInformationTypes: types, contentType: .interpersonalMessaging1988, contentIdentifier: "eight",
        priority: .nonUrgent, perMessageIndicators: indicators, deferredDeliveryTime: later,
        perDomainBilateralInformation: bilateral, traceInformation: trace, extensions: extensions,
        perRecipientFields: [
            PerRecipientMessageTransferFields(
                recipientName: name, originallySpecifiedRecipientNumber: 1,
                perRecipientIndicators: recipientIndicators, explicitConversion: 8,
                extensions: [.flag(.recipientReassignmentProhibited)])
        ])

    static let probe = ProbeTransferEnvelope(
        probeIdentifier: identifier("HQ-261121001503Z-9"), originatorName: name,
        originalEncodedInformationTypes: types, contentType: .interpersonalMessaging1988, contentIdentifier: "nine",
        contentLength: 4711, perMessageIndicators: indicators, perDomainBilateralInformation: bilateral,
        traceInformation: trace, extensions: extensions, perRecipientFields: message.perRecipientFields)

    static let reportEnvelope = ReportTransferEnvelope(
        reportIdentifier: identifier("HQ-261121001503Z-10"), reportDestinationName: name, traceInformation: trace,
        extensions: [internalTrace])

    static func report(_ reports: [ReportType]) -> ReportTransferContent {
        ReportTransferContent(
            subjectIdentifier: identifier("HQ-261121001503Z-8"), subjectIntermediateTraceInformation: trace,
            originalEncodedInformationTypes: types, contentType: .interpersonalMessaging1988,
            contentIdentifier: "eight", additionalInformation: [0xA2, 5, 0x16, 3, 0x61, 0x62, 0x63],
            extensions: [correlator],
            perRecipientFields: reports.enumerated().map { number, report in
                PerRecipientReportTransferFields(
                    actualRecipientName: name, originallySpecifiedRecipientNumber: number + 1,
                    perRecipientIndicators: recipientIndicators,
                    lastTraceInformation: LastTraceInformation(
                        arrivalTime: now, convertedEncodedInformationTypes: types, report: report),
                    originallyIntendedRecipientName: name, supplementaryInformation: "mailbox full",
                    extensions: [redirections])
            })
    }

    /// An interpersonal message without heading fields but its identifier, and one body part of IA5 text.
    static let content: [UInt8] =
        [0xA0, 0x19, 0x31, 0x05, 0x6B, 0x03, 0x13, 0x01, 0x37]
        + [0x30, 0x10, 0xA0, 0x0E, 0x31, 0x03, 0x80, 0x01, 0x05, 0x16, 0x07] + Array("Hello\r\n".utf8)
}
