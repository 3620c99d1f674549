import Acceptance
import BER
import Message
import P1
import P1Connector
import Testing

@Suite("The relay's envelope and X.411's")
struct EnvelopeMappingTests {
    private static let domain = GlobalDomain(country: "XX", admd: " ", prmd: "TEST")

    private static func envelope(_ recipients: [Recipient]) -> Envelope {
        Envelope(
            mtsIdentifier: Message.MTSIdentifier(domain: domain, localIdentifier: "HQ-261121000000Z-1"),
            originator: Mailbox("a@hq.example"), submitted: Timestamp(seconds: 1_790_000_000),
            trace: [
                TraceElement(domain: domain, mtaName: "HQ", arrival: Timestamp(seconds: 1_790_000_000)),
                TraceElement(domain: domain, mtaName: "VIA", arrival: Timestamp(seconds: 1_790_000_060)),
            ], recipients: recipients)
    }

    /// Through the octets of an APDU, and out again as what the gate is told.
    private static func across(_ envelope: Envelope) throws -> Submission {
        let header = MessageTransferAPDU.header(
            envelope: try EnvelopeMapping.transferEnvelope(of: envelope, domain: domain), contentLength: 3,
            contextIdentifier: 5)
        var decoder = MTSAPDUDecoder()
        for part in try decoder.consume((header + [1, 2, 3])[...]) {
            if case .envelope(let found) = part {
                let origin = P1Origin(connector: "hq", peer: "HQ", now: Timestamp(seconds: 1_800_000_000))
                return EnvelopeMapping.submission(of: found, beginning: [], from: origin)
            }
        }
        throw BERError(.truncated)
    }

    /// The octets in front of the content, and what the gate is told of them.
    private static func sent(_ envelope: Envelope, beginning: String) throws -> (octets: Int, Submission) {
        let apdu = try EnvelopeMapping.apdu(
            of: envelope, contentOctets: beginning.utf8.count, beginning: Array(beginning.utf8), domain: domain,
            edition: .of1988, contextIdentifier: 5)
        var decoder = MTSAPDUDecoder()
        for part in try decoder.consume((apdu.head + Array(beginning.utf8))[...]) {
            if case .envelope(let found) = part {
                let origin = P1Origin(connector: "hq", peer: "HQ", now: Timestamp(seconds: 1_800_000_000))
                let told = EnvelopeMapping.submission(of: found, beginning: beginning.utf8, from: origin)
                return (apdu.head.count, told)
            }
        }
        throw BERError(.truncated)
    }

    @Test("an Internet message that shows that it is one, and asks for nothing, says so in no octets")
    func withoutMark() throws {
        let plain = Self.envelope([Recipient(number: 1, mailbox: Mailbox(localPart: "b", domain: "berlin.example"))])
        let (short, told) = try Self.sent(plain, beginning: "Received: from a\r\n")
        let (long, other) = try Self.sent(plain, beginning: "a body without a header\r\n")
        #expect(long - short == 15)
        for submission in [told, other] {
            #expect(submission.x400ContentType == nil)
            #expect(submission.bodyType == .sevenBit && !submission.needsSMTPUTF8 && submission.envelopeID == nil)
            #expect(submission.recipients.map(\.notify) == [[]])
        }
    }

    @Test("whoever asks for something in which MTAs differ keeps the mark of an Internet message")
    func withMark() throws {
        let recipient = Recipient(
            number: 1, mailbox: Mailbox(localPart: "b", domain: "berlin.example"), notify: [.success, .failure])
        let (_, told) = try Self.sent(Self.envelope([recipient]), beginning: "Received: from a\r\n")
        #expect(told.recipients == [recipient])
        var nobody = Self.envelope([Recipient(number: 1, mailbox: recipient.mailbox)])
        nobody.originator = nil
        let (_, report) = try Self.sent(nobody, beginning: "Received: from a\r\n")
        #expect(report.originator == nil && report.recipients == nobody.recipients)
        var eightBit = Self.envelope([Recipient(number: 1, mailbox: recipient.mailbox)])
        eightBit.bodyType = .eightBitMIME
        let (_, kept) = try Self.sent(eightBit, beginning: "Received: from a\r\n")
        #expect(kept.bodyType == .eightBitMIME)
    }

    @Test("every field comes across")
    func allFields() throws {
        var envelope = Self.envelope([
            Recipient(
                number: 3, mailbox: Mailbox(localPart: "b", domain: "berlin.example"), notify: [.success, .failure],
                originalRecipient: "rfc822;B+40x@old.example"),
            Recipient(
                number: 7, mailbox: Mailbox(localPart: "c", domain: "berlin.example"), notify: .never),
        ])
        envelope.priority = .urgent
        envelope.bodyType = .eightBitMIME
        envelope.needsSMTPUTF8 = true
        envelope.envelopeID = "QQ314159+3D"
        envelope.dsnReturn = .headers
        let submission = try Self.across(envelope)
        #expect(submission.originator == envelope.originator)
        #expect(submission.recipients == envelope.recipients)
        #expect(submission.priority == .urgent)
        #expect(submission.bodyType == .eightBitMIME && submission.needsSMTPUTF8)
        #expect(submission.envelopeID == "QQ314159+3D")
        #expect(submission.dsnReturn == .headers)
        guard case .p1(let neighbour) = submission.source else {
            Issue.record("not from a neighbour")
            return
        }
        #expect(neighbour.mtsIdentifier == envelope.mtsIdentifier)
        #expect(neighbour.trace == envelope.trace)
        #expect(neighbour.submitted == envelope.submitted)
    }

    @Test("the null reverse path, each priority, each RET", arguments: Message.Priority.allCases)
    func nullOriginator(priority: Message.Priority) throws {
        for returned in [nil, .full, .headers] as [DSNReturn?] {
            var envelope = Self.envelope([Recipient(number: 1, mailbox: Mailbox(localPart: "b", domain: "x.example"))])
            envelope.originator = nil
            envelope.priority = priority
            envelope.dsnReturn = returned
            let submission = try Self.across(envelope)
            #expect(submission.originator == nil)
            #expect(submission.priority == priority)
            #expect(submission.dsnReturn == returned)
        }
    }

    @Test(
        "mailboxes come across as they are",
        arguments: [
            "b@x.example", "müller@bücher.example", "\"a b\"@x.example", "o'neil+tag=1@x.example", "a_b%c(d)@x.example",
            "用户@例子.example", String(repeating: "l", count: 64) + "@" + String(repeating: "d.", count: 90) + "example",
        ])
    func mailboxes(_ text: String) throws {
        let mailbox = try #require(Mailbox(text))
        var envelope = Self.envelope([Recipient(number: 1, mailbox: mailbox)])
        envelope.originator = mailbox
        let submission = try Self.across(envelope)
        #expect(submission.originator == mailbox)
        #expect(submission.recipients.map(\.mailbox) == [mailbox])
    }

    @Test("a thousand recipients keep their numbers and order")
    func thousandRecipients() throws {
        let recipients = (1...1000).map {
            Recipient(number: $0, mailbox: Mailbox(localPart: "user\($0)", domain: "berlin.example"))
        }
        #expect(try Self.across(Self.envelope(recipients)).recipients == recipients)
    }
}
