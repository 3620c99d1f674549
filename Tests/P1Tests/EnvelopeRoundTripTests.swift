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
