import BER
import P1
import Testing

@Suite("Decoding MTS-APDUs")
struct MTSAPDUDecoderTests {
    private static let envelope = MessageTransferEnvelope.small.encoded

    /// An element of definite length.
    private static func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        [tag] + BERWriter.lengthOctets(contents.count) + contents
    }

    @Test(
        "Our own header and the content make an APDU, with and without EXTERNAL", arguments: [0, 1, 127, 128, 70_000])
    func ownHeader(length: Int) throws {
        let content = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        for context in [nil, 5, 300] as [Int?] {
            let header = MessageTransferAPDU.header(
                envelope: .small, contentLength: length, contextIdentifier: context)
            let apdu = try WholeAPDU(header + content)
            #expect(apdu.isComplete)
            #expect(apdu.envelope == .small)
            #expect(apdu.content == content)
            #expect(apdu.contextIdentifier == context)
            #expect(try definite(header + content) == header + content)
        }
    }

    @Test("Content pieces are slices of the input, and none is empty")
    func slices() throws {
        var decoder = MTSAPDUDecoder()
        let header = MessageTransferAPDU.header(envelope: .small, contentLength: 6, contextIdentifier: 5)
        #expect(try decoder.consume(header[...]) == [.envelope(.small)])
        let input: [UInt8] = [9, 9, 1, 2, 3, 4, 9]
        #expect(try decoder.consume(input[2..<6]) == [.content(input[2..<6])])
        #expect(try decoder.consume([]) == [])
        #expect(try decoder.consume([5, 6]) == [.content([5, 6]), .end])
        #expect(decoder.isComplete)
    }

    @Test(
        "Segments may nest and be empty, in either form of length; every split gives the same",
        arguments: [
            [0x24, 0x80, 0x04, 1, 1, 0x24, 0x80, 0x04, 0, 0x04, 2, 2, 3, 0, 0, 0x04, 0, 0, 0],
            [0x24, 12, 0x04, 1, 1, 0x24, 5, 0x04, 0, 0x04, 1, 2, 0x04, 0],
            [0x24, 0x80, 0x24, 3, 0x04, 1, 1, 0x24, 0, 0, 0],
            [0x24, 0], [0x24, 0x80, 0, 0], [0x04, 0],
        ] as [[UInt8]])
    func segments(content: [UInt8]) throws {
        let bodies = [
            Self.element(0xA0, Self.envelope + content),
            [0xA0, 0x80] + Self.envelope + content + [0, 0],
            [0x28, 0x80, 0x02, 1, 5, 0xA0, 0x80, 0xA0, 0x80] + Self.envelope + content + [0, 0, 0, 0, 0, 0],
            Self.element(
                0x28,
                [0x06, 2, 0x51, 1, 0x02, 1, 5]
                    + Self.element(
                        0xA0,
                        [0xA0, 0x80] + Self.envelope
                            + content + [0, 0])),
        ]
        var reader = try BERReader(content[...])
        let expected = try reader.next().octets()
        for octets in bodies {
            let whole = try WholeAPDU(octets)
            #expect(whole.isComplete)
            #expect(whole.content == expected)
            for cut in 0..<octets.count {
                #expect(try !WholeAPDU([octets[..<cut]]).isComplete)
                #expect(try WholeAPDU([octets[..<cut], octets[cut...]]) == whole)
            }
            #expect(try WholeAPDU(octets.indices.map { octets[$0...$0] }) == whole)
        }
    }

    @Test(
        "What is no MTS-APDU is refused where it shows",
        arguments: [
            ([0x30, 0], .unexpectedTag), ([0x80, 1, 0], .unexpectedTag), ([0xA3, 0], .unexpectedTag),
            ([0, 0], .malformed), ([0xA0, 0], .missingElement), ([0xA0, 0x80, 0, 0], .missingElement),
            ([0x28, 0], .missingElement), ([0x28, 0x80, 0x02, 1, 5, 0, 0], .missingElement),
            ([0x28, 4, 0xA0, 0x80, 0, 0], .missingElement),
            ([0x28, 0x80, 0x02, 1, 5, 0x02, 1, 5, 0x02, 1, 5, 0x02], .malformed),
            ([0x28, 0x80, 0x81, 1], .unexpectedTag), ([0x28, 0x80, 0x06, 0x82, 0x10, 0], .limitExceeded),
            ([0x28, 3, 0xA0, 2, 0], .malformed), ([0xA0, 0x80, 0x04], .malformed),
            ([0xA0, 0x80, 0x30, 0], .unexpectedTag), ([0xA0, 0x80, 0x31, 0], .missingElement),
            ([0xA0, 0x80, 0x11, 0], .unexpectedTag),
            ([0xA0, 4, 0x31, 0x80, 0x05, 0, 0x05, 0], .malformed),
            ([0xA0, 0x88] + [UInt8](repeating: 255, count: 8), .limitExceeded),
        ] as [([UInt8], BERError.Code)])
    func refused(octets: [UInt8], code: BERError.Code) {
        // A header is only judged when it is whole: give it a length octet if it has none.
        #expect(throws: BERError(code)) { try WholeAPDU(octets + [0x80]) }
    }

    @Test(
        "Around the content too",
        arguments: [
            ([0x05, 0], .unexpectedTag), ([0x24, 0x80, 0x05, 0], .unexpectedTag), ([0x24, 3, 0x04, 2, 1], .malformed),
            ([0x04, 0, 0x04, 0], .unexpectedTag), ([0x24, 0x80, 0, 0, 0x05, 0], .unexpectedTag),
            ([0x24, 0x80, 0, 1, 0], .malformed), ([0, 0], .missingElement), ([0x24, 2, 0, 0], .malformed),
            ([0x04, 0x80], .malformed),
        ] as [([UInt8], BERError.Code)])
    func refusedContent(octets: [UInt8], code: BERError.Code) {
        #expect(throws: BERError(code)) { try WholeAPDU([0xA0, 0x80] + Self.envelope + octets) }
    }

    @Test("A content that ends its APDU may not be longer or shorter than the APDU")
    func lengthsThatDisagree() throws {
        let body = Self.envelope + [0x04, 2, 1, 2]
        let good = Self.element(0xA0, body)
        #expect(try WholeAPDU(good).isComplete)
        for change in [-1, 1] {
            var bad = good
            let lengthOctet = bad.count - body.count - 1
            bad[lengthOctet] = UInt8(Int(bad[lengthOctet]) + change)
            #expect(throws: BERError(.malformed)) { try WholeAPDU(bad + [0x04, 9, 9]) }
        }
    }

    @Test("Limits of envelope, recipients, content, report and depth are kept as soon as they show")
    func limits() throws {
        let small = MTSAPDULimits(envelopeOctets: 300, recipients: 2, contentOctets: 10)
        func refuse(_ octets: [UInt8], _ code: BERError.Code = .limitExceeded) {
            #expect(throws: BERError(code)) { try WholeAPDU(octets, limits: small) }
        }
        let message = [0xA0, 0x80] + Self.envelope
        _ = try WholeAPDU(message + [0x24, 0x80, 0x04, 5] + [1, 2, 3, 4, 5] + [0x04, 5], limits: small)
        refuse(message + [0x24, 0x80, 0x04, 5] + [1, 2, 3, 4, 5] + [0x04, 6])
        refuse(message + [0x04, 11])
        refuse([0xA0, 0x80, 0x31, 0x82, 1, 0x2C])
        refuse([0xA0, 0x80, 0x31, 0x80] + [UInt8](repeating: 0x05, count: 1) + BERWriter.lengthOctets(400))
        refuse([0xA0, 0x80, 0x31, 0x80] + [UInt8]((0..<200).flatMap { _ in [0x05, 0] as [UInt8] }))
        refuse([0xA1, 0x80, 0x31, 0x82, 1, 0x2C])
        refuse([0xA2, 0x80, 0x04, 0x82, 1, 0x2C])
        refuse([0xA0, 0x80, 0x31, 0x80] + [UInt8]((0..<60).flatMap { _ in [0x30, 0x80] as [UInt8] }), .tooDeep)
        refuse(message + [UInt8]((0..<60).flatMap { _ in [0x24, 0x80] as [UInt8] }), .tooDeep)

        var crowded = MessageTransferEnvelope.small
        crowded.perRecipientFields = (0..<3).map { _ in crowded.perRecipientFields[0] }
        let wide = MTSAPDULimits(recipients: 2)
        #expect(throws: BERError(.limitExceeded)) {
            try WholeAPDU([0xA0, 0x80] + crowded.encoded, limits: wide)
        }
    }

    @Test("Random changes to a real message give an error or a message, and never a crash")
    func mutations() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SplitMix(state: seed)
        print("MTSAPDUDecoderTests.mutations seed \(seed)")
        let special: [UInt8] = [0x00, 0x80, 0x24, 0xFF, 0x30]
        for source in [Captures.message88, Captures.message84, Captures.report] {
            for _ in 0..<1500 {
                var octets = source
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    let index = Int.random(in: 0..<octets.count, using: &generator)
                    switch Int.random(in: 0..<3, using: &generator) {
                    case 0: octets[index] = UInt8.random(in: 0...255, using: &generator)
                    case 1: octets.remove(at: index)
                    default: octets.insert(special.randomElement(using: &generator) ?? 0, at: index)
                    }
                }
                let cut = Int.random(in: 0..<octets.count, using: &generator)
                let whole = try? WholeAPDU(octets)
                let split = try? WholeAPDU([octets[..<cut], octets[cut...]])
                #expect(whole == split, "seed \(seed)")
                _ = try? whole?.envelope?.extensions.internalTraceInformation()
            }
        }
    }
}
