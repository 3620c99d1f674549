import BER
import P1
import Testing

@Suite("Reports")
struct ReportTests {
    private static let name = ORName(address: ORAddress(domain: .hq))
    private static let identifier = MTSIdentifier(globalDomainIdentifier: .hq, localIdentifier: "R1")
    private static let trace = [
        TraceInformationElement(globalDomainIdentifier: .hq, arrivalTime: UTCTime(seconds: 1_795_223_838))
    ]
    private static let envelope = ReportTransferEnvelope(
        reportIdentifier: identifier, reportDestinationName: name, traceInformation: trace)
    private static let content = ReportTransferContent(
        subjectIdentifier: identifier,
        perRecipientFields: [
            PerRecipientReportTransferFields(
                actualRecipientName: name, originallySpecifiedRecipientNumber: 1,
                perRecipientIndicators: PerRecipientIndicators(responsibility: true),
                lastTraceInformation: LastTraceInformation(
                    arrivalTime: UTCTime(seconds: 1_795_223_838),
                    report: .delivery(messageDeliveryTime: UTCTime(seconds: 1_795_223_840), typeOfMTSUser: 0)))
        ])

    private static func apdu(returned: [UInt8]?, context: Int? = nil) -> [UInt8] {
        let (head, tail) = ReportTransferAPDU.header(
            envelope: envelope, content: content, returnedContentLength: returned?.count, contextIdentifier: context)
        return head + (returned ?? []) + tail
    }

    /// The fields of the report's content, one by one.
    private static func fields(_ content: ReportTransferContent = content) throws -> [[UInt8]] {
        var apdu = try BERReader(ReportTransferAPDU.encode(envelope: envelope, content: content)[...])
        var report = try apdu.next(.context(1)).children()
        _ = try report.next(.set)
        var set = try report.next(.set).children()
        var result: [[UInt8]] = []
        while let field = try set.nextIfPresent() { result.append([UInt8](field.encoded)) }
        return result
    }

    /// A report whose content has these fields.
    private static func apdu(_ fields: [[UInt8]]) -> [UInt8] {
        var writer = BERWriter()
        writer.constructed(.context(1)) { report in
            envelope.write(to: &report)
            report.set { set in for field in fields { set.encoded(field) } }
        }
        return writer.octets
    }

