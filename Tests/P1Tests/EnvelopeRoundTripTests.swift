import BER
import P1
import Testing

@Suite("Envelopes")
struct EnvelopeRoundTripTests {
    @Test("Random envelopes come back through the wire")
    func random() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("EnvelopeRoundTripTests.random seed \(seed)")
        var make = Maker(generator: SplitMix(state: seed))
        for _ in 0..<300 {
            let envelope = make.envelope()
            let octets = envelope.encoded
            #expect(try MessageTransferEnvelope.decoded(octets) == envelope, "seed \(seed)")
            #expect(try definite(octets) == octets)
            let content = make.octets(0...300)
            let context = make.maybe { $0.number(1...9) }
            let header = MessageTransferAPDU.header(
                envelope: envelope, contentLength: content.count, contextIdentifier: context)
            let apdu = header + content
            let cut = make.number(0...apdu.count)
            let whole = try WholeAPDU([apdu[..<cut], apdu[cut...]])
            #expect(whole.envelope == envelope, "seed \(seed)")
            #expect(whole.content == content)
            #expect(whole.isComplete)
        }
    }

    @Test("Defaults are not written")
    func defaults() throws {
        var envelope = MessageTransferEnvelope.small
        #expect(envelope.contentType == .internetMessage)
        let shortest = envelope.encoded.count
        envelope.priority = .urgent
        #expect(envelope.encoded.count == shortest + 3)
        envelope.perMessageIndicators.contentReturnRequest = true
        #expect(envelope.encoded.count == shortest + 7)
    }

    @Test("Indicators of 8 to 16 bits keep their length; a new recipient's has eight, with one report bit set")
    func indicators() {
        let own = PerRecipientIndicators(responsibility: true, originatorNonDeliveryReport: true)
        #expect(own.bits == NamedBitList([0, 2, 4], count: 8))
        // A report is one of non-delivery too, and at most one of the originator's bits may be set.
        let both = PerRecipientIndicators(
            responsibility: true, originatorReport: true, originatorNonDeliveryReport: true)
        #expect(both.bits == NamedBitList([0, 1, 3], count: 8))
        #expect(PerRecipientIndicators(responsibility: false).bits == NamedBitList([2], count: 8))
        var foreign = PerRecipientIndicators(bits: NamedBitList([0, 2], count: 16))
        foreign.responsibility = false
        #expect(foreign.bits == NamedBitList([2], count: 16))
        #expect(!foreign.bits[16])
        #expect(!foreign.bits[-1])
    }

    @Test("What the originating MTA asks for is told by two bits, what the content serves by three")
    func requests() {
        typealias Indicators = PerRecipientIndicators
        #expect(Indicators(bits: NamedBitList([0, 2], count: 8)).originatingMTARequest == .nonDeliveryReport)
        #expect(Indicators(bits: NamedBitList([1], count: 8)).originatingMTARequest == .report)
        #expect(Indicators(bits: NamedBitList([1, 2], count: 16)).originatingMTARequest == .auditedReport)
        #expect(Indicators(bits: NamedBitList([], count: 8)).originatingMTARequest == .nonDeliveryReport)
        var indicators = PerMessageIndicators(bits: NamedBitList([6]))
        #expect(indicators.notificationType == 1)
        indicators.notificationType = 2
        indicators.serviceMessage = true
        #expect(indicators.bits.rawValue == 1 << 5 | 1 << 7)
    }

    @Test("Bilateral information is for a domain of either kind, and crosses untouched")
    func bilateral() throws {
        let octets: [[UInt8]] = [
            [0x30, 15, 0x61, 4, 0x13, 2, 0x47, 0x42, 0x62, 3, 0x12, 1, 0x31, 0x04, 2, 1, 2],
            [0x30, 21, 0x61, 4, 0x13, 2, 0x47, 0x42, 0x30, 11, 0xA0, 3, 0x13, 1, 0x20, 0xA1, 4, 0x13, 2, 0x48, 0x51]
                + [0x05, 0],
        ]
        var envelope = MessageTransferEnvelope.small
        envelope.perDomainBilateralInformation = [
            PerDomainBilateralInformation(
                domain: .administration(country: "GB", name: "1"), information: [4, 2, 1, 2]),
            PerDomainBilateralInformation(
                domain: .private(country: "GB", administrationDomain: " ", name: "HQ"), information: [0x05, 0]),
        ]
        #expect(envelope.perDomainBilateralInformation.map(\.encoded) == octets)
        #expect(try MessageTransferEnvelope.decoded(envelope.encoded) == envelope)
        // Some compilers keep the tag that [0] replaces.
        let bothTags: [UInt8] =
            [0x30, 23, 0x61, 4, 0x13, 2, 0x47, 0x42, 0x30, 13, 0xA0, 5, 0x62, 3, 0x13, 1, 0x20]
            + [0xA1, 4, 0x13, 2, 0x48, 0x51, 0x05, 0]
        var reader = try BERReader(bothTags[...])
        #expect(
            try PerDomainBilateralInformation(reader.next()).domain
                == .private(country: "GB", administrationDomain: " ", name: "HQ"))
        for (wrong, code) in [
            ([0x30, 6, 0x61, 4, 0x13, 2, 0x47, 0x42], .missingElement),
            ([0x30, 8, 0x61, 4, 0x13, 2, 0x47, 0x42, 0x05, 0], .unexpectedTag),
            (octets[0].dropLast(4).map { $0 == 15 ? 11 : $0 }, .missingElement),
        ] as [([UInt8], BERError.Code)] {
            #expect(throws: BERError(code)) {
                var reader = try BERReader(wrong[...])
                _ = try PerDomainBilateralInformation(reader.next())
            }
        }
    }

    @Test("An envelope without an element that it must have, or with one twice, is refused")
    func missing() throws {
        let octets = MessageTransferEnvelope.small.encoded
        var reader = try BERReader(octets[...])
        var children = try reader.next().children()
        var elements: [[UInt8]] = []
        while let element = try children.nextIfPresent() { elements.append([UInt8](element.encoded)) }
        #expect(elements.count == 5)
        for index in elements.indices {
            var less = elements
            less.remove(at: index)
            #expect(throws: BERError(.missingElement)) { try MessageTransferEnvelope.decoded(set(less)) }
            let more = elements + [elements[index]]
            #expect(throws: BERError(.malformed)) { try MessageTransferEnvelope.decoded(set(more)) }
        }
        #expect(try MessageTransferEnvelope.decoded(set(elements.reversed())) == .small)
        #expect(throws: BERError(.unexpectedTag)) { try MessageTransferEnvelope.decoded(set(elements + [[0x8A, 0]])) }
        #expect(throws: BERError(.invalidValue)) {
            try MessageTransferEnvelope.decoded(set(elements + [[0x47, 1, 3]]))
        }
        #expect(throws: BERError(.invalidValue)) {
            try MessageTransferEnvelope.decoded(set(elements.dropLast() + [[0xA2, 0]]))
        }
    }

    @Test("Recipient numbers are 1 to 32767")
    func recipientNumbers() throws {
        for (number, isGood) in [(0, false), (1, true), (32767, true), (32768, false), (-1, false)] {
            var envelope = MessageTransferEnvelope.small
            envelope.perRecipientFields[0].originallySpecifiedRecipientNumber = number
            #expect((try? MessageTransferEnvelope.decoded(envelope.encoded)) == (isGood ? envelope : nil))
        }
    }

    private func set(_ elements: [[UInt8]]) -> [UInt8] {
        var writer = BERWriter()
        writer.set { inner in for element in elements { inner.encoded(element) } }
        return writer.octets
    }
}
