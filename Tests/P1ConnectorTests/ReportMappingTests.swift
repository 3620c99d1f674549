import Acceptance
import BER
import Message
import P1
import P1Connector
import Testing

@Suite("Reports of neighbours and of our own")
struct ReportMappingTests {
    private struct Decoded {
        var message: MessageTransferEnvelope?
        var report: (ReportTransferEnvelope, ReportTransferContent)?
        var content: [UInt8] = []
    }

    private static func decoded(_ octets: [UInt8]) throws -> Decoded {
        var decoder = MTSAPDUDecoder()
        var result = Decoded()
        for part in try decoder.consume(octets[...]) {
            switch part {
            case .envelope(let envelope): result.message = envelope
            case .report(let envelope, let content): result.report = (envelope, content)
            case .content(let octets), .returnedContent(let octets): result.content += octets
            case .probe, .end: break
            }
        }
        return result
    }

    private static func submission(of decoded: Decoded) throws -> Submission {
        let (envelope, content) = try #require(decoded.report)
        return EnvelopeMapping.submission(of: envelope, content, beginning: decoded.content, from: Gate.origin)
    }

    @Test("the report of another implementation is understood: who, what, why")
    func capturedReport() throws {
        let decoded = try Self.decoded(Captures.report)
        let submission = try Self.submission(of: decoded)
        guard case .report(let report) = submission.kind else { throw Gate.NotFromNeighbour() }
        #expect(submission.originator == nil)
        #expect(submission.recipients.map(\.x400Address?.description) == ["S=alice; O=Alpha; P=LabA; A= ; C=GB"])
        #expect(report.subject.description == "C=GB;A= ;P=LabA;L=mta.alpha..199:20.10.26.23.48.27")
        #expect(report.contentIdentifier == "to nobody")
        #expect(report.origin == .transit(reportingMTA: "C=GB;A= ;P=LabB mta.beta.lab"))
        #expect(submission.x400ContentType == "P22", "what is returned")
        #expect(decoded.content.count == 242)
        let recipient = try #require(report.recipients.first)
        #expect(report.recipients.count == 1)
        #expect(recipient.recipient.number == 1)
        #expect(recipient.recipient.x400Address?["S"] == "nobody")
        guard case .failed(let why) = recipient.result else { throw Gate.NotFromNeighbour() }
        #expect(why.reason == .unableToTransfer && why.diagnostic == .unrecognisedORName)
        #expect(why.status == "5.1.1")
        #expect(why.text == "Unknown local user 'nobody'")
    }

    @Test("it goes on as it came, with our trace, its returned content within")
    func capturedReportInTransit() throws {
        let decoded = try Self.decoded(Captures.report)
        let envelope = try Gate.envelope(Self.submission(of: decoded))
        guard case .report(let report) = envelope.kind else { throw Gate.NotFromNeighbour() }
        let passed = try EnvelopeMapping.reportTransfer(of: envelope, report, domain: Gate.domain)
        let came = try #require(decoded.report)
        #expect(passed.content == came.1)
        #expect(passed.envelope.traceInformation.dropLast() == came.0.traceInformation[...])
        #expect(passed.envelope.traceInformation.last?.globalDomainIdentifier.country == "XX")
        #expect(try passed.envelope.extensions.internalTraceInformation().last?.mtaName == "HQ")
        let (head, tail) = ReportTransferAPDU.header(
            envelope: passed.envelope, content: passed.content, returnedContentLength: decoded.content.count,
            contextIdentifier: 5)
        let again = try Self.decoded(head + decoded.content + tail)
        #expect(again.content == decoded.content)
        #expect(again.report?.1 == came.1)
    }

