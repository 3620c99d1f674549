import BER
import P1

/// Makes random values, the same ones for the same seed.
struct Maker {
    var generator: SplitMix

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    mutating func chance() -> Bool { Bool.random(using: &generator) }
    mutating func maybe<Value>(_ make: (inout Maker) -> Value) -> Value? { chance() ? make(&self) : nil }
    mutating func several<Value>(_ range: ClosedRange<Int>, _ make: (inout Maker) -> Value) -> [Value] {
        (0..<number(range)).map { _ in make(&self) }
    }

    mutating func octets(_ range: ClosedRange<Int>) -> [UInt8] { several(range) { UInt8($0.number(0...255)) } }
    mutating func text(_ range: ClosedRange<Int>) -> String {
        let alphabet = Array("abcXYZ 0123456789'()+,-./:=?")
        return String(several(range) { alphabet[$0.number(0...(alphabet.count - 1))] })
    }

    mutating func bits(_ range: ClosedRange<Int>) -> NamedBitList {
        let count = number(range)
        return NamedBitList((0..<count).filter { _ in chance() }, count: count)
    }

    mutating func time() -> UTCTime { UTCTime(seconds: Int64(number(315_532_800...3_471_292_799))) }

    mutating func domain() -> GlobalDomainIdentifier {
        GlobalDomainIdentifier(
            country: chance() ? "GB" : "276", administrationDomain: chance() ? " " : text(1...16),
            privateDomain: maybe { $0.text(1...16) })
    }

    mutating func name() -> ORName {
        var address = ORAddress()
        address.country = maybe { $0.chance() ? "DE" : "276" }
        address.administrationDomain = maybe { $0.text(0...16) }
        address.networkAddress = maybe { "\($0.number(0...999_999))" }
        address.terminalIdentifier = maybe { $0.text(1...24) }
        address.privateDomain = maybe { $0.text(1...16) }
        address.organizationName = maybe { $0.text(1...64) }
        address.numericUserIdentifier = maybe { "\($0.number(0...999_999))" }
        address.personalName = maybe { make in
            PersonalName(
                surname: make.text(1...40), givenName: make.maybe { $0.text(1...16) },
                initials: make.maybe { $0.text(1...5) }, generationQualifier: make.maybe { $0.text(1...3) })
        }
        address.organizationalUnitNames = several(0...4) { $0.text(1...32) }
        address.domainDefinedAttributes = several(0...4) {
            DomainDefinedAttribute(type: $0.text(1...8), value: $0.text(1...128))
        }
        address.extensionAttributes = several(0...3) {
            ExtensionAttribute(type: $0.number(1...40), value: [0x13, 1, UInt8($0.number(65...90))])
        }
        return ORName(address: address, directoryName: maybe { _ in [0x30, 0] })
    }

    mutating func types() -> EncodedInformationTypes {
        EncodedInformationTypes(
            builtIn: bits(0...32),
            extended: several(0...2) { [2, 6, UInt64($0.number(0...9)), UInt64($0.number(0...100_000))] })
    }

    mutating func trace() -> TraceInformationElement {
        TraceInformationElement(
            globalDomainIdentifier: domain(), arrivalTime: time(), routingAction: chance() ? .relayed : .rerouted,
            attemptedDomain: maybe { $0.domain() },
            additionalActions: AdditionalActions(
                deferredTime: maybe { $0.time() }, convertedEncodedInformationTypes: maybe { $0.types() },
                otherActions: bits(0...16)))
    }

    mutating func field() -> ExtensionField {
        ExtensionField(
            type: chance() ? .standard(number(0...60)) : .private([2, 25, UInt64(number(0 ... .max))]),
            criticality: bits(0...3), value: chance() ? [] : [0x04, 2] + octets(2...2))
    }

    mutating func recipient(_ index: Int) -> PerRecipientMessageTransferFields {
        PerRecipientMessageTransferFields(
            recipientName: name(), originallySpecifiedRecipientNumber: index,
            perRecipientIndicators: PerRecipientIndicators(bits: bits(8...16)),
            explicitConversion: maybe { $0.number(0...17) }, extensions: several(0...3) { $0.field() })
    }

