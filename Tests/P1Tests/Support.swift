import BER
import P1

/// A generator whose run can be repeated from its seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// The same value with all lengths definite and strings in one piece, as our encoder writes it.
func definite(_ octets: [UInt8]) throws(BERError) -> [UInt8] {
    var reader = try BERReader(octets[...])
    let element = try reader.next()
    try reader.expectEnd()
    var writer = BERWriter()
    try writeDefinite(element, to: &writer)
    return writer.octets
}

private func writeDefinite(_ element: BERElement, to writer: inout BERWriter) throws(BERError) {
    guard element.isConstructed else { return writer.primitive(element.tag, element.contents) }
    if element.tag == .octetString { return writer.primitive(element.tag, try element.octets()) }
    var inner = BERWriter()
    var children = try element.children()
    while let child = try children.nextIfPresent() { try writeDefinite(child, to: &inner) }
    writer.header(element.tag, constructed: true, length: inner.octets.count)
    writer.encoded(inner.octets)
}

/// An APDU as a whole, however its octets were cut.
struct WholeAPDU: Equatable {
    var envelope: MessageTransferEnvelope?
    var content: [UInt8] = []
    var returnedContent: [UInt8] = []
    var reportEnvelope: ReportTransferEnvelope?
    var reportContent: ReportTransferContent?
    var probe: ProbeTransferEnvelope?
    var isComplete = false
    var contextIdentifier: Int?

    /// Decodes `pieces` in order.
    init(_ pieces: [ArraySlice<UInt8>], limits: MTSAPDULimits = MTSAPDULimits()) throws(BERError) {
        var decoder = MTSAPDUDecoder(limits: limits)
        for piece in pieces {
            for part in try decoder.consume(piece) {
                switch part {
                case .envelope(let value): envelope = value
                case .content(let octets): content += octets
                case .returnedContent(let octets): returnedContent += octets
                case .report(let envelope, let content): (reportEnvelope, reportContent) = (envelope, content)
                case .probe(let envelope): probe = envelope
                case .end: isComplete = true
                }
            }
        }
        contextIdentifier = decoder.contextIdentifier
    }

    init(_ octets: [UInt8], limits: MTSAPDULimits = MTSAPDULimits()) throws(BERError) {
        try self.init([octets[...]], limits: limits)
    }
}

extension GlobalDomainIdentifier {
    static let hq = GlobalDomainIdentifier(country: "GB", administrationDomain: " ", privateDomain: "HQ")
}

extension MessageTransferEnvelope {
    /// The least that a message must have.
    static var small: MessageTransferEnvelope {
        MessageTransferEnvelope(
            messageIdentifier: MTSIdentifier(globalDomainIdentifier: .hq, localIdentifier: "HQ-261121011718Z-1"),
            originatorName: ORName(address: ORAddress(domain: .hq)),
            traceInformation: [
                TraceInformationElement(
                    globalDomainIdentifier: .hq, arrivalTime: UTCTime(seconds: 1_795_223_838))
            ],
            perRecipientFields: [
                PerRecipientMessageTransferFields(
                    recipientName: ORName(address: ORAddress(domain: .hq)), originallySpecifiedRecipientNumber: 1,
                    perRecipientIndicators: PerRecipientIndicators(responsibility: true))
            ])
    }

    var encoded: [UInt8] {
        var writer = BERWriter()
        write(to: &writer)
        return writer.octets
    }

    static func decoded(_ octets: [UInt8]) throws(BERError) -> MessageTransferEnvelope {
        var reader = try BERReader(octets[...])
        let envelope = try MessageTransferEnvelope(try reader.next())
        try reader.expectEnd()
        return envelope
    }
}
