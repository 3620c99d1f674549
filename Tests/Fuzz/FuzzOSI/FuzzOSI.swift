import FuzzInput
import OSI

/// libFuzzer's entry.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    unsafe tryLayers(FuzzInput(Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

/// The PDU decoders of each layer; the first octet says which.
private func tryLayers(_ input: FuzzInput) {
    var input = input
    switch input.octet() % 12 {
    case 0: tryTransport(&input)
    case 1: _ = try? TPDU.decode(input.remainder()[...])
    case 2: trySession(&input)
    case 3: _ = try? PresentationValue.decodeUserData(input.remainder()[...])
    case 4: _ = try? ConnectPPDU(input.remainder()[...])
    case 5: _ = try? AcceptPPDU(input.remainder()[...])
    case 6: _ = try? RejectPPDU(input.remainder()[...])
    case 7: _ = try? ACSEAPDU.decode(input.remainder()[...])
    case 8: _ = try? RTSEAPDU.decode(input.remainder()[...])
    case 9: _ = try? RTSEAPDU.decodeRTTR(input.remainder()[...])
    case 10: _ = try? AbortPPDU(input.remainder()[...])
    default: tryRecovery(input.remainder())
    }
}

/// TSDUs one after the other, so that segments meet; what comes out can be sent.
private func trySession(_ input: inout FuzzInput) {
    var codec = SPDUCodec()
    let size = Int(input.octet())
    for tsdu in input.remainder(inPiecesOf: size) {
        guard let spdus = try? codec.decode(tsdu[...]) else { return }
        for spdu in spdus { _ = codec.encode(spdu) }
    }
}

/// TPKTs come out the same however their octets were cut.
private func tryTransport(_ input: inout FuzzInput) {
    let size = Int(input.octet())
    let pieces = input.remainder(inPiecesOf: size)
    let whole = packets([pieces.flatMap { $0 }])
    require(packets(pieces).starts(with: whole) || whole.starts(with: packets(pieces)), "TPKTs do not depend on cuts")
}

private func packets(_ pieces: [[UInt8]]) -> [[UInt8]] {
    var decoder = TPKTDecoder()
    var result: [[UInt8]] = []
    for piece in pieces {
        decoder.append(piece)
        while let packet = try? decoder.next() { result.append(Array(packet)) }
    }
    return result
}

private func tryRecovery(_ octets: [UInt8]) {
    guard let recovery = try? ActivityRecovery.decode(octets) else { return }
    require((try? ActivityRecovery.decode(recovery.encode())) == recovery, "a recovery is kept as it was")
}
