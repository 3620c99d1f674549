import BER
import OSI
import P1

/// MTS-APDUs, each in an association of its own.
extension Exchanges {
    static var messages: [Exchange] { [internetMessage, interpersonalMessage].compactMap { try? $0() } }

    static let hq = GlobalDomainIdentifier(country: "GB", administrationDomain: " ", privateDomain: "HQ")
    static let berlin = GlobalDomainIdentifier(country: "DE", administrationDomain: "0", privateDomain: "BLN")
    static let now = UTCTime(seconds: 1_795_220_103)
    static let later = UTCTime(seconds: 1_795_220_163)

    /// One association that carries `apdu`.
    static func carrying(_ apdu: [UInt8], _ reference: String) -> Recording {
        var exchange = WireExchange()
        exchange.open(Ends.request(reference), answer: .acceptOpen(userData: Ends.result))
        exchange.transfer(apdu)
        exchange.tell(.caller, .close)
        return exchange.recording
    }

    static func mailbox(_ mailbox: String, _ domain: GlobalDomainIdentifier) throws -> ORName {
        guard let address = ORAddress.rfc822(mailbox, domain: domain) else { throw Unwritable(mailbox) }
        return ORName(address: address)
    }

    struct Unwritable: Error {
        let what: String
        init(_ what: String) { self.what = what }
    }

    private static func recipient(_ number: Int, _ name: String) throws -> PerRecipientMessageTransferFields {
        PerRecipientMessageTransferFields(
            recipientName: try mailbox(name, berlin), originallySpecifiedRecipientNumber: number,
            perRecipientIndicators: PerRecipientIndicators(responsibility: true, originatorNonDeliveryReport: true),
            extensions: [InternetRecipientExtension(notify: 6, originalRecipient: "rfc822;\(name)").field])
    }

    static func envelope() throws -> MessageTransferEnvelope {
        MessageTransferEnvelope(
            messageIdentifier: MTSIdentifier(globalDomainIdentifier: hq, localIdentifier: "HQ-261121001503Z-7"),
            originatorName: try mailbox("alice_w@hq.example", hq),
            originalEncodedInformationTypes: .unknown, contentIdentifier: "seven", priority: .urgent,
            perMessageIndicators: PerMessageIndicators(bits: NamedBitList([2, 3], count: 8)),
            deferredDeliveryTime: later,
            traceInformation: [
                TraceInformationElement(
                    globalDomainIdentifier: hq, arrivalTime: now, attemptedDomain: berlin,
                    additionalActions: AdditionalActions(deferredTime: now, otherActions: NamedBitList([0])))
            ],
            extensions: [
                .latestDeliveryTime(UTCTime(seconds: 1_795_820_103)), .contentCorrelator(Array("corr".utf8)),
                .internalTraceInformation([
                    InternalTraceInformationElement(globalDomainIdentifier: hq, mtaName: "HQ", arrivalTime: now)
                ]),
                .dlExpansionHistory([DLExpansion(list: ORName(address: ORAddress(domain: hq)), expansionTime: now)]),
                InternetEnvelopeExtension(
                    envelopeID: "QQ314", dsnReturn: 1, bodyType: 1, needsSMTPUTF8: true
                ).field,
            ],
            perRecipientFields: [try recipient(1, "bob@berlin.example"), try recipient(2, "jürgen@berlin.example")])
    }

    static func message(_ envelope: MessageTransferEnvelope, _ content: [UInt8]) -> [UInt8] {
        MessageTransferAPDU.header(envelope: envelope, contentLength: content.count, contextIdentifier: 5) + content
    }

    private static func internetMessage() throws -> Exchange {
        let content = Array("Subject: seven\r\n\r\n".utf8) + (0..<3000).map { UInt8(truncatingIfNeeded: $0) }
        return Exchange(
            "an Internet message", carrying(message(try envelope(), content), "wire-p1-1"),
            meant: [
                "p1.local_identifier": ["HQ-261121001503Z-7"], "p1.priority": ["2"], "p1.built_in": ["0"],
                "p1.content_identifier": ["seven"], "p1.printable.type": ["RFC-822", "RFC-822", "RFC-822"],
                "p1.value": ["alice(u)w(a)hq.example", "bob(a)berlin.example", "j(195)(188)rgen(a)berlin.example"],
                "p1.originally_specified_recipient_number": ["1", "2"],
                "p1.PerRecipientIndicators.responsibility": ["1", "1"],
                "p1.PerRecipientIndicators.originating.MTA.non.delivery.report": ["1", "1"],
                "p1.PerRecipientIndicators.originator.report": ["0", "0"],
                "p1.PerRecipientIndicators.originator.non.delivery.report": ["1", "1"],
                "p1.mta_name": ["HQ"], "p1.deferred_delivery_time": ["26-11-21 00:16:03 (UTC)"],
                "p1.routing_action": ["0", "0"], "p1.OtherActions.redirected": ["1"],
                "p1.standard_extension": ["5", "23", "38", "26"],
                "p1.private_extension": ["2.25.3141826537.1", "2.25.3141826537.2", "2.25.3141826537.2"],
                "p1.Criticality.for.delivery": ["1"], "p1.PerMessageIndicators.U.content.return.request": ["1"],
            ])
    }

    /// With content that the analyser knows there is nothing to complain of at all.
    private static func interpersonalMessage() throws -> Exchange {
        // An interpersonal message without heading fields but its identifier, and one body part of IA5 text.
        let content: [UInt8] =
            [0xA0, 0x19, 0x31, 0x05, 0x6B, 0x03, 0x13, 0x01, 0x37]
            + [0x30, 0x10, 0xA0, 0x0E, 0x31, 0x03, 0x80, 0x01, 0x05, 0x16, 0x07] + Array("Hello\r\n".utf8)
        var envelope = try envelope()
        envelope.contentType = .interpersonalMessaging1988
        return Exchange(
            "an interpersonal message", carrying(message(envelope, content), "wire-p1-2"),
            meant: ["p1.built_in": ["22"], "p22.ia5text.data": ["Hello\\r\\n"]])
    }
}
