import BER
import P1
import Testing

@Suite("Probes")
struct ProbeTests {
    private static let small = ProbeTransferEnvelope(
        probeIdentifier: MTSIdentifier(globalDomainIdentifier: .hq, localIdentifier: "P1"),
        originatorName: ORName(address: ORAddress(domain: .hq)), contentLength: 4096,
        traceInformation: [
            TraceInformationElement(globalDomainIdentifier: .hq, arrivalTime: UTCTime(seconds: 1_795_223_838))
        ],
        perRecipientFields: [
            PerRecipientProbeTransferFields(
                recipientName: ORName(address: ORAddress(domain: .hq)), originallySpecifiedRecipientNumber: 1,
                perRecipientIndicators: PerRecipientIndicators(responsibility: true, originatorReport: true))
        ])

    @Test("Random probes come back through the wire")
    func random() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("ProbeTests.random seed \(seed)")
        var make = Maker(generator: SplitMix(state: seed))
        for _ in 0..<300 {
            let envelope = make.probe()
            let context = make.maybe { $0.number(1...9) }
            let octets = ProbeTransferAPDU.encode(envelope: envelope, contextIdentifier: context)
            #expect(try definite(octets) == octets)
            let cut = make.number(0...octets.count)
            let whole = try WholeAPDU([octets[..<cut], octets[cut...]])
            #expect(whole.isComplete && whole.contextIdentifier == context)
            #expect(whole.probe == envelope, "seed \(seed)")
        }
    }

    @Test("Every prefix is incomplete and every split gives the same, in either form of length")
    func prefixesAndSplits() throws {
        let definite = ProbeTransferAPDU.encode(envelope: Self.small, contextIdentifier: 5)
        let bare = ProbeTransferAPDU.encode(envelope: Self.small, contextIdentifier: nil)
        let indefinite =
            [0x28, 0x80, 0x02, 1, 5, 0xA0, 0x80, 0xA2, 0x80] + bare.dropFirst(2) + [UInt8](repeating: 0, count: 6)
        #expect(bare[1] < 0x80)
        for octets in [definite, bare, indefinite] {
            let whole = try WholeAPDU(octets)
            #expect(whole.probe == Self.small)
            for cut in 0..<octets.count {
                #expect(try !WholeAPDU([octets[..<cut]]).isComplete)
                #expect(try WholeAPDU([octets[..<cut], octets[cut...]]) == whole)
            }
            #expect(try WholeAPDU(octets.indices.map { octets[$0...$0] }) == whole)
        }
    }

    @Test("Fields may stand in any order; a missing one, a second one and a foreign one are refused")
    func fieldsOfTheSet() throws {
        var reader = try BERReader(ProbeTransferAPDU.encode(envelope: Self.small, contextIdentifier: nil)[...])
        var set = try reader.next().children()
        var fields: [[UInt8]] = []
        while let field = try set.nextIfPresent() { fields.append([UInt8](field.encoded)) }
        func probe(_ fields: [[UInt8]]) throws(BERError) -> ProbeTransferEnvelope? {
            try WholeAPDU([0xA2, 0x80] + fields.flatMap { $0 } + [0, 0]).probe
        }
        #expect(fields.count == 6)
        #expect(try probe(fields.reversed()) == Self.small)
        for (index, field) in fields.enumerated() {
            var less = fields
            less.remove(at: index)
            if field.first == 0x80 {
                #expect(try probe(less)?.contentLength == nil)
            } else {
                #expect(throws: BERError(.missingElement)) { try probe(less) }
            }
            #expect(throws: BERError(.malformed)) { try probe(fields + [field]) }
        }
        #expect(throws: BERError(.unexpectedTag)) { try probe(fields + [[0x47, 1, 0]]) }
        fields.removeAll { $0.first == 0x80 }
        #expect(throws: BERError(.invalidValue)) { try probe(fields + [[0x80, 1, 0xFF]]) }
    }
}
