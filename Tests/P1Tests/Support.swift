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
    if stringTags.contains(element.tag) { return writer.primitive(element.tag, try element.octets()) }
    var inner = BERWriter()
    var children = try element.children()
    while let child = try children.nextIfPresent() { try writeDefinite(child, to: &inner) }
    writer.header(element.tag, constructed: true, length: inner.octets.count)
    writer.encoded(inner.octets)
}

/// OCTET STRING and the character strings and times of P1.
private let stringTags: Set<BERTag> = [
    .octetString, .numericString, .printableString, .teletexString, .ia5String, .utcTime,
]

/// The same value in forms that X.690 leaves to the sender, chosen by chance: indefinite lengths, lengths with more
/// octets than needed, strings in segments that nest, elements of a SET in any order.
func unusual(_ octets: [UInt8], _ make: inout Maker) throws(BERError) -> [UInt8] {
    var reader = try BERReader(octets[...])
    let element = try reader.next()
    try reader.expectEnd()
    if element.isConstructed {
        var children: [[UInt8]] = []
        var rest = try element.children()
        while let child = try rest.nextIfPresent() { children.append(try unusual([UInt8](child.encoded), &make)) }
        // A SET, and no SET OF, whose order we keep.
        if element.tag == .set, Set(children.map(\.first)).count == children.count {
            children.shuffle(using: &make.generator)
        }
        return framed(octets, children.flatMap { $0 }, isConstructed: true, &make)
    }
    guard stringTags.contains(element.tag), make.chance() else {
        return framed(octets, [UInt8](element.contents), isConstructed: false, &make)
    }
    return framed(octets, segments(element.contents, depth: 0, &make), isConstructed: true, &make)
}

private func segments(_ contents: ArraySlice<UInt8>, depth: Int, _ make: inout Maker) -> [UInt8] {
    let cut = contents.startIndex + make.number(0...contents.count)
    var result: [UInt8] = []
    for part in [contents[..<cut], contents[cut...]] {
        if depth < 3, make.chance() {
            let inner = segments(part, depth: depth + 1, &make)
            result += framed([0x04], inner, isConstructed: true, &make)
        } else {
            result += framed([0x04], [UInt8](part), isConstructed: false, &make)
        }
    }
    return result
}

/// Contents behind the identifier octet of `octets` and length octets of some form.
private func framed(
    _ octets: [UInt8], _ contents: [UInt8], isConstructed: Bool, _ make: inout Maker
) -> [UInt8] {
    let identifier = octets[0] & ~0x20 | (isConstructed ? 0x20 : 0)
    switch make.number(0...2) {
    case 0 where isConstructed: return [identifier, 0x80] + contents + [0, 0]
    case 1:
        let length = (0..<4).map { UInt8(truncatingIfNeeded: contents.count >> (24 - 8 * $0)) }
        let padding = [UInt8](repeating: 0, count: make.number(0...8))
        return [identifier, 0x84 + UInt8(padding.count)] + padding + length + contents
    default: return [identifier] + BERWriter.lengthOctets(contents.count) + contents
    }
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
