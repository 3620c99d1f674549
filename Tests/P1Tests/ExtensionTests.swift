import BER
import P1
import Testing

@Suite("Extensions")
struct ExtensionTests {
    private func again(_ field: ExtensionField) throws(BERError) -> ExtensionField {
        var writer = BERWriter()
        field.write(to: &writer)
        var reader = try BERReader(writer.octets[...])
        return try ExtensionField(reader.next())
    }

    @Test("What the SMTP envelope knows crosses P1, for the message and for a recipient")
    func internetExtensions() throws {
        let message = InternetEnvelopeExtension(
            envelopeID: "QQ+2D314159", dsnReturn: 1, bodyType: 1, needsSMTPUTF8: true)
        #expect(try InternetEnvelopeExtension([again(message.field)]) == message)
        let recipient = InternetRecipientExtension(notify: 2 | 8, originalRecipient: "utf-8;jürgen@x.example")
        #expect(try InternetRecipientExtension([again(recipient.field)]) == recipient)
        #expect(try InternetEnvelopeExtension([recipient.field]) == nil)
        #expect(try InternetRecipientExtension([]) == nil)
        #expect(!message.field.isCriticalForTransfer)
        #expect(!recipient.field.isCriticalForDelivery)
    }

    @Test("Defaults take no octets and come back as defaults")
    func defaults() throws {
        #expect(InternetEnvelopeExtension().isDefault)
        #expect(!InternetRecipientExtension(notify: 1).isDefault)
        #expect(InternetEnvelopeExtension().field.value == [0x30, 0])
        #expect(try InternetEnvelopeExtension([again(InternetEnvelopeExtension().field)])?.isDefault == true)
        #expect(InternetRecipientExtension().field.value == [0x30, 0])
    }

    @Test("Elements of later versions are passed over, wrong ones are an error")
    func laterVersions() throws {
        let later = ExtensionField(
            type: .private(InternetEnvelopeExtension.objectIdentifier),
            value: [0x30, 9, 0x81, 1, 0, 0x83, 1, 0xFF, 0x9E, 1, 7])
        let value = try InternetEnvelopeExtension([later])
        #expect(value == InternetEnvelopeExtension(dsnReturn: 0, needsSMTPUTF8: true))
        let wrong = ExtensionField(type: later.type, value: [0x30, 2, 0x81, 0])
        #expect(throws: BERError(.malformed)) { try InternetEnvelopeExtension([wrong]) }
    }

    @Test(
        "Texts that would break out of an SMTP command are refused",
        arguments: [
            "a b", "a\r\nQUIT", "a\u{0}", "\u{7F}", "\t",
        ])
    func brokenTexts(text: String) {
        let message = InternetEnvelopeExtension(envelopeID: text).field
        #expect(throws: BERError(.invalidValue)) { try InternetEnvelopeExtension([message]) }
        let recipient = InternetRecipientExtension(originalRecipient: text).field
        #expect(throws: BERError(.invalidValue)) { try InternetRecipientExtension([recipient]) }
        let notText = ExtensionField(type: message.type, value: [0x30, 3, 0x80, 1, 0xFF])
        #expect(throws: BERError(.invalidValue)) { try InternetEnvelopeExtension([notText]) }
    }

    @Test("The named extensions of X.411 are written and read")
    func named() throws {
        let name = ORName(address: ORAddress(domain: .hq))
        let time = UTCTime(seconds: 1_795_220_103)
        let trace = [
            InternalTraceInformationElement(
                globalDomainIdentifier: .hq, mtaName: "HQ", arrivalTime: time, routingAction: .rerouted,
                attempted: .mta("BERLIN"),
                additionalActions: AdditionalActions(
                    deferredTime: time, convertedEncodedInformationTypes: .ia5Text,
                    otherActions: NamedBitList([1]))),
            InternalTraceInformationElement(
                globalDomainIdentifier: .hq, mtaName: "HQ2", arrivalTime: time, attempted: .domain(.hq)),
        ]
        let redirections = [Redirection(intendedRecipientName: name, redirectionTime: time, redirectionReason: 3)]
        let expansions = [DLExpansion(list: name, expansionTime: time)]
        let fields = try [
            again(.latestDeliveryTime(time)), again(.contentCorrelator([1, 2])),
            again(.redirectionHistory(redirections)), again(.dlExpansionHistory(expansions)),
            again(.internalTraceInformation(trace)),
        ]
        #expect(fields.map(\.type) == [5, 23, 25, 26, 38].map { .standard($0) })
        #expect(try fields.latestDeliveryTime() == time)
        #expect(try fields.contentCorrelator() == [1, 2])
        #expect(try fields.redirectionHistory() == redirections)
        #expect(try fields.dlExpansionHistory() == expansions)
        #expect(try fields.internalTraceInformation() == trace)
        #expect(trace[0].additionalActions.dlOperation)
        #expect(!trace[0].additionalActions.redirected)
        #expect(fields[0].isCriticalForDelivery)
        #expect(try [ExtensionField]().internalTraceInformation().isEmpty)
        #expect(try [ExtensionField]().latestDeliveryTime() == nil)
    }