    mutating func envelope() -> MessageTransferEnvelope {
        MessageTransferEnvelope(
            messageIdentifier: identifier(),
            originatorName: name(), originalEncodedInformationTypes: maybe { $0.types() },
            contentType: contentType(),
            contentIdentifier: maybe { $0.text(1...16) },
            priority: Priority(rawValue: number(0...2)) ?? .normal,
            perMessageIndicators: PerMessageIndicators(bits: bits(0...8)),
            deferredDeliveryTime: maybe { $0.time() },
            perDomainBilateralInformation: several(0...2) { $0.bilateral() },
            traceInformation: several(1...4) { $0.trace() }, extensions: several(0...4) { $0.field() },
            perRecipientFields: (1...number(1...5)).map { recipient($0) })
    }

    mutating func identifier() -> MTSIdentifier {
        MTSIdentifier(globalDomainIdentifier: domain(), localIdentifier: text(1...32))
    }

    mutating func contentType() -> ContentType {
        chance() ? .builtIn(number(0...40)) : .extended([2, 6, 1, 4, UInt64(number(0...16))])
    }

    mutating func bilateral() -> PerDomainBilateralInformation {
        PerDomainBilateralInformation(
            domain: chance()
                ? .administration(country: "GB", name: text(0...16))
                : .private(country: "276", administrationDomain: text(1...16), name: text(1...16)),
            information: [0x04, 2] + octets(2...2))
    }

    mutating func probe() -> ProbeTransferEnvelope {
        ProbeTransferEnvelope(
            probeIdentifier: identifier(), originatorName: name(),
            originalEncodedInformationTypes: maybe { $0.types() }, contentType: contentType(),
            contentIdentifier: maybe { $0.text(1...16) }, contentLength: maybe { $0.number(0...Int(Int32.max)) },
            perMessageIndicators: PerMessageIndicators(bits: bits(0...8)),
            perDomainBilateralInformation: several(0...2) { $0.bilateral() },
            traceInformation: several(1...4) { $0.trace() }, extensions: several(0...4) { $0.field() },
            perRecipientFields: (1...number(1...5)).map { recipient($0) })
    }

    mutating func reportEnvelope() -> ReportTransferEnvelope {
        ReportTransferEnvelope(
            reportIdentifier: identifier(), reportDestinationName: name(),
            traceInformation: several(1...4) { $0.trace() }, extensions: several(0...4) { $0.field() })
    }

    mutating func reportType() -> ReportType {
        chance()
            ? .delivery(messageDeliveryTime: time(), typeOfMTSUser: number(0...6))
            : .nonDelivery(reason: number(0...8), diagnostic: maybe { $0.number(0...78) })
    }

    mutating func reportContent() -> ReportTransferContent {
        ReportTransferContent(
            subjectIdentifier: identifier(), subjectIntermediateTraceInformation: several(0...3) { $0.trace() },
            originalEncodedInformationTypes: maybe { $0.types() }, contentType: maybe { $0.contentType() },
            contentIdentifier: maybe { $0.text(1...16) },
            additionalInformation: maybe { [0xA2, 4, 0x04, 2] + $0.octets(2...2) },
            extensions: several(0...4) { $0.field() },
            perRecipientFields: (1...number(1...4)).map { index in
                PerRecipientReportTransferFields(
                    actualRecipientName: name(), originallySpecifiedRecipientNumber: index,
                    perRecipientIndicators: PerRecipientIndicators(bits: bits(8...16)),
                    lastTraceInformation: LastTraceInformation(
                        arrivalTime: time(), convertedEncodedInformationTypes: maybe { $0.types() },
                        report: reportType()),
                    originallyIntendedRecipientName: maybe { $0.name() },
                    supplementaryInformation: maybe { $0.text(1...256) }, extensions: several(0...3) { $0.field() })
            })
    }
}
