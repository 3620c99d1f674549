import BER
import OSI
import P1

/// MTS-APDUs, each in an association of its own.
extension Exchanges {
    static var apdus: [Exchange] { [internetMessage].compactMap { try? $0() } + [message, report, probe] + of1984 }

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
            recipientName: try mailbox(name, Whole.berlin), originallySpecifiedRecipientNumber: number,
            perRecipientIndicators: PerRecipientIndicators(responsibility: true, originatorNonDeliveryReport: true),
            extensions: [InternetRecipientExtension(notify: 6, originalRecipient: "rfc822;\(name)").field])
    }

    static func envelope() throws -> MessageTransferEnvelope {
        MessageTransferEnvelope(
            messageIdentifier: MTSIdentifier(globalDomainIdentifier: Whole.hq, localIdentifier: "HQ-261121001503Z-7"),
            originatorName: try mailbox("alice_w@hq.example", Whole.hq),
            originalEncodedInformationTypes: .unknown, contentIdentifier: "seven", priority: .urgent,
            perMessageIndicators: PerMessageIndicators(bits: NamedBitList([2, 3], count: 8)),
            deferredDeliveryTime: Whole.later,
            traceInformation: [
                TraceInformationElement(
                    globalDomainIdentifier: Whole.hq, arrivalTime: Whole.now, attemptedDomain: Whole.berlin,
                    additionalActions: AdditionalActions(deferredTime: Whole.now, otherActions: NamedBitList([0])))
            ],
            extensions: [
                .latestDeliveryTime(UTCTime(seconds: 1_795_820_103)), .contentCorrelator(Array("corr".utf8)),
                .internalTraceInformation([
                    InternalTraceInformationElement(
                        globalDomainIdentifier: Whole.hq, mtaName: "HQ", arrivalTime: Whole.now)
                ]),
                .dlExpansionHistory([
                    DLExpansion(list: ORName(address: ORAddress(domain: Whole.hq)), expansionTime: Whole.now)
                ]),
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
                "p1.mta_name": ["HQ"], "p1.deferred_delivery_time": [Whole.laterRead],
                "p1.routing_action": ["0", "0"], "p1.OtherActions.redirected": ["1"],
                "p1.standard_extension": ["5", "23", "38", "26"],
                "p1.private_extension": ["2.25.3141826537.1", "2.25.3141826537.2", "2.25.3141826537.2"],
                "p1.Criticality.for.delivery": ["1"], "p1.PerMessageIndicators.U.content.return.request": ["1"],
            ])
    }

    /// With content that the analyser knows there is nothing to complain of at all.
    private static var message: Exchange {
        Exchange(
            "an interpersonal message with every field of its envelope",
            carrying(message(Whole.message, Whole.content), "wire-p1-2"),
            meant: [
                "p1.local_identifier": ["HQ-261121001503Z-8"], "p1.priority": ["1"], "p1.built_in": ["22"],
                "p1.content_identifier": ["eight"], "p1.explicit_conversion": ["8"],
                "p1.deferred_delivery_time": [Whole.laterRead], "p1.mta_name": ["HQ", "HQ2", "HQ"], "p1.mta": ["PARIS"],
                "p22.ia5text.data": ["Hello\\r\\n"],
            ])
    }

    private static var report: Exchange {
        let content = Whole.report([
            .delivery(messageDeliveryTime: Whole.later, typeOfMTSUser: 2), .nonDelivery(reason: 1, diagnostic: 0),
            .nonDelivery(reason: 0, diagnostic: 5),
        ])
        let (head, tail) = ReportTransferAPDU.header(
            envelope: Whole.reportEnvelope, content: content, returnedContentLength: Whole.content.count,
            contextIdentifier: 5)
        return Exchange(
            "a report of a delivery and two non-deliveries",
            carrying(head + Whole.content + tail, "wire-p1-3"),
            meant: [
                "p1.local_identifier": ["HQ-261121001503Z-10", "HQ-261121001503Z-8"],
                "p1.report_type": ["0", "1", "1"], "p1.type_of_MTS_user": ["2"],
                "p1.non_delivery_reason_code": ["1", "0"], "p1.non_delivery_diagnostic_code": ["0", "5"],
                "p1.message_delivery_time": [Whole.laterRead],
                "p1.supplementary_information": Array(repeating: "mailbox full", count: 3),
            ])
    }

    private static var probe: Exchange {
        Exchange(
            "a probe",
            carrying(ProbeTransferAPDU.encode(envelope: Whole.probe, contextIdentifier: 5), "wire-p1-4"),
            meant: [
                "p1.local_identifier": ["HQ-261121001503Z-9"], "p1.content_length": ["4711"],
                "p1.content_identifier": ["nine"],
            ])
    }
}
