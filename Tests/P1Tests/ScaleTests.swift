import BER
import P1
import Testing

@Suite("Large APDUs and small pieces")
struct ScaleTests {
    /// As long as the mailboxes of real mail are, with what SMTP's DSN parameters add.
    private static func recipient(_ number: Int) throws -> PerRecipientMessageTransferFields {
        let mailbox = "recipient-number-\(number)@department.berlin.example"
        let address = try #require(ORAddress.rfc822(mailbox, domain: .hq))
        return PerRecipientMessageTransferFields(
            recipientName: ORName(address: address),
            originallySpecifiedRecipientNumber: (number - 1) % MTSAPDULimits.standardRecipients + 1,
            perRecipientIndicators: PerRecipientIndicators(responsibility: true, originatorNonDeliveryReport: true),
            extensions: [InternetRecipientExtension(notify: 6, originalRecipient: "rfc822;\(mailbox)").field])
    }

    /// A message to `count` recipients, in its EXTERNAL.
    private static func apdu(recipients count: Int, content: [UInt8]) throws -> [UInt8] {
        var envelope = MessageTransferEnvelope.small
        envelope.perRecipientFields = try (1...count).map(recipient)
        return MessageTransferAPDU.header(
            envelope: envelope, contentLength: content.count, contextIdentifier: 5) + content
    }

    @Test("As many recipients as X.411 permits are taken, with all that mail gives them", .timeLimit(.minutes(1)))
    func mostRecipients() throws {
        let octets = try Self.apdu(recipients: MTSAPDULimits.standardRecipients, content: [1, 2, 3])
        let whole = try WholeAPDU([octets[...]])
        let fields = try #require(whole.envelope?.perRecipientFields)
        #expect(fields.count == 32_767)
        #expect(fields.last == (try Self.recipient(32_767)))
        #expect(whole.isComplete && whole.content == [1, 2, 3])
    }

    @Test("A hundred thousand recipients are refused by their number", .timeLimit(.minutes(1)))
    func tooManyRecipients() throws {
        var envelope = MessageTransferEnvelope.small
        envelope.perRecipientFields = Array(repeating: envelope.perRecipientFields[0], count: 100_000)
        try refused(MessageTransferAPDU.header(envelope: envelope, contentLength: 0, contextIdentifier: 5))
    }

    @Test("An envelope that is too long is refused at its length octets, and one without them when it has grown")
    func tooLong() throws {
        let octets = try Self.apdu(recipients: 100, content: [])
        try refused(Array(octets.prefix(20)), MTSAPDULimits(envelopeOctets: 10_000))
        let endless = [0xA0, 0x80, 0x31, 0x80] as [UInt8]
        let elements = (0..<6000).flatMap { _ in [4, 0] as [UInt8] }
        try refused(endless + elements, MTSAPDULimits(envelopeOctets: 10_000))
    }

    private func refused(_ octets: [UInt8], _ limits: MTSAPDULimits = MTSAPDULimits()) throws {
        var decoder = MTSAPDUDecoder(limits: limits)
        do throws(BERError) {
            _ = try decoder.consume(octets[...])
            Issue.record("it was taken")
        } catch {
            #expect(error.code == .limitExceeded)
        }
        // From then on it says the same of everything.
        #expect(throws: BERError.self) { _ = try decoder.consume([0]) }
    }

    @Test("Octet by octet, a large envelope and large content cost no more than their length", .timeLimit(.minutes(1)))
    func octetByOctet() throws {
        let content = [UInt8](repeating: 0x2A, count: 150_000)
        let octets = try Self.apdu(recipients: 1000, content: content)
        var decoder = MTSAPDUDecoder()
        var found = 0
        for index in octets.indices {
            for part in try decoder.consume(octets[index...index]) {
                if case .content(let piece) = part { found += piece.count }
            }
        }
        #expect(decoder.isComplete && found == content.count)
    }

    @Test("Content in segments of one octet, nested and of indefinite length", .timeLimit(.minutes(1)))
    func tinySegments() throws {
        let count = 100_000
        let segments = (0..<count).flatMap { _ in [4, 1, 7] as [UInt8] }
        let octets =
            [0xA0, 0x80] + MessageTransferEnvelope.small.encoded + [0x24, 0x80, 0x24, 0x80] + segments
            + [0, 0, 0, 0, 0, 0]
        let whole = try WholeAPDU([octets[...]])
        #expect(whole.isComplete && whole.content.count == count)
    }
}
