import Acceptance
import Message
import P1
import P1Connector
import Testing

/// What the gate makes of submissions, and what stands for the MTAs around it.
enum Gate {
    static let domain = GlobalDomain(country: "XX", admd: " ", prmd: "TEST")
    static let now = Timestamp(seconds: 1_800_000_000)
    static let origin = P1Origin(connector: "line", peer: "PEER", now: now)
    static let here = TraceElement(domain: domain, mtaName: "HQ", arrival: now)
    static let foreign = GlobalDomainIdentifier(country: "GB", administrationDomain: "GOLD 400", privateDomain: "ACME")

    /// The envelope that the relay keeps: all recipients of the submission, or those with these numbers.
    static func envelope(_ submission: Submission, numbers: [Int]? = nil) throws -> Envelope {
        guard case .p1(let neighbour) = submission.source else { throw NotFromNeighbour() }
        var result = Envelope(
            mtsIdentifier: neighbour.mtsIdentifier, originator: submission.originator, priority: submission.priority,
            submitted: neighbour.submitted, trace: neighbour.trace + [here],
            recipients: submission.recipients.filter { numbers?.contains($0.number) ?? true })
        result.kind = submission.kind
        result.originatorX400Address = submission.originatorX400Address
        result.x400ContentType = submission.x400ContentType
        result.transferEnvelope = submission.transferEnvelope
        return result
    }

    struct NotFromNeighbour: Error {}

    static func user(_ surname: String) -> ORName {
        var address = ORAddress(domain: foreign)
        address.personalName = PersonalName(surname: surname)
        return ORName(address: address)
    }

    static func mailbox(_ text: String) throws -> ORName {
        ORName(address: try #require(ORAddress.rfc822(text, domain: foreign)))
    }

    static func recipient(
        _ number: Int, _ name: ORName, responsibility: Bool = true
    ) -> PerRecipientMessageTransferFields {
        PerRecipientMessageTransferFields(
            recipientName: name, originallySpecifiedRecipientNumber: number,
            perRecipientIndicators: PerRecipientIndicators(
                responsibility: responsibility, originatorNonDeliveryReport: true))
    }

    static func message(_ recipients: [PerRecipientMessageTransferFields]) -> MessageTransferEnvelope {
        MessageTransferEnvelope(
            messageIdentifier: P1.MTSIdentifier(globalDomainIdentifier: foreign, localIdentifier: "M1"),
            originatorName: user("ann"), contentType: .interpersonalMessaging1988,
            traceInformation: [
                TraceInformationElement(globalDomainIdentifier: foreign, arrivalTime: UTCTime(seconds: 1_799_999_000))
            ], perRecipientFields: recipients)
    }
}
