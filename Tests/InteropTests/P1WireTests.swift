import BER
import P1
import Testing

@Suite("P1 under an independent analyser", .enabled(if: Analyser.isInstalled), .serialized)
struct P1WireTests {
    private static let hq = GlobalDomainIdentifier(country: "GB", administrationDomain: " ", privateDomain: "HQ")
    private static let berlin = GlobalDomainIdentifier(country: "DE", administrationDomain: "0", privateDomain: "BLN")

    private static let argument = MTABindArgument.authenticated(
        MTABindParty(name: "HQ", credentials: .octetString(Array("secret-hq".utf8)))
    ).encode()
    private static let result = MTABindResult.authenticated(
        MTABindParty(name: "BERLIN", credentials: .ia5String(Array("secret-bln".utf8)))
    ).encode()

    private static func recipient(_ number: Int, _ mailbox: String) throws -> PerRecipientMessageTransferFields {
        let address = try #require(ORAddress.rfc822(mailbox, domain: berlin))
        return PerRecipientMessageTransferFields(
            recipientName: ORName(address: address), originallySpecifiedRecipientNumber: number,
            perRecipientIndicators: PerRecipientIndicators(responsibility: true, originatorNonDeliveryReport: true),
            extensions: [InternetRecipientExtension(notify: 6, originalRecipient: "rfc822;\(mailbox)").field])
    }

