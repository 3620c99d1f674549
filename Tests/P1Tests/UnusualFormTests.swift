import BER
import P1
import Testing

/// What X.690 leaves to the sender, every receiver must read.
@Suite("Unusual forms")
struct UnusualFormTests {
    /// Decodes an APDU in some form, in two pieces, and writes it again.
    private func again(_ octets: [UInt8], cut: Int) throws -> [UInt8] {
        let whole = try WholeAPDU([octets[..<cut], octets[cut...]])
        #expect(whole.isComplete)
        if let envelope = whole.envelope {
            return MessageTransferAPDU.header(
                envelope: envelope, contentLength: whole.content.count, contextIdentifier: whole.contextIdentifier)
                + whole.content
        }
        if let probe = whole.probe {
            return ProbeTransferAPDU.encode(envelope: probe, contextIdentifier: whole.contextIdentifier)
        }
        let (head, tail) = ReportTransferAPDU.header(
            envelope: try #require(whole.reportEnvelope), content: try #require(whole.reportContent),
            returnedContentLength: whole.returnedContent.count, contextIdentifier: whole.contextIdentifier)
        return head + whole.returnedContent + tail
    }

    @Test("Messages, probes and reports are read in any form and written in the shortest")
    func random() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("UnusualFormTests.random seed \(seed)")
        var make = Maker(generator: SplitMix(state: seed))
        for _ in 0..<100 {
            let content = make.octets(0...300)
            let context = make.maybe { $0.number(1...9) }
            let (head, tail) = ReportTransferAPDU.header(
                envelope: make.reportEnvelope(), content: make.reportContent(), returnedContentLength: content.count,
                contextIdentifier: context)
            for original in [
                MessageTransferAPDU.header(
                    envelope: make.envelope(), contentLength: content.count, contextIdentifier: context) + content,
                ProbeTransferAPDU.encode(envelope: make.probe(), contextIdentifier: context),
                head + content + tail,
            ] {
                let octets = try unusual(original, &make)
                let written = try again(octets, cut: make.number(0...octets.count))
                // What is carried untouched keeps its form.
                #expect(try definite(written) == original, "seed \(seed)")
            }
        }
    }

    @Test("Strings, times and bits under implicit tags may come in segments too")
    func implicitTags() throws {
        var name = try BERReader(
            [0xA5, 0x80, 0xA0, 0x80, 0x04, 2, 0x61, 0x6C, 0x24, 0x80, 0x04, 3, 0x69, 0x63, 0x65] + [0, 0, 0, 0, 0, 0])
        #expect(try PersonalName(name.next()) == PersonalName(surname: "alice"))

        let trace = try #require(try WholeAPDU(Captures.message88).envelope).traceInformation[0]
        var writer = BERWriter()
        trace.write(to: &writer)
        let time = Array("261120220000Z".utf8)
        let plain = [0x80, 13] + time
        let at = try #require(writer.octets.indices.first { writer.octets[$0...].starts(with: plain) })
        var octets = writer.octets
        octets.replaceSubrange(at..<(at + 15), with: [0xA0, 17, 0x04, 6] + time[..<6] + [0x04, 7] + time[6...])
        octets[1] += 4
        octets[at - 1] += 4
        var reader = try BERReader(octets[...])
        #expect(try TraceInformationElement(reader.next()) == trace)

        var bits = try BERReader([0xA1, 0x80, 0x03, 2, 0, 0xA8, 0x03, 2, 7, 0x80, 0, 0])
        #expect(try NamedBitList(bits.next()) == NamedBitList([0, 2, 4, 8], count: 9))
    }
}
