import BER
import P1

/// Envelopes with all that X.411 knows.
extension RandomValues {
    mutating func types() -> EncodedInformationTypes {
        EncodedInformationTypes(builtIn: bits(0...32), extended: some(0...2) { $0.identifier() })
    }

    private mutating func actions() -> AdditionalActions {
        AdditionalActions(
            deferredTime: perhaps { $0.time() }, convertedEncodedInformationTypes: perhaps { $0.types() },
            otherActions: bits(0...16))
    }

    mutating func trace() -> TraceInformationElement {
        TraceInformationElement(
            globalDomainIdentifier: domain(), arrivalTime: time(), routingAction: chance() ? .relayed : .rerouted,
            attemptedDomain: perhaps { $0.domain() }, additionalActions: actions())
    }

    private mutating func internalTrace() -> InternalTraceInformationElement {
        InternalTraceInformationElement(
            globalDomainIdentifier: domain(), mtaName: text(1...32), arrivalTime: time(),
            routingAction: chance() ? .relayed : .rerouted,
            attempted: perhaps { $0.chance() ? .mta($0.text(1...32)) : .domain($0.domain()) },
            additionalActions: actions())
    }

    // transition table
    private mutating func field(_ number: Int) throws -> ExtensionField {
        switch number {
        case 1: .flag(.recipientReassignmentProhibited, chance())
        case 2: .originatorRequestedAlternateRecipient(try name())
        case 3: .flag(.dlExpansionProhibited, chance())
        case 4: .flag(.conversionWithLossProhibited, chance())
        case 5: .latestDeliveryTime(time())
        case 6: .requestedDeliveryMethod(some(1...4) { $0.number(0...9) })
        case 7: .flag(.physicalForwardingProhibited, chance())
        case 8: .flag(.physicalForwardingAddressRequest, chance())
        case 9: .physicalDeliveryModes(bits(0...8))
        case 10: .registeredMailType(self.number(0...256))
        case 11: .recipientNumberForAdvice(text(1...32))
        case 12: .physicalRenditionAttributes(identifier())
        case 13: .originatorReturnAddress(try address())
        case 14: .physicalDeliveryReportRequest(self.number(0...3))
        case 21: .flag(.proofOfSubmissionRequest, chance())
        case 22: .flag(.proofOfDeliveryRequest, chance())
        case 23: .contentCorrelator(octets(0...100))
        case 25:
            .redirectionHistory(
                try some(1...2) {
                    Redirection(
                        intendedRecipientName: try $0.name(), redirectionTime: $0.time(),
                        redirectionReason: $0.number(0...4))
                })
        case 26: .dlExpansionHistory(try some(1...2) { DLExpansion(list: try $0.name(), expansionTime: $0.time()) })
        case 27: .physicalForwardingAddress(try name())
        case 30:
            .originatorAndDLExpansionHistory(
                try some(2...3) {
                    OriginatorAndDLExpansion(originatorOrDLName: try $0.name(), originationOrExpansionTime: $0.time())
                })
        case 31: .reportingDLName(try name())
        case 37: .traceInformation(some(1...2) { $0.trace() })
        case 38: .internalTraceInformation(some(1...3) { $0.internalTrace() })
        case 39:
            .reportingMTAName(
                ReportingMTAName(
                    domain: domain(), mtaName: text(1...32), directoryName: perhaps { _ in [0x30, 0] }))
        case 42: .dlExemptedRecipients(try some(1...2) { try $0.name() })
        default:
            ExtensionField(
                type: chance() ? .private(identifier()) : .standard(number), criticality: bits(0...16),
                value: chance() ? [] : opaque())
        }
    }

    private mutating func fields() throws -> [ExtensionField] {
        guard number(0...2) == 0 else { return [] }
        return try some(1...3) { try $0.field($0.number(1...46)) }
    }

    private mutating func contentType() -> ContentType {
        switch number(0...2) {
        case 0: .builtIn(number(0...32_767))
        case 1: .extended(identifier())
        default: .other([0x0D, 2, 0x81, UInt8(number(0...127))])
        }
    }

    private mutating func bilateral() -> PerDomainBilateralInformation {
        let country = chance() ? "GB" : digits(3...3)
        return PerDomainBilateralInformation(
            domain: chance()
                ? .administration(country: country, name: text(0...16))
                : .private(country: country, administrationDomain: text(0...16), name: text(1...16)),
            information: opaque())
    }

