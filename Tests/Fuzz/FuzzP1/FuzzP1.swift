import FuzzInput
import P1

/// libFuzzer's entry.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    unsafe tryP1(FuzzInput(Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

/// Bind APDUs, MTS APDUs in pieces, and Internet mailboxes as O/R addresses; the first octet says which.
private func tryP1(_ input: FuzzInput) {
    var input = input
    switch input.octet() % 5 {
    case 0:
        let octets = input.remainder()
        guard let bind = try? MTABindArgument.decode(octets[...]) else { return }
        require((try? MTABindArgument.decode(bind.encode()[...])) == bind, "a bind is written as it was read")
    case 1: _ = try? MTABindResult.decode(input.remainder()[...])
    case 2: _ = try? MTABindError.decode(input.remainder()[...])
    case 3: tryMessage(&input)
    default: tryMailbox(input.remainder())
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
}

private func found(_ pieces: [[UInt8]]) -> (parts: [DecodedPart], content: [UInt8], complete: Bool) {
    var decoder = MTSAPDUDecoder()
    var parts: [DecodedPart] = []
    var content: [UInt8] = []
    for piece in pieces {
        guard let more = try? decoder.consume(piece[...]) else { return (parts, content, false) }
        for part in more {
            if case .content(let octets) = part { content += octets } else { parts.append(part) }
        }
    }
    return (parts, content, decoder.isComplete)
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