    /// Our report about the captured message, as it comes out at the neighbour.
    private static func ours(
        _ result: DeliveryReport.Result, _ change: (inout MessageTransferEnvelope) -> Void = { _ in }
    ) throws -> (subject: MessageTransferEnvelope, ReportTransferEnvelope, ReportTransferContent) {
        var subject = try #require(try decoded(Captures.messageToNobody).message)
        change(&subject)
        let submission = EnvelopeMapping.submission(of: subject, beginning: [], from: Gate.origin)
        let recipient = try #require(submission.recipients.first)
        var report = DeliveryReport(
            subject: MTSIdentifier(
                domain: GlobalDomain(country: "GB", admd: " ", prmd: "LabA"),
                localIdentifier: subject.messageIdentifier.localIdentifier),
            envelopeID: "ENV+2B1",
            recipients: [
                DeliveryReport.RecipientReport(
                    recipient: recipient, result: result, arrival: Timestamp(seconds: 1_799_999_999))
            ])
        report.header = Array("Subject: x\r\n".utf8)
        var envelope = Envelope(
            mtsIdentifier: MTSIdentifier(domain: Gate.domain, localIdentifier: "R1"), originator: nil,
            submitted: Gate.now, trace: [Gate.here],
            recipients: [
                Recipient(
                    number: 1, mailbox: try #require(submission.originator), notify: .never,
                    x400Address: submission.originatorX400Address)
            ])
        envelope.kind = .report(report)
        envelope.transferEnvelope = submission.transferEnvelope
        let transfer = try EnvelopeMapping.reportTransfer(of: envelope, report, domain: Gate.domain)
        return (subject, transfer.envelope, transfer.content)
    }

    @Test("our report names all as the subject did, and says what became of it")
    func ourReport() throws {
        let why = NonDelivery(
            reason: .unableToTransfer, diagnostic: .loopDetected, status: "5.4.6", text: "Round & round @ HQ")
        let (subject, envelope, content) = try Self.ours(.failed(why))
        #expect(envelope.reportDestinationName == subject.originatorName)
        #expect(envelope.traceInformation.map(\.globalDomainIdentifier.country) == ["XX"], "its trace begins here")
        #expect(envelope.reportIdentifier.localIdentifier == "R1")
        #expect(content.subjectIdentifier == subject.messageIdentifier)
        #expect(content.contentType == subject.contentType)
        #expect(content.contentIdentifier == "to nobody")
        #expect(content.originalEncodedInformationTypes == subject.originalEncodedInformationTypes)
        #expect(try content.extensions.contentCorrelator() == subject.extensions.contentCorrelator())
        #expect(content.subjectIntermediateTraceInformation.isEmpty, "no audited report was asked for")
        let fields = try #require(content.perRecipientFields.first)
        #expect(fields.actualRecipientName == subject.perRecipientFields[0].recipientName)
        #expect(fields.perRecipientIndicators == subject.perRecipientFields[0].perRecipientIndicators)
        #expect(fields.lastTraceInformation.report == .nonDelivery(reason: 1, diagnostic: 3))
        #expect(fields.lastTraceInformation.arrivalTime.seconds == 1_799_999_999)

        let back = EnvelopeMapping.submission(of: envelope, content, beginning: [], from: Gate.origin)
        guard case .report(let report) = back.kind else { throw Gate.NotFromNeighbour() }
        #expect(report.envelopeID == "ENV+2B1")
        #expect(report.header == Array("Subject: x\r\n".utf8))
        guard case .failed(let read) = report.recipients[0].result else { throw Gate.NotFromNeighbour() }
        #expect(read.text == why.text)
        #expect(read.diagnostic == why.diagnostic && read.status == why.status)
    }

    @Test("a delivery, for an audited report, with the way that the subject took")
    func delivery() throws {
        let (subject, _, content) = try Self.ours(.delivered(at: Gate.now)) {
            $0.perRecipientFields[0].perRecipientIndicators = PerRecipientIndicators(bits: NamedBitList([0, 1, 2]))
        }
        #expect(content.subjectIntermediateTraceInformation == subject.traceInformation)
        #expect(
            content.perRecipientFields.map(\.lastTraceInformation.report)
                == [.delivery(messageDeliveryTime: UTCTime(seconds: Gate.now.seconds), typeOfMTSUser: 0)])
    }

    @Test("the report about a member of a list goes to the list, under the number that the list had")
    func listMember() throws {
        let list = DLExpansion(list: Gate.user("list"), expansionTime: UTCTime(seconds: 1_799_999_500))
        let (subject, envelope, content) = try Self.ours(.delivered(at: Gate.now)) {
            $0.extensions.append(.dlExpansionHistory([list]))
        }
        #expect(envelope.reportDestinationName == list.list)
        #expect(
            content.perRecipientFields.map(\.originallySpecifiedRecipientNumber)
                == subject.perRecipientFields.map(\.originallySpecifiedRecipientNumber))
    }
}
