import BER
import P1
import Testing

@Suite("Down to 1984 and up again")
struct EditionTests {
    private static func name(_ change: (inout ORAddress) -> Void = { _ in }, directory: [UInt8]? = nil) -> ORName {
        var address = ORAddress(domain: .hq)
        address.organizationName = "Acme"
        change(&address)
        return ORName(address: address, directoryName: directory)
    }

    private static func attribute(_ type: Int, _ value: String = "Post Office") -> ExtensionAttribute {
        var writer = BERWriter()
        writer.string(value, tag: .printableString)
        return ExtensionAttribute(type: type, value: writer.octets)
    }

    private static func recipient(
        _ number: Int, _ name: ORName = name(), responsibility: Bool = true
    ) -> PerRecipientMessageTransferFields {
        PerRecipientMessageTransferFields(
            recipientName: name, originallySpecifiedRecipientNumber: number,
            perRecipientIndicators: PerRecipientIndicators(bits: NamedBitList(responsibility ? [0, 2] : [2], count: 9)))
    }

    private static func envelope(_ recipients: [PerRecipientMessageTransferFields]) -> MessageTransferEnvelope {
        var envelope = MessageTransferEnvelope.small
        envelope.contentType = .interpersonalMessaging1984
        envelope.perRecipientFields = recipients
        return envelope
    }

    /// Tags that only 1988 has, anywhere in the envelope of a message.
    private static func has1988(_ envelope: MessageTransferEnvelope) throws -> Bool {
        var reader = try BERReader(envelope.encoded[...])
        var fields = try reader.next().children()
        while let field = try fields.nextIfPresent() {
            if field.tag == .context(3) { return true }
        }
        let names = [envelope.originatorName] + envelope.perRecipientFields.map(\.recipientName)
        return names.contains { $0.directoryName != nil || !$0.address.extensionAttributes.isEmpty }
            || envelope.perRecipientFields.contains {
                !$0.extensions.isEmpty || $0.perRecipientIndicators.bits.count != 8
            }
            || envelope.originalEncodedInformationTypes?.extended.isEmpty == false
            || envelope.traceInformation.contains {
                $0.additionalActions.otherActions.count > 0
                    || $0.additionalActions.convertedEncodedInformationTypes?.extended.isEmpty == false
            }
    }

    @Test("What 1984 has goes unchanged, and nothing is lost")
    func unchanged() throws {
        let captured = try #require(try WholeAPDU(Captures.message84).envelope)
        let down = captured.downgraded()
        #expect(down.value == captured)
        #expect(down.lost.isEmpty && down.undeliverable.isEmpty)
        #expect(captured.upgraded() == captured)
    }

