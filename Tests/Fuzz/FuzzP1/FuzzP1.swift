import FuzzInput
import Message
import P1

/// libFuzzer's entry.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    unsafe tryP1(FuzzInput(Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

/// Bind APDUs, MTS APDUs in pieces, Internet mailboxes as O/R addresses, and O/R addresses as text; which, the first
/// octet says.
private func tryP1(_ input: FuzzInput) {
    var input = input
    switch input.octet() % 6 {
    case 0:
        let octets = input.remainder()
        guard let bind = try? MTABindArgument.decode(octets[...]) else { return }
        require((try? MTABindArgument.decode(bind.encode()[...])) == bind, "a bind is written as it was read")
    case 1: _ = try? MTABindResult.decode(input.remainder()[...])
    case 2: _ = try? MTABindError.decode(input.remainder()[...])
    case 3: tryMessage(&input)
    case 4: tryMailbox(input.remainder())
    default: tryAddress(input.remainder())
    }
}

/// What the decoder finds does not depend on how the octets were cut, and never more than was put in.
private func tryMessage(_ input: inout FuzzInput) {
    let pieces = input.remainder(inPiecesOf: Int(input.octet()))
    let inPieces = found(pieces)
    let atOnce = found([pieces.flatMap { $0 }])
    if atOnce.complete {
        require(inPieces.complete, "an APDU is complete however it was cut")
        require(inPieces.content == atOnce.content, "content does not depend on cuts")
        require(inPieces.parts == atOnce.parts, "parts do not depend on cuts")
    }
    require(atOnce.content.count <= pieces.reduce(0) { $0 + $1.count }, "no more content than octets")
    for part in atOnce.parts { tryPart(part) }
}

private func found(_ pieces: [[UInt8]]) -> (parts: [DecodedPart], content: [UInt8], complete: Bool) {
    var decoder = MTSAPDUDecoder()
    var parts: [DecodedPart] = []
    var content: [UInt8] = []
    for piece in pieces {
        guard let more = try? decoder.consume(piece[...]) else { return (parts, content, false) }
        for part in more {
            switch part {
            case .content(let octets), .returnedContent(let octets): content += octets
            case .envelope, .report, .probe, .end: parts.append(part)
            }
        }
    }
    return (parts, content, decoder.isComplete)
}

/// What was read is written so that the same is read again, and goes to 1984 and back without harm.
private func tryPart(_ part: DecodedPart) {
    switch part {
    case .envelope(let envelope):
        let octets = MessageTransferAPDU.header(envelope: envelope, contentLength: 0, contextIdentifier: nil)
        require(found([octets]).parts.first == part, "an envelope is written as it was read")
        _ = envelope.downgraded()
        _ = envelope.upgraded()
        tryNames(envelope.perRecipientFields.map(\.recipientName) + [envelope.originatorName])
    case .report(let envelope, let content):
        let octets = ReportTransferAPDU.encode(envelope: envelope, content: content)
        require(found([octets]).parts.first == part, "a report is written as it was read")
        tryNames([envelope.reportDestinationName])
    case .probe(let envelope):
        let octets = ProbeTransferAPDU.encode(envelope: envelope, contextIdentifier: nil)
        require(found([octets]).parts.first == part, "a probe is written as it was read")
        _ = envelope.downgraded()
        tryNames(envelope.perRecipientFields.map(\.recipientName))
    case .content, .returnedContent, .end: break
    }
}

private func tryNames(_ names: [ORName]) {
    for name in names { _ = try? ORAddress(attributes: name.address.attributes) }
}

/// An address that was read is written so that the same is read again; in full it may be longer than what is read.
private func tryAddress(_ octets: [UInt8]) {
    guard let address = try? X400Address(parsing: String(decoding: octets, as: UTF8.self)) else { return }
    if address.description.utf8.count <= X400Address.textLimit {
        require(
            (try? X400Address(parsing: address.description))?.matches(address) == true, "F.401's form is read again")
    }
    _ = address.rfc2156
    _ = address.covers(address)
    _ = try? ORAddress(attributes: address.attributes.map { ORAddressAttribute($0.key, $0.value) })
}

private func tryMailbox(_ octets: [UInt8]) {
    let text = String(decoding: octets, as: UTF8.self)
    _ = PrintableStringEscapes.decode(text)
    let domain = GlobalDomainIdentifier(country: "XX", administrationDomain: " ", privateDomain: "FUZZ")
    guard let address = ORAddress.rfc822(text, domain: domain) else { return }
    if let mailbox = address.rfc822Mailbox {
        require(mailbox == text, "a mailbox comes out of an address as it went in")
    }
}
