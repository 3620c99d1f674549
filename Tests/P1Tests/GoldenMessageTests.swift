import BER
import P1
import Testing

/// Whole messages of PP 6.0, as they were on the wire.
@Suite("Messages of another MTA")
struct GoldenMessageTests {
    private static let labA = GlobalDomainIdentifier(country: "GB", administrationDomain: " ", privateDomain: "LabA")

    private static func person(_ surname: String, _ organization: String, prmd: String) -> ORName {
        var address = ORAddress(country: "GB", administrationDomain: " ", privateDomain: prmd)
        address.organizationName = organization
        address.personalName = PersonalName(surname: surname)
        return ORName(address: address)
    }

    @Test("Every field of a message of 1988 is read")
    func message88() throws {
        let apdu = try WholeAPDU(Captures.message88)
        let envelope = try #require(apdu.envelope)
        #expect(apdu.isComplete)
        #expect(apdu.contextIdentifier == 5)
        #expect(
            envelope.messageIdentifier
                == MTSIdentifier(
                    globalDomainIdentifier: Self.labA, localIdentifier: "mta.alpha..094:20.10.26.23.47.16"))
        #expect(envelope.originatorName == Self.person("alice", "Alpha", prmd: "LabA"))
        #expect(envelope.originalEncodedInformationTypes == .ia5Text)
        #expect(envelope.contentType == .interpersonalMessaging1988)
        #expect(envelope.contentIdentifier == "test two")
        #expect(envelope.priority == .normal)
        #expect(envelope.perMessageIndicators.alternateRecipientAllowed)
        #expect(envelope.perMessageIndicators.contentReturnRequest)
        #expect(!envelope.perMessageIndicators.disclosureOfOtherRecipients)
        #expect(envelope.deferredDeliveryTime == nil)
        #expect(envelope.perDomainBilateralInformation.isEmpty)

        let times = envelope.traceInformation.map(\.arrivalTime.text)
        #expect(times == ["261120220000Z", "261120234716Z"])
        #expect(envelope.traceInformation.map(\.arrivalTime.seconds) == [1_795_212_000, 1_795_218_436])
        #expect(envelope.traceInformation.allSatisfy { $0.globalDomainIdentifier == Self.labA })
        #expect(envelope.traceInformation.allSatisfy { $0.routingAction == .relayed })

        #expect(envelope.extensions.map(\.type) == [.standard(23), .standard(38)])
        #expect(try envelope.extensions.contentCorrelator() == Array("Subject: test two,\nTo: bob@beta.lab".utf8))
        let inner = try envelope.extensions.internalTraceInformation()
        #expect(inner.map(\.mtaName) == ["alpha.lab", "mta.alpha.lab"])
        #expect(inner.map(\.arrivalTime.text) == times)

        let recipient = try #require(envelope.perRecipientFields.first)
        #expect(envelope.perRecipientFields.count == 1)
        #expect(recipient.recipientName == Self.person("bob", "Beta", prmd: "LabB"))
        #expect(recipient.originallySpecifiedRecipientNumber == 1)
        #expect(recipient.perRecipientIndicators.bits == NamedBitList([0, 2, 4], count: 9))
        #expect(recipient.perRecipientIndicators.responsibility)
        #expect(recipient.perRecipientIndicators.originatingMTANonDeliveryReport)
        #expect(recipient.perRecipientIndicators.originatorNonDeliveryReport)
        #expect(!recipient.perRecipientIndicators.originatorReport)
        #expect(recipient.explicitConversion == nil)
        #expect(recipient.extensions.isEmpty)