    private mutating func recipient(_ index: Int) throws -> PerRecipientMessageTransferFields {
        PerRecipientMessageTransferFields(
            recipientName: try name(), originallySpecifiedRecipientNumber: index,
            perRecipientIndicators: PerRecipientIndicators(bits: bits(8...16)),
            explicitConversion: perhaps { $0.number(0...256) }, extensions: try fields())
    }

    mutating func message() throws -> MessageTransferEnvelope {
        MessageTransferEnvelope(
            messageIdentifier: mtsIdentifier(), originatorName: try name(),
            originalEncodedInformationTypes: perhaps { $0.types() }, contentType: contentType(),
            contentIdentifier: perhaps { $0.text(1...16) }, priority: Priority(rawValue: number(0...2)) ?? .normal,
            perMessageIndicators: PerMessageIndicators(bits: bits(0...8)),
            deferredDeliveryTime: perhaps { $0.time() },
            perDomainBilateralInformation: perhaps { $0.some(1...2) { $0.bilateral() } } ?? [],
            traceInformation: some(1...3) { $0.trace() }, extensions: try fields(),
            perRecipientFields: try (1...number(1...3)).map { try recipient($0) })
    }

    mutating func probe() throws -> ProbeTransferEnvelope {
        ProbeTransferEnvelope(
            probeIdentifier: mtsIdentifier(), originatorName: try name(),
            originalEncodedInformationTypes: perhaps { $0.types() }, contentType: contentType(),
            contentIdentifier: perhaps { $0.text(1...16) }, contentLength: perhaps { $0.number(0...2_147_483_647) },
            perMessageIndicators: PerMessageIndicators(bits: bits(0...8)),
            perDomainBilateralInformation: perhaps { $0.some(1...2) { $0.bilateral() } } ?? [],
            traceInformation: some(1...3) { $0.trace() }, extensions: try fields(),
            perRecipientFields: try (1...number(1...3)).map { try recipient($0) })
    }

    mutating func reportEnvelope() throws -> ReportTransferEnvelope {
        ReportTransferEnvelope(
            reportIdentifier: mtsIdentifier(), reportDestinationName: try name(),
            traceInformation: some(1...3) { $0.trace() }, extensions: try fields())
    }

    private mutating func reportType() -> ReportType {
        chance()
            ? .delivery(messageDeliveryTime: time(), typeOfMTSUser: number(0...256))
            : .nonDelivery(reason: number(0...32_767), diagnostic: perhaps { $0.number(0...32_767) })
    }

    mutating func reportContent() throws -> ReportTransferContent {
        ReportTransferContent(
            subjectIdentifier: mtsIdentifier(),
            subjectIntermediateTraceInformation: perhaps { $0.some(1...3) { $0.trace() } } ?? [],
            originalEncodedInformationTypes: perhaps { $0.types() }, contentType: perhaps { $0.contentType() },
            contentIdentifier: perhaps { $0.text(1...16) },
            additionalInformation: perhaps { [0xA2, 4, 0x04, 2] + $0.octets(2...2) }, extensions: try fields(),
            perRecipientFields: try (1...number(1...3)).map { index in
                PerRecipientReportTransferFields(
                    actualRecipientName: try name(), originallySpecifiedRecipientNumber: index,
                    perRecipientIndicators: PerRecipientIndicators(bits: bits(8...16)),
                    lastTraceInformation: LastTraceInformation(
                        arrivalTime: time(), convertedEncodedInformationTypes: perhaps { $0.types() },
                        report: reportType()),
                    originallyIntendedRecipientName: try perhaps { try $0.name() },
                    supplementaryInformation: perhaps { $0.text(1...256) }, extensions: try fields())
            })
    }

    mutating func party(_ isInitiator: Bool) -> MTABindParty {
        MTABindParty(
            name: text(1...32),
            credentials: chance() ? .ia5String(Array(text(0...62).utf8)) : .octetString(octets(0...62)),
            securityContext: isInitiator ? perhaps { [0xA2, 5, 0x31, 3, 0x02, 1, UInt8($0.number(0...127))] } : nil)
    }
}
