import Acceptance
import BER
import IO
import Message
import OSI
import P1
import P1Connector
import Testing

@Suite("Each kind of APDU in each mode", .timeLimit(.minutes(2)))
struct KindTests {
    private static let elsewhere = P1Origin(connector: "elsewhere", peer: "PEER", now: Gate.now)

    /// The captured report, for a user behind BERLIN.
    private static func report() throws -> (Submission, content: [UInt8]) {
        var decoder = MTSAPDUDecoder()
        var returned: [UInt8] = []
        for part in try decoder.consume(Captures.report[...]) {
            if case .returnedContent(let octets) = part { returned += octets }
            guard case .report(var envelope, let content) = part else { continue }
            envelope.reportDestinationName = try Gate.mailbox("b@berlin.example")
            let submission = EnvelopeMapping.submission(of: envelope, content, beginning: returned, from: elsewhere)
            return (submission, returned)
        }
        throw BERError(.truncated)
    }

    private static func probe() throws -> Submission {
        let probe = ProbeTransferEnvelope(
            probeIdentifier: P1.MTSIdentifier(globalDomainIdentifier: Gate.foreign, localIdentifier: "P1"),
            originatorName: Gate.user("ann"), contentType: .interpersonalMessaging1984, contentIdentifier: "our ref",
            contentLength: 7000,
            traceInformation: [
                TraceInformationElement(
                    globalDomainIdentifier: Gate.foreign, arrivalTime: UTCTime(seconds: 1_799_999_000))
            ], perRecipientFields: [Gate.recipient(5, try Gate.mailbox("b@berlin.example"))])
        return EnvelopeMapping.submission(of: probe, from: elsewhere)
    }

    @Test(
        "messages, reports and probes arrive as what they are, over one association",
        arguments: ApplicationContext.allCases)
    func kinds(context: ApplicationContext) async throws {
        let pair = try Pair()
        await pair.hq.change { $0.applicationContext = context }
        let (report, returned) = try Self.report()
        let text = Array("Subject: x\r\n\r\nhello".utf8)
        _ = try await pair.hq.submit(to: "berlin.example", text)
        _ = try await pair.hq.submit(report, returned)
        _ = try await pair.hq.submit(try Self.probe(), [])
        _ = try await pair.berlin.submit(to: "hq.example", text)
        _ = try await pair.call()
        #expect(await eventually { await pair.isOpen() })
        await pair.berlin.wake()
        #expect(try await eventually { try pair.berlin.arrived().count == 3 && pair.hq.arrived().count == 1 })
        #expect(try await eventually { try pair.hq.queued() == 0 && pair.berlin.queued() == 0 })
        await pair.hq.finish()
        #expect(await eventually { await pair.isOver() })
        #expect(await pair.hq.ends == [.released])
        #expect(try pair.hq.delivered() == [text])

        let arrived = try pair.berlin.arrived()
        let contents = try pair.berlin.delivered()
        for (envelope, content) in zip(arrived, contents) {
            switch envelope.kind {
            case .message:
                #expect(content == text)
                #expect(envelope.x400ContentType == nil, "an Internet message in each edition")
                #expect(envelope.originator?.description == "a@hq.example")
            case .probe:
                #expect(content.isEmpty)
                #expect(envelope.recipients.map(\.number) == [5])
                #expect(envelope.x400ContentType == "P2")
                let kept = try ProbeTransferAPDU.decode(try #require(envelope.transferEnvelope)[...])
                #expect(kept.contentLength == 7000 && kept.contentIdentifier == "our ref")
            case .report(let report):
                #expect(content == returned)
                #expect(report.subject.localIdentifier == "mta.alpha..199:20.10.26.23.48.27")
                guard case .failed(let why)? = report.recipients.first?.result else { throw Gate.NotFromNeighbour() }
                #expect(why.reason == .unableToTransfer && why.diagnostic == .unrecognisedORName)
                #expect(why.text == "Unknown local user 'nobody'")
            }
        }
        #expect(Set(arrived.map(\.kind.name)) == [.message, .probe, .report])
    }

    @Test("a recipient whom 1984 cannot name fails alone, the others get the message")
    func downgrade() async throws {
        let pair = try Pair()
        await pair.hq.change { $0.applicationContext = .mtsTransferProtocol1984 }
        var sent = Gate.message([
            Gate.recipient(1, try Gate.mailbox("b@berlin.example")),
            Gate.recipient(2, try Gate.mailbox("c@berlin.example")),
        ])
        sent.contentType = .interpersonalMessaging1984
        sent.perRecipientFields[1].extensions = [
            ExtensionField(type: .standard(3), criticality: NamedBitList([2]), value: [0x02, 1, 1])
        ]
        _ = try await pair.hq.submit(
            EnvelopeMapping.submission(of: sent, beginning: [], from: Self.elsewhere), [1, 2, 3])
        _ = try await pair.call()
        #expect(try await eventually { try pair.berlin.arrived().count == 1 })
        #expect(try pair.berlin.arrived().map { $0.recipients.map(\.number) } == [[1]])
        #expect(await eventually { await !pair.hq.results.isEmpty })
        let failing = await pair.hq.results.compactMap { result in
            if case .transferred(_, let failing) = result { failing.mapValues(\.diagnostic) } else { nil }
        }
        #expect(failing == [[2: .unableToDowngrade]])
    }

    @Test("of a distribution list only the member whom 1984 cannot name fails, though all have one number")
    func downgradeOfList() async throws {
        let pair = try Pair()
        await pair.hq.change { $0.applicationContext = .mtsTransferProtocol1984 }
        var sent = Gate.message([
            Gate.recipient(3, try Gate.mailbox("b@berlin.example")),
            Gate.recipient(3, try Gate.mailbox("c@berlin.example")),
        ])
        sent.contentType = .interpersonalMessaging1984
        sent.perRecipientFields[1].extensions = [
            ExtensionField(type: .standard(3), criticality: NamedBitList([2]), value: [0x02, 1, 1])
        ]
        let submission = EnvelopeMapping.submission(of: sent, beginning: [], from: Self.elsewhere)
        let refused = try #require(submission.recipients.first { $0.mailbox.localPart == "c" }).number
        _ = try await pair.hq.submit(submission, [1, 2, 3])
        _ = try await pair.call()
        #expect(await eventually { await !pair.hq.results.isEmpty })
        #expect(try pair.berlin.arrived().map { $0.recipients.map(\.mailbox.localPart) } == [["b"]])
        let failing = await pair.hq.results.compactMap { result in
            if case .transferred(_, let failing) = result { Array(failing.keys) } else { nil }
        }
        #expect(failing == [[refused]])
    }

    @Test("what 1984 cannot carry at all fails, and the association goes on")
    func cannotBeDowngraded() async throws {
        let pair = try Pair()
        await pair.hq.change { $0.applicationContext = .mtsTransferProtocol1984 }
        let sent = Gate.message([Gate.recipient(1, try Gate.mailbox("b@berlin.example"))])
        _ = try await pair.hq.submit(
            EnvelopeMapping.submission(of: sent, beginning: [], from: Self.elsewhere), [1, 2, 3])
        _ = try await pair.hq.submit(to: "berlin.example", Array("Subject: x\r\n\r\nhello".utf8))
        _ = try await pair.call()
        #expect(try await eventually { try pair.berlin.arrived().count == 1 })
        let failed = await pair.hq.results.compactMap { if case .failed(let why) = $0 { why.diagnostic } else { nil } }
        #expect(failed == [.contentTypeNotSupported], "P22 is of 1988")
    }
}