        #expect(apdu.content.count == 238)
        #expect(apdu.content.prefix(2) == [0xA0, 0x80])
    }

    @Test("A message of 1984 has a content type of its own and eight indicator bits")
    func message84() throws {
        let apdu = try WholeAPDU(Captures.message84)
        let envelope = try #require(apdu.envelope)
        #expect(apdu.contextIdentifier == nil)
        #expect(envelope.contentType == .interpersonalMessaging1984)
        #expect(envelope.contentIdentifier == "test 84")
        #expect(envelope.originalEncodedInformationTypes?.builtIn == NamedBitList([2], count: 10))
        #expect(envelope.extensions.isEmpty)
        #expect(envelope.perRecipientFields.first?.perRecipientIndicators.bits == NamedBitList([0, 2, 4], count: 8))
        #expect(envelope.perRecipientFields.first?.recipientName == Self.person("bob", "Beta", prmd: "LabB84"))
    }

    @Test(
        "What we write again differs only in its definite lengths",
        arguments: [
            (Captures.message88, 5), (Captures.message88TurnShared, 5), (Captures.messageToNobody, 5),
            (Captures.message88X410, nil),
        ] as [([UInt8], Int?)])
    func writtenAgain(octets: [UInt8], context: Int?) throws {
        let apdu = try WholeAPDU(octets)
        let envelope = try #require(apdu.envelope)
        let header = MessageTransferAPDU.header(
            envelope: envelope, contentLength: apdu.content.count, contextIdentifier: context)
        #expect(header + apdu.content == (try definite(octets)))
        #expect(try WholeAPDU(header + apdu.content) == apdu)
    }

    @Test("Of 1984 we write the same elements too, in the order of the standard: there the recipients stand last")
    func order84() throws {
        let apdu = try WholeAPDU(Captures.message84)
        let header = MessageTransferAPDU.header(
            envelope: try #require(apdu.envelope), contentLength: apdu.content.count, contextIdentifier: nil)
        let theirs = try Self.envelopeElements(try definite(Captures.message84))
        let ours = try Self.envelopeElements(header + apdu.content)
        #expect(theirs != ours)
        #expect(Set(theirs) == Set(ours))
        #expect(header.count + apdu.content.count == (try definite(Captures.message84).count))
    }

    private static func envelopeElements(_ apdu: [UInt8]) throws(BERError) -> [[UInt8]] {
        var reader = try BERReader(apdu[...])
        var message = try reader.next(.context(0)).children()
        var envelope = try message.next(.set).children()
        var result: [[UInt8]] = []
        while let element = try envelope.nextIfPresent() { result.append([UInt8](element.encoded)) }
        return result
    }

    @Test("Every field of a report is read")
    func report() throws {
        let apdu = try WholeAPDU(Captures.report)
        #expect(apdu.isComplete)
        #expect(apdu.contextIdentifier == 5)
        #expect(apdu.envelope == nil)
        let envelope = try #require(apdu.reportEnvelope)
        #expect(envelope.reportIdentifier.localIdentifier == "mta.beta.l.207:20.10.26.23.48.27")
        #expect(envelope.reportDestinationName == Self.person("alice", "Alpha", prmd: "LabA"))
        #expect(envelope.traceInformation.map(\.arrivalTime.text) == ["261120234827Z"])
        #expect(try envelope.extensions.internalTraceInformation().map(\.mtaName) == ["mta.beta.lab"])

        let content = try #require(apdu.reportContent)
        #expect(content.subjectIdentifier.localIdentifier == "mta.alpha..199:20.10.26.23.48.27")
        #expect(
            content.subjectIntermediateTraceInformation.map(\.globalDomainIdentifier.privateDomain)
                == ["LabA", "LabA", "LabB"])
        #expect(content.originalEncodedInformationTypes == .ia5Text)
        #expect(content.contentType == .interpersonalMessaging1988)
        #expect(content.contentIdentifier == "to nobody")
        #expect(content.additionalInformation == nil)
        #expect(content.extensions.isEmpty)
        let recipient = try #require(content.perRecipientFields.first)
        #expect(content.perRecipientFields.count == 1)
        #expect(recipient.actualRecipientName == Self.person("nobody", "Beta", prmd: "LabB"))
        #expect(recipient.originallySpecifiedRecipientNumber == 1)
        #expect(recipient.perRecipientIndicators.bits == NamedBitList([0, 2, 4], count: 9))
        #expect(
            recipient.lastTraceInformation
                == LastTraceInformation(
                    arrivalTime: try #require(UTCTime("261120234827Z")), convertedEncodedInformationTypes: .ia5Text,
                    report: .nonDelivery(reason: 1, diagnostic: 0)))
        #expect(recipient.originallyIntendedRecipientName == nil)
        #expect(recipient.supplementaryInformation == "Unknown local user 'nobody'")
        // It returns the message that it is about.
        #expect(apdu.returnedContent == (try WholeAPDU(Captures.messageToNobody)).content)
    }

    @Test("The report that we write again differs only in its definite lengths")
    func reportWrittenAgain() throws {
        let apdu = try WholeAPDU(Captures.report)
        let (head, tail) = ReportTransferAPDU.header(
            envelope: try #require(apdu.reportEnvelope), content: try #require(apdu.reportContent),
            returnedContentLength: apdu.returnedContent.count, contextIdentifier: 5)
        #expect(head + apdu.returnedContent + tail == (try definite(Captures.report)))
    }

    @Test(
        "Every prefix is incomplete and every split gives the same",
        arguments: [
            Captures.message88, Captures.message84, Captures.report,
        ])
    func prefixesAndSplits(octets: [UInt8]) throws {
        let whole = try WholeAPDU(octets)
        for cut in 0..<octets.count {
            #expect(try !WholeAPDU([octets[..<cut]]).isComplete)
            #expect(try WholeAPDU([octets[..<cut], octets[cut...]]) == whole)
        }
        #expect(try WholeAPDU(octets.indices.map { octets[$0...$0] }) == whole)
        #expect(try WholeAPDU(try definite(octets)).content == whole.content)
    }

    @Test("One octet behind the end is an error, and the decoder stays in it")
    func trailing() throws {
        var decoder = MTSAPDUDecoder()
        #expect(throws: BERError(.trailingOctets)) { try decoder.consume((Captures.message88 + [0])[...]) }
        #expect(throws: BERError(.trailingOctets)) { try decoder.consume([]) }
        #expect(throws: BERError(.trailingOctets)) { try decoder.finish() }
        var short = MTSAPDUDecoder()
        _ = try short.consume(Captures.message88.dropLast())
        #expect(throws: BERError(.truncated)) { try short.finish() }
        #expect(try short.consume([0]) == [.end])
        try short.finish()
    }

    @Test("PP as it was shipped tags the extension type explicitly; it reads the same")
    func explicitExtensionType() throws {
        var reader = try BERReader(Captures.octets("300ba003020117a20404024142")[...])
        let field = try ExtensionField(reader.next())
        #expect(field == .contentCorrelator([0x41, 0x42]))
    }
}