    @Test("Unknown ones are carried untouched, also under identifiers of 128 bits")
    func unknown() throws {
        let octets = Captures.octets(
            "301f 8314 6983 ffffffffffffffffffffffffffffffffff 7f 81020640 a203 0401ff".filter { $0 != " " })
        let fixed = [octets[0], UInt8(octets.count - 2)] + octets.dropFirst(2)
        var reader = try BERReader(fixed[...])
        let field = try ExtensionField(reader.next())
        #expect(field.isCriticalForTransfer)
        #expect(!field.isCriticalForDelivery)
        var writer = BERWriter()
        field.write(to: &writer)
        #expect(writer.octets == fixed)
    }

    @Test("A field is replaced by one of its type, or added")
    func replace() {
        var fields = [ExtensionField.contentCorrelator([1]), ExtensionField(type: .standard(7), value: [])]
        fields.replace(with: .contentCorrelator([2]))
        fields.replace(with: ExtensionField(type: .standard(8), value: []))
        #expect(fields.map(\.type) == [.standard(23), .standard(7), .standard(8)])
        #expect(fields[0] == .contentCorrelator([2]))
    }

    @Test("Every extension that an MTA acts on is written and read by its name")
    func everyNamed() throws {
        let name = ORName(address: ORAddress(domain: .hq))
        let other = ORName(address: ORAddress(country: "DE"), directoryName: [0x30, 0])
        let time = UTCTime(seconds: 1_795_220_103)
        let history = [name, other].map {
            OriginatorAndDLExpansion(originatorOrDLName: $0, originationOrExpansionTime: time)
        }
        let mta = ReportingMTAName(domain: .hq, mtaName: "HQ", directoryName: [0x30, 0])
        let trace = [TraceInformationElement(globalDomainIdentifier: .hq, arrivalTime: time)]
        let fields = try [
            again(.originatorRequestedAlternateRecipient(other)), again(.requestedDeliveryMethod([1, 2])),
            again(.physicalDeliveryModes(NamedBitList([1, 7]))), again(.registeredMailType(2)),
            again(.recipientNumberForAdvice("+49 30 1234")), again(.physicalRenditionAttributes([2, 6, 2, 4, 0])),
            again(.originatorReturnAddress(other.address)), again(.physicalDeliveryReportRequest(3)),
            again(.physicalForwardingAddress(name)), again(.originatorAndDLExpansionHistory(history)),
            again(.reportingDLName(name)), again(.traceInformation(trace)), again(.reportingMTAName(mta)),
            again(.dlExemptedRecipients([name, other])),
        ]
        #expect(fields.map(\.type) == [2, 6, 9, 10, 11, 12, 13, 14, 27, 30, 31, 37, 39, 42].map { .standard($0) })
        #expect(try fields.originatorRequestedAlternateRecipient() == other)
        #expect(try fields.requestedDeliveryMethod() == [1, 2])
        #expect(try fields.physicalDeliveryModes() == NamedBitList([1, 7]))
        #expect(try fields.registeredMailType() == 2)
        #expect(try fields.recipientNumberForAdvice() == "+49 30 1234")
        #expect(try fields.physicalRenditionAttributes() == [2, 6, 2, 4, 0])
        #expect(try fields.originatorReturnAddress() == other.address)
        #expect(try fields.physicalDeliveryReportRequest() == 3)
        #expect(try fields.physicalForwardingAddress() == name)
        #expect(try fields.originatorAndDLExpansionHistory() == history)
        #expect(try fields.reportingDLName() == name)
        #expect(try fields.traceInformation() == trace)
        #expect(try fields.reportingMTAName() == mta)
        #expect(try fields.dlExemptedRecipients() == [name, other])
        for absent in StandardExtension.allCases
        where !fields.contains(where: { $0.type == .standard(absent.rawValue) }) {
            #expect(fields.first(absent) == nil)
        }
    }