    @Test("Random reports come back through the wire, with and without returned content")
    func random() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("ReportTests.random seed \(seed)")
        var make = Maker(generator: SplitMix(state: seed))
        for _ in 0..<300 {
            let (envelope, content) = (make.reportEnvelope(), make.reportContent())
            let returned = make.maybe { $0.octets(0...300) }
            let (head, tail) = ReportTransferAPDU.header(
                envelope: envelope, content: content, returnedContentLength: returned?.count,
                contextIdentifier: make.maybe { $0.number(1...9) })
            let octets = head + (returned ?? []) + tail
            #expect(try definite(octets) == octets)
            let cut = make.number(0...octets.count)
            let whole = try WholeAPDU([octets[..<cut], octets[cut...]])
            #expect(whole.isComplete)
            #expect(whole.reportEnvelope == envelope, "seed \(seed)")
            #expect(whole.reportContent == content, "seed \(seed)")
            #expect(whole.returnedContent == returned ?? [])
            let kept = ReportTransferAPDU.encode(envelope: envelope, content: content)
            #expect(try ReportTransferAPDU.decode(kept[...]) == (envelope, content))
        }
    }

    @Test("Every prefix is incomplete and every split gives the same, wherever the returned content stands")
    func prefixesAndSplits() throws {
        let fields = try Self.fields()
        for returned in [
            [0x81, 3, 1, 2, 3], [0xA1, 0x80, 0x04, 1, 1, 0x24, 0x80, 0x04, 1, 2, 0x04, 0, 0, 0, 0x04, 1, 3, 0, 0],
            [0xA1, 9, 0x04, 1, 1, 0x24, 4, 0x04, 2, 2, 3], [0x81, 0], [0xA1, 0], [0xA1, 0x80, 0, 0],
        ] as [[UInt8]] {
            for place in 0...fields.count {
                var all = fields
                all.insert(returned, at: place)
                let definite = Self.apdu(all)
                let indefinite =
                    [0x28, 0x80, 0x02, 1, 5, 0xA0, 0x80, 0xA1, 0x80] + Self.envelope.encoded + [0x31, 0x80]
                    + all.flatMap { $0 } + [UInt8](repeating: 0, count: 8)
                for octets in [definite, indefinite] {
                    let whole = try WholeAPDU(octets)
                    #expect(whole.isComplete)
                    #expect(whole.reportEnvelope == Self.envelope)
                    #expect(whole.reportContent == Self.content)
                    #expect(whole.returnedContent == (returned.count > 4 ? [1, 2, 3] : []))
                    #expect(whole.content.isEmpty)
                    for cut in 0..<octets.count {
                        #expect(try !WholeAPDU([octets[..<cut]]).isComplete)
                        #expect(try WholeAPDU([octets[..<cut], octets[cut...]]) == whole)
                    }
                    #expect(try WholeAPDU(octets.indices.map { octets[$0...$0] }) == whole)
                }
            }
        }
    }

    @Test("Fields may stand in any order; a missing one, a second one and a foreign one are refused")
    func fieldsOfTheSet() throws {
        var content = Self.content
        content.subjectIntermediateTraceInformation = Self.trace
        content.originalEncodedInformationTypes = .ia5Text
        content.contentType = .interpersonalMessaging1984
        content.contentIdentifier = "test"
        content.additionalInformation = [0xA2, 2, 0x05, 0]
        content.extensions = [.contentCorrelator([1])]
        let fields = try Self.fields(content)
        #expect(fields.count == 8)
        #expect(try WholeAPDU(Self.apdu(fields.reversed())).reportContent == content)
        let required = try Self.fields()
        #expect(required.count == 2)
        for index in required.indices {
            var less = required
            less.remove(at: index)
            #expect(throws: BERError(.missingElement)) { try WholeAPDU(Self.apdu(less)) }
        }
        for field in fields {
            #expect(throws: BERError(.malformed)) { try WholeAPDU(Self.apdu(fields + [field])) }
        }
        #expect(throws: BERError(.malformed)) { try WholeAPDU(Self.apdu([[0x81, 0]] + fields + [[0x81, 0]])) }
        #expect(throws: BERError(.unexpectedTag)) { try WholeAPDU(Self.apdu(fields + [[0x84, 0]])) }
        #expect(throws: BERError(.invalidValue)) { try WholeAPDU(Self.apdu([required[0], [0xA0, 0]])) }
    }

    @Test("Ten megabytes of returned content pass through without being kept", .timeLimit(.minutes(1)))
    func largeReturnedContent() throws {
        let count = 10 << 20
        let (head, tail) = ReportTransferAPDU.header(
            envelope: Self.envelope, content: Self.content, returnedContentLength: count, contextIdentifier: 5)
        // The fields alone are limited: a decoder that kept the content would refuse it.
        var decoder = MTSAPDUDecoder(limits: MTSAPDULimits(envelopeOctets: 1000))
        #expect(try decoder.consume(head[...]) == [])
        let piece = [UInt8](repeating: 7, count: 1 << 16)
        for _ in 0..<(count >> 16) {
            #expect(try decoder.consume(piece[...]) == [.returnedContent(piece[...])])
        }
        #expect(try decoder.consume(tail[...]) == [.report(Self.envelope, Self.content), .end])
    }

    @Test("Limits of returned content, fields and recipients are kept as soon as they show")
    func limits() throws {
        let report = [0xA1, 0x80] + Self.envelope.encoded + [0x31, 0x80]
        func refuse(_ octets: [UInt8], _ limits: MTSAPDULimits) {
            #expect(throws: BERError(.limitExceeded)) { try WholeAPDU(octets, limits: limits) }
        }
        refuse(report + [0x81, 11], MTSAPDULimits(contentOctets: 10))
        refuse(report + [0xA1, 0x80, 0x04, 5, 1, 2, 3, 4, 5, 0x04, 6], MTSAPDULimits(contentOctets: 10))
        let fields = (0..<100).flatMap { _ in [0x84, 4, 1, 2, 3, 4] as [UInt8] }
        refuse(report + fields, MTSAPDULimits(envelopeOctets: 500))
        var crowded = Self.content
        crowded.perRecipientFields += crowded.perRecipientFields
        let octets = ReportTransferAPDU.encode(envelope: Self.envelope, content: crowded)
        refuse(octets, MTSAPDULimits(recipients: 1))
        _ = try WholeAPDU(octets, limits: MTSAPDULimits(recipients: 2))
    }

    @Test(
        "What is no report is refused where it shows",
        arguments: [
            ([0xA1, 0], .missingElement), ([0xA1, 0x80, 0, 0], .missingElement),
            ([0xA1, 0x80, 0x30, 0], .unexpectedTag),
            ([0xA1, 0x80, 0x31, 0], .missingElement), ([0x81, 0], .unexpectedTag),
        ] as [([UInt8], BERError.Code)])
    func refused(octets: [UInt8], code: BERError.Code) {
        #expect(throws: BERError(code)) { try WholeAPDU(octets) }
    }

    @Test("Behind the report's envelope too")
    func refusedContent() {
        let head = [0xA1, 0x80] + Self.envelope.encoded
        for (octets, code) in [
            ([0, 0], .missingElement), ([0x04, 0], .unexpectedTag), ([0x31, 0], .missingElement),
            ([0x31, 0x80, 0xA1, 0x80, 0x05, 0], .unexpectedTag), ([0x31, 0x80, 0x81, 1, 7, 0, 0], .missingElement),
            ([0x31, 3, 0x81, 2], .malformed),
        ] as [([UInt8], BERError.Code)] {
            #expect(throws: BERError(code)) { try WholeAPDU(head + octets) }
        }
    }

    @Test("A decoder of whole reports says what is no report")
    func decodeOther() {
        let probe: [UInt8] = [0xA2, 0]
        #expect(throws: BERError(.missingElement)) { try ReportTransferAPDU.decode(probe[...]) }
        let report = Self.apdu(returned: [1])
        #expect(throws: BERError(.truncated)) { try ReportTransferAPDU.decode(report.dropLast()) }
        #expect(throws: BERError(.unexpectedTag)) { try ProbeTransferAPDU.decode(report[...]) }
    }
}

extension ReportTransferEnvelope {
    var encoded: [UInt8] {
        var writer = BERWriter()
        write(to: &writer)
        return writer.octets
    }
}