    @Test("What is not critical is dropped, and named for people")
    func losses() throws {
        var envelope = Self.envelope([Self.recipient(3, Self.name(directory: [0x30, 0]))])
        envelope.extensions = [.contentCorrelator([1]), .internalTraceInformation([])]
        envelope.perRecipientFields[0].extensions = [.redirectionHistory([])]
        envelope.originalEncodedInformationTypes = EncodedInformationTypes(
            builtIn: NamedBitList([2]), extended: [[2, 6, 3, 4, 5], [1, 2, 3]])
        envelope.perMessageIndicators.bits = NamedBitList([1, 7])
        envelope.traceInformation[0].additionalActions.otherActions = NamedBitList([0])
        envelope.perDomainBilateralInformation = [
            PerDomainBilateralInformation(domain: .administration(country: "GB", name: "BT"), information: [5, 0]),
            PerDomainBilateralInformation(
                domain: .private(country: "GB", administrationDomain: " ", name: "HQ"), information: [5, 0]),
        ]
        let down = envelope.downgraded()
        let value = try #require(down.value)
        #expect(try !Self.has1988(value))
        #expect(down.undeliverable.isEmpty)
        #expect(value.originalEncodedInformationTypes == EncodedInformationTypes(builtIn: NamedBitList([0, 2, 5])))
        #expect(value.perMessageIndicators.bits == NamedBitList([1], count: 4))
        #expect(value.perDomainBilateralInformation.count == 1)
        #expect(
            down.lost.map(\.description) == [
                "extension contentCorrelator (23)", "extension internalTraceInformation (38)",
                "encoded information type 1.2.3", "kind of notification, service message",
                "bilateral information for C=GB; A= ; P=HQ", "other actions in the trace",
                "recipient 3: extension redirectionHistory (25)", "recipient 3: directory name",
            ])
    }

    @Test("A critical extension of the message stops it for those for whom we answer", arguments: [1, 2])
    func criticalForMessage(bit: Int) {
        var envelope = Self.envelope([
            Self.recipient(1), Self.recipient(2, responsibility: false), Self.recipient(3),
        ])
        envelope.extensions = [ExtensionField(type: .standard(20), criticality: NamedBitList([bit]), value: [])]
        let down = envelope.downgraded()
        #expect(down.value == nil)
        #expect(down.lost.isEmpty)
        #expect(down.undeliverable.map(\.number) == [1, 3])
        #expect(down.undeliverable.allSatisfy { $0.reason == 1 && $0.diagnostic == 47 })
        #expect(down.undeliverable[0].why == "extension messageSecurityLabel (20) is critical")
    }

    @Test("Content that 1984 does not know stops it too; other numbers go as they are")
    func contentTypes() {
        var envelope = Self.envelope([Self.recipient(1)])
        for type in [.interpersonalMessaging1988, .extended([1, 2, 3]), .other([0x0D, 1, 1])] as [ContentType] {
            envelope.contentType = type
            let down = envelope.downgraded()
            #expect(down.value == nil)
            #expect(down.undeliverable.map(\.diagnostic) == [15])
        }
        for number in [0, 2, 35] {
            envelope.contentType = .builtIn(number)
            #expect(envelope.downgraded().value?.contentType == .builtIn(number))
        }
    }

    @Test("A recipient whom 1984 cannot serve is reported, or left out when another MTA answers for him")
    func recipients() throws {
        let postal = Self.name { $0.extensionAttributes = [Self.attribute(10)] }
        var critical = Self.recipient(4)
        critical.extensions = [.flag(.physicalForwardingProhibited)]
        var facsimile = Self.recipient(5)
        facsimile.explicitConversion = 8
        var teletex = Self.recipient(6)
        teletex.explicitConversion = 0
        let down = Self.envelope([
            Self.recipient(1), Self.recipient(2, postal), Self.recipient(3, postal, responsibility: false), critical,
            facsimile, teletex,
        ]).downgraded()
        let value = try #require(down.value)
        #expect(value.perRecipientFields.map(\.originallySpecifiedRecipientNumber) == [1, 6])
        #expect(try !Self.has1988(value))
        #expect(down.undeliverable.map(\.number) == [2, 4, 5])
        #expect(down.undeliverable.allSatisfy { $0.diagnostic == 47 })
        #expect(down.lost.map(\.recipient) == [3])
        // With nobody left for whom we answer there is nothing to send.
        let nobody = Self.envelope([Self.recipient(1, responsibility: false), Self.recipient(2, postal)]).downgraded()
        #expect(nobody.value == nil)
        #expect(nobody.undeliverable.map(\.number) == [2])
    }

    @Test("Attributes that only say again what the address says are dropped")
    func spareAttributes() throws {
        let spare = Self.name { address in
            address.personalName = PersonalName(surname: "Lee")
            address.networkAddress = "123"
            address.extensionAttributes = [3, 25, 4, 26, 22, 23].map { Self.attribute($0) }
        }
        let down = Self.envelope([Self.recipient(1, spare)]).downgraded()
        #expect(down.undeliverable.isEmpty)
        #expect(down.value?.perRecipientFields[0].recipientName.address.extensionAttributes == [])
        #expect(down.lost.count == 6)
        for type in [2, 24, 4, 26, 5, 27, 6, 28, 22, 7, 40] {
            let needed = Self.name { $0.extensionAttributes = [Self.attribute(type)] }
            #expect(Self.envelope([Self.recipient(1, needed)]).downgraded().value == nil, "\(type)")
        }
        // An originator only has to be told of.
        var envelope = Self.envelope([Self.recipient(1)])
        envelope.originatorName = Self.name { $0.extensionAttributes = [Self.attribute(10)] }
        #expect(envelope.downgraded().value?.originatorName == Self.name())
        #expect(envelope.downgraded().lost == [DowngradeLoss("extension attribute 10")])
    }

    @Test("The common name becomes a domain-defined attribute and comes back as it was")
    func commonName() throws {
        let postmaster = Self.name { $0.extensionAttributes = [Self.attribute(1, "Postmaster"), Self.attribute(24)] }
        var envelope = Self.envelope([Self.recipient(1, postmaster)])
        envelope.originatorName = postmaster
        let down = envelope.downgraded()
        let value = try #require(down.value)
        let attributes = [DomainDefinedAttribute(type: "Common", value: "Postmaster")]
        #expect(value.originatorName.address.domainDefinedAttributes == attributes)
        #expect(value.perRecipientFields[0].recipientName.address.domainDefinedAttributes == attributes)
        let up = value.upgraded()
        #expect(up.originatorName == Self.name { $0.extensionAttributes = [Self.attribute(1, "Postmaster")] })
        #expect(up.perRecipientFields[0].recipientName == up.originatorName)
        // Four are as many as an address may have.
        let full = Self.name { address in
            address.extensionAttributes = [Self.attribute(1)]
            address.domainDefinedAttributes = (1...4).map { DomainDefinedAttribute(type: "\($0)", value: "x") }
        }
        #expect(Self.envelope([Self.recipient(1, full)]).downgraded().value == nil)
    }

    @Test("Random messages and probes keep to 1984 when they are downgraded, and twice is once")
    func random() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("EditionTests.random seed \(seed)")
        var make = Maker(generator: SplitMix(state: seed))
        var sent = 0
        for _ in 0..<300 {
            let envelope = make.envelope()
            let down = envelope.downgraded()
            let responsible = envelope.perRecipientFields.filter(\.perRecipientIndicators.responsibility).count
            let kept = down.value?.perRecipientFields.filter(\.perRecipientIndicators.responsibility).count ?? 0
            #expect(down.undeliverable.count + kept == responsible, "seed \(seed)")
            let probe = make.probe().downgraded()
            if let again = probe.value?.downgraded() { #expect(again.value == probe.value && again.lost.isEmpty) }
            guard let value = down.value else { continue }
            sent += 1
            #expect(try !Self.has1988(value), "seed \(seed)")
            #expect(try MessageTransferEnvelope.decoded(value.encoded) == value)
            #expect(value.downgraded().value == value)
            #expect(value.downgraded().lost.isEmpty)
        }
        #expect(sent > 0)
    }

    @Test("A report always tells what it can: later codes become earlier ones, with the later ones in words")
    func report() throws {
        let time = UTCTime(seconds: 1_795_223_838)
        func fields(_ number: Int, _ report: ReportType) -> PerRecipientReportTransferFields {
            PerRecipientReportTransferFields(
                actualRecipientName: Self.name(directory: [0x30, 0]), originallySpecifiedRecipientNumber: number,
                perRecipientIndicators: PerRecipientIndicators(bits: NamedBitList([0, 2], count: 9)),
                lastTraceInformation: LastTraceInformation(arrivalTime: time, report: report),
                extensions: number == 1 ? [ExtensionField(.proofOfDelivery, [5, 0])] : [])
        }
        let content = ReportTransferContent(
            subjectIdentifier: MessageTransferEnvelope.small.messageIdentifier,
            originalEncodedInformationTypes: .ia5Text, contentType: .interpersonalMessaging1988,
            extensions: [.contentCorrelator([1])],
            perRecipientFields: [
                fields(1, .nonDelivery(reason: 1, diagnostic: 0)), fields(2, .nonDelivery(reason: 5, diagnostic: 29)),
                fields(3, .nonDelivery(reason: 8, diagnostic: nil)),
                fields(4, .delivery(messageDeliveryTime: time, typeOfMTSUser: 3)),
            ])
        let down = content.downgraded()
        let value = try #require(down.value)
        #expect(value.contentType == nil && value.originalEncodedInformationTypes == nil && value.extensions.isEmpty)
        #expect(
            value.perRecipientFields.map(\.lastTraceInformation.report) == [
                .nonDelivery(reason: 1, diagnostic: 0), .nonDelivery(reason: 1, diagnostic: nil),
                .nonDelivery(reason: 0, diagnostic: nil), .delivery(messageDeliveryTime: time, typeOfMTSUser: 0),
            ])
        #expect(
            value.perRecipientFields.map(\.supplementaryInformation) == [
                nil, "reason 5, diagnostic 29", "reason 8", nil,
            ])
        #expect(value.perRecipientFields.allSatisfy { $0.perRecipientIndicators.bits.count == 8 })
        #expect(value.perRecipientFields.allSatisfy { $0.actualRecipientName.directoryName == nil })
        #expect(
            Set(down.lost.map(\.description)).isSuperset(of: [
                "content type", "extension contentCorrelator (23)", "recipient 1: extension proofOfDelivery (29)",
                "recipient 2: reason 5, diagnostic 29", "recipient 4: type of user 3",
            ]))
        #expect(value.downgraded() == Downgraded(value: value, lost: [], undeliverable: []))
    }

    @Test("A report that has no form of 1984 is discarded")
    func reportEnvelope() throws {
        let small = MessageTransferEnvelope.small
        var envelope = ReportTransferEnvelope(
            reportIdentifier: small.messageIdentifier, reportDestinationName: Self.name(),
            traceInformation: small.traceInformation,
            extensions: [ExtensionField(.reportOriginAuthenticationCheck, [5, 0])])
        #expect(envelope.downgraded().value?.extensions == [])
        #expect(envelope.downgraded().lost == [DowngradeLoss("extension reportOriginAuthenticationCheck (33)")])
        envelope.extensions[0].criticality = NamedBitList([1])
        #expect(envelope.downgraded().value == nil)
        envelope.extensions = []
        envelope.reportDestinationName = Self.name { $0.extensionAttributes = [Self.attribute(10)] }
        #expect(envelope.downgraded().value == nil)
        envelope.reportDestinationName = Self.name { $0.extensionAttributes = [Self.attribute(1)] }
        let value = try #require(envelope.downgraded().value)
        #expect(value.upgraded() == envelope)
    }
}