    private static func envelope() throws -> MessageTransferEnvelope {
        let time = UTCTime(seconds: 1_795_220_103)
        return MessageTransferEnvelope(
            messageIdentifier: MTSIdentifier(globalDomainIdentifier: hq, localIdentifier: "HQ-261121001503Z-7"),
            originatorName: ORName(address: try #require(ORAddress.rfc822("alice_w@hq.example", domain: hq))),
            originalEncodedInformationTypes: .unknown, contentIdentifier: "seven", priority: .urgent,
            perMessageIndicators: PerMessageIndicators(bits: NamedBitList([2, 3], count: 8)),
            deferredDeliveryTime: UTCTime(seconds: 1_795_220_163),
            traceInformation: [
                TraceInformationElement(
                    globalDomainIdentifier: hq, arrivalTime: time, attemptedDomain: berlin,
                    additionalActions: AdditionalActions(deferredTime: time, otherActions: NamedBitList([0])))
            ],
            extensions: [
                .latestDeliveryTime(UTCTime(seconds: 1_795_820_103)), .contentCorrelator(Array("corr".utf8)),
                .internalTraceInformation([
                    InternalTraceInformationElement(globalDomainIdentifier: hq, mtaName: "HQ", arrivalTime: time)
                ]),
                .dlExpansionHistory([DLExpansion(list: ORName(address: ORAddress(domain: hq)), expansionTime: time)]),
                InternetEnvelopeExtension(
                    envelopeID: "QQ314", dsnReturn: 1, bodyType: 1, needsSMTPUTF8: true
                ).field,
            ],
            perRecipientFields: [try recipient(1, "bob@berlin.example"), try recipient(2, "jürgen@berlin.example")])
    }

    private func analyser(_ envelope: MessageTransferEnvelope, content: [UInt8]) -> Analyser {
        var frames = HandmadeAssociation()
        frames.open(argument: Self.argument, result: Self.result)
        let header = MessageTransferAPDU.header(
            envelope: envelope, contentLength: content.count, contextIdentifier: 5)
        frames.transfer(header + content)
        return Analyser(
            capture: frames.octets, port: HandmadeAssociation.port,
            knownIdentifiers: [
                InternetEnvelopeExtension.objectIdentifier.description,
                InternetRecipientExtension.objectIdentifier.description,
            ])
    }

    @Test("An Internet message of ours is understood, field by field")
    func internetMessage() throws {
        let content = Array("Subject: seven\r\n\r\n".utf8) + (0..<3000).map { UInt8(truncatingIfNeeded: $0) }
        let fields = [
            "p1.authenticated.initiator-name", "p1.authenticated.responder-name", "p1.local_identifier", "p1.priority",
            "p1.built_in", "p1.content_identifier", "p1.printable.type", "p1.value",
            "p1.originally_specified_recipient_number", "p1.PerRecipientIndicators.responsibility",
            "p1.PerRecipientIndicators.originating.MTA.non.delivery.report",
            "p1.PerRecipientIndicators.originator.report",
            "p1.PerRecipientIndicators.originator.non.delivery.report", "p1.mta_name", "p1.deferred_delivery_time",
            "p1.routing_action", "p1.OtherActions.redirected", "p1.standard_extension", "p1.private_extension",
            "p1.Criticality.for.delivery", "p1.PerMessageIndicators.U.content.return.request", "p1.surname",
        ]
        let findings = try analyser(try Self.envelope(), content: content).read(fields)
        // Content that is no X.400 content is nothing that the analyser could take apart.
        #expect(findings.complaints.count == 1)
        #expect(findings.complaints.first?.hasSuffix(Analyser.unidentifiedContent) == true)
        let expected = [
            ["HQ"], ["BERLIN"], ["HQ-261121001503Z-7"], ["2"], ["0"], ["seven"],
            ["RFC-822", "RFC-822", "RFC-822"],
            ["alice(u)w(a)hq.example", "bob(a)berlin.example", "j(195)(188)rgen(a)berlin.example"],
            ["1", "2"], ["1", "1"], ["1", "1"], ["0", "0"], ["1", "1"], ["HQ"], ["26-11-21 00:16:03 (UTC)"],
            ["0", "0"], ["1"], ["5", "23", "38", "26"],
            ["2.25.3141826537.1", "2.25.3141826537.2", "2.25.3141826537.2"], ["1"], ["1"], [],
        ]
        for (field, values) in zip(fields, expected) { #expect(findings.values[field] == values, "\(field)") }
    }

    @Test("With content that the analyser knows there is nothing to complain of at all")
    func interpersonalMessage() throws {
        // An interpersonal message without heading fields but its identifier, and one body part of IA5 text.
        let content: [UInt8] =
            [0xA0, 0x19, 0x31, 0x05, 0x6B, 0x03, 0x13, 0x01, 0x37]
            + [0x30, 0x10, 0xA0, 0x0E, 0x31, 0x03, 0x80, 0x01, 0x05, 0x16, 0x07] + Array("Hello\r\n".utf8)
        var envelope = try Self.envelope()
        envelope.contentType = .interpersonalMessaging1988
        let findings = try analyser(envelope, content: content).read(["p1.built_in", "p22.ia5text.data"])
        #expect(findings.complaints == [])
        #expect(findings.values["p1.built_in"] == ["22"])
        #expect(findings.values["p22.ia5text.data"]?.first?.hasPrefix("Hello") == true)
    }

    @Test("The analyser does see a fault: a wrong tag in the envelope")
    func plantedFault() throws {
        let header = MessageTransferAPDU.header(
            envelope: try Self.envelope(), contentLength: 0, contextIdentifier: 5)
        let wrong = header.split(separator: [0x4A, 5], maxSplits: 1).joined(separator: [0x5A, 5])
        var frames = HandmadeAssociation()
        frames.open(argument: Self.argument, result: Self.result)
        frames.transfer(Array(wrong))
        let findings = try Analyser(capture: frames.octets, port: HandmadeAssociation.port).read([])
        #expect(findings.complaints.contains { $0.contains("BER Error") })
    }

    @Test("A refused bind is understood")
    func refusedBind() throws {
        var frames = HandmadeAssociation()
        frames.refuse(argument: Self.argument, error: MTABindError.authenticationError.encode())
        let findings = try Analyser(capture: frames.octets, port: HandmadeAssociation.port)
            .read(["p1.authenticated.initiator-name", "p1.MTABindError"])
        #expect(findings.complaints == [])
        #expect(findings.values["p1.authenticated.initiator-name"] == ["HQ"])
        #expect(findings.values["p1.MTABindError"] == ["2"])
    }
}
