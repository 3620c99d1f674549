import BER
import OSI
import P1

/// What goes to a neighbour of 1984: the same envelopes by the rules of X.419 annex B. In X.410 mode they travel bare;
/// here each stands in a normal-mode association, where the analyser reads it.
extension Exchanges {
    static var of1984: [Exchange] { [message1984, report1984, probe1984].compactMap { try? $0() } }

    /// What 1988 has beyond 1984: none of it may be seen.
    private static let absent = [
        "p1.standard_extension": [String](), "p1.private_extension": [], "p1.ExtensionAttribute_element": [],
        "p1.directory_name": [], "p1.ExtendedEncodedInformationType": [], "p1.extensions": [],
        "p1.OtherActions.redirected": [],
    ]

    /// The common name is a domain defined attribute of 1984 (RFC 1328).
    private static func message1984() throws -> Exchange {
        var envelope = Whole.message
        envelope.contentType = .interpersonalMessaging1984
        envelope.extensions = envelope.extensions.filter { $0.criticality.rawValue == 0 }
        for index in envelope.perRecipientFields.indices {
            envelope.perRecipientFields[index].explicitConversion = 1
            envelope.perRecipientFields[index].extensions.removeAll()
        }
        guard let down = envelope.downgraded().value else { throw Unwritable("a message of 1984") }
        return Exchange(
            "a message of 1984", carrying(message(down, Whole.content), "wire-84-1"),
            meant: absent.merging([
                "p1.local_identifier": ["HQ-261121001503Z-8"], "p1.priority": ["1"], "p1.built_in": ["2"],
                "p1.explicit_conversion": ["1"], "p1.printable.type": ["X", "Common", "X", "Common"],
            ]) { $1 })
    }

    private static func report1984() throws -> Exchange {
        let envelope = Whole.reportEnvelope
        var content = Whole.report([
            .delivery(messageDeliveryTime: Whole.later, typeOfMTSUser: 2), .nonDelivery(reason: 1, diagnostic: 0),
        ])
        content.contentType = .interpersonalMessaging1984
        guard let down = envelope.downgraded().value, let content = content.downgraded().value else {
            throw Unwritable("a report of 1984")
        }
        let (head, tail) = ReportTransferAPDU.header(
            envelope: down, content: content, returnedContentLength: Whole.content.count, contextIdentifier: 5)
        return Exchange(
            "a report of 1984", carrying(head + Whole.content + tail, "wire-84-2"),
            meant: absent.merging([
                "p1.report_type": ["0", "1"], "p1.non_delivery_reason_code": ["1"],
                "p1.non_delivery_diagnostic_code": ["0"],
            ]) { $1 })
    }

    private static func probe1984() throws -> Exchange {
        var envelope = Whole.probe
        envelope.contentType = .interpersonalMessaging1984
        envelope.extensions = []
        for index in envelope.perRecipientFields.indices {
            envelope.perRecipientFields[index].explicitConversion = 1
            envelope.perRecipientFields[index].extensions.removeAll()
        }
        guard let down = envelope.downgraded().value else { throw Unwritable("a probe of 1984") }
        return Exchange(
            "a probe of 1984", carrying(ProbeTransferAPDU.encode(envelope: down, contextIdentifier: 5), "wire-84-3"),
            meant: absent.merging([
                "p1.local_identifier": ["HQ-261121001503Z-9"], "p1.content_length": ["4711"], "p1.built_in": ["2"],
                "p1.explicit_conversion": ["1"], "p1.printable.type": ["X", "Common", "X", "Common"],
            ]) { $1 })
    }
}