    @Test(
        "Extensions that say yes or no",
        arguments: [
            StandardExtension.recipientReassignmentProhibited, .dlExpansionProhibited, .conversionWithLossProhibited,
            .physicalForwardingProhibited, .physicalForwardingAddressRequest, .proofOfSubmissionRequest,
            .proofOfDeliveryRequest,
        ])
    func flags(name: StandardExtension) throws {
        let yes = try again(.flag(name))
        #expect(yes.value == [0x0A, 1, 1])
        #expect(try [yes].flag(name))
        #expect(try ![again(.flag(name, false))].flag(name))
        #expect(try ![ExtensionField]().flag(name))
        #expect(yes.criticality == name.recommendedCriticality)
        #expect(yes.criticality.rawValue != 0)
    }

    @Test("As it stands on the wire: dl-expansion-prohibited, critical for delivery")
    func onTheWire() {
        var writer = BERWriter()
        ExtensionField.flag(.dlExpansionProhibited).write(to: &writer)
        #expect(writer.octets == Captures.octets("300c 800103 81020520 a2030a0101".filter { $0 != " " }))
    }

    @Test("A wrong value is an error of its extension alone")
    func wrongValues() {
        let fields = [
            ExtensionField(.reportingDLName, [0x05, 0]), ExtensionField(.dlExpansionHistory, [0x30, 2, 0x05, 0]),
            ExtensionField(.latestDeliveryTime, []), .contentCorrelator([1]),
        ]
        #expect(throws: BERError(.unexpectedTag)) { try fields.reportingDLName() }
        #expect(throws: BERError(.unexpectedTag)) { try fields.dlExpansionHistory() }
        #expect(throws: BERError(.invalidValue)) { try fields.latestDeliveryTime() }
        #expect((try? fields.contentCorrelator()) == [1])
    }

    @Test("What is critical and not known is named, per stage; all of X.411 crosses untouched")
    func unsupportedCritical() throws {
        let all = NamedBitList([0, 1, 2])
        let named = StandardExtension.allCases.map { name in
            ExtensionField(type: .standard(name.rawValue), criticality: all, value: [0x05, 0])
        }
        #expect(named.unsupportedCriticalExtensions().isEmpty)
        let own = InternetEnvelopeExtension.objectIdentifier
        let foreign: ExtensionField.ExtensionType = .private([2, 25, 7])
        let fields = [
            ExtensionField(type: .standard(47), criticality: NamedBitList([1]), value: []),
            ExtensionField(type: .standard(99), criticality: NamedBitList([0, 2]), value: []),
            ExtensionField(type: .private(own), criticality: all, value: [0x30, 0]),
            ExtensionField(type: foreign, criticality: all, value: []),
            ExtensionField(type: .standard(100), value: []),
        ]
        #expect(fields.unsupportedCriticalExtensions() == [.standard(47), foreign])
        #expect(fields.unsupportedCriticalExtensions(for: .delivery) == [.standard(99), foreign])
        #expect(fields.unsupportedCriticalExtensions().map(\.description) == ["47", "2.25.7"])

        // Delivery here has no paper and no security; what is prohibited is not done.
        let atDelivery = named.unsupportedCriticalExtensions(for: .delivery)
        #expect(atDelivery.contains(.standard(StandardExtension.messageToken.rawValue)))
        #expect(atDelivery.contains(.standard(StandardExtension.registeredMailType.rawValue)))
        #expect(!atDelivery.contains(.standard(StandardExtension.dlExpansionProhibited.rawValue)))
        #expect(!atDelivery.contains(.standard(StandardExtension.contentCorrelator.rawValue)))
        #expect(ExtensionField.ExtensionType.standard(3).description == "dlExpansionProhibited (3)")
    }
}
