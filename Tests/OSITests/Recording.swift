/// What passed on a line, in order: a capture of others, what a test wrote down itself, or a recorded call.
///
/// It reads TPKT, TPDU and SPDU framing with code of its own, so that it can judge ours.
struct Recording: Sendable {
    struct Piece: Equatable, Sendable {
        let isFromCaller: Bool
        var octets: [UInt8]
    }

    private(set) var pieces: [Piece] = []

    init() {}
    init(_ pieces: [Piece]) { self.pieces = pieces }

    mutating func add(isFromCaller: Bool, _ octets: [UInt8]) {
        pieces.append(Piece(isFromCaller: isFromCaller, octets: octets))
    }

    /// The octets of one direction, piece by piece.
    func payloads(fromCaller: Bool) -> [[UInt8]] {
        pieces.filter { $0.isFromCaller == fromCaller }.map(\.octets)
    }

    /// The same octets cut into TPKTs, each where its last octet stood. What a cut left of one comes last.
    var packets: [Piece] {
        var result: [Piece] = []
        var waiting: [Bool: [UInt8]] = [:]
        for piece in pieces {
            var octets = (waiting[piece.isFromCaller, default: []] + piece.octets)[...]
            while octets.count >= 4, case let length = Self.length(octets), length >= 4, octets.count >= length {
                result.append(Piece(isFromCaller: piece.isFromCaller, octets: Array(octets.prefix(length))))
                octets = octets.dropFirst(length)
            }
            waiting[piece.isFromCaller] = Array(octets)
        }
        for (isFromCaller, octets) in waiting where !octets.isEmpty {
            result.append(Piece(isFromCaller: isFromCaller, octets: octets))
        }
        return result
    }

    private static func length(_ packet: ArraySlice<UInt8>) -> Int {
        Int(packet[packet.startIndex + 2]) << 8 | Int(packet[packet.startIndex + 3])
    }

    /// The TSDUs, put together from their DT TPDUs.
    var tsdus: [Piece] {
        var result: [Piece] = []
        var waiting: [Bool: [UInt8]] = [:]
        for packet in packets where packet.octets.count > 7 && packet.octets[5] == 0xF0 {
            waiting[packet.isFromCaller, default: []] += packet.octets[7...]
            guard packet.octets[6] & 0x80 != 0 else { continue }
            result.append(
                Piece(isFromCaller: packet.isFromCaller, octets: waiting.removeValue(forKey: packet.isFromCaller) ?? [])
            )
        }
        return result
    }

    /// The APDUs transferred in one direction: the data of each activity, without RTTR's headers in normal mode.
    func transferred(fromCaller: Bool) -> [[UInt8]] {
        var result: [[UInt8]] = []
        for tsdu in tsdus where tsdu.isFromCaller == fromCaller {
            guard tsdu.octets.starts(with: [1, 0]), tsdu.octets.count >= 4 else { continue }
            switch tsdu.octets[2] {
            case 0x2D, 0x1D: result.append([])
            case 0x01 where !result.isEmpty:
                let data = tsdu.octets[(4 + Int(tsdu.octets[3]))...]
                result[result.count - 1] += Self.reliableTransferData(data)
            default: break
            }
        }
        return result
    }

    /// The octets of an RTTR: in normal mode the one OCTET STRING inside fully encoded data, else all of them.
    private static func reliableTransferData(_ data: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = data
        for tag: UInt8 in [0x61, 0x30, 0x02, 0xA0, 0x04] {
            guard rest.first == tag, let header = headerLength(rest) else { return data }
            // The context identifier is passed over, everything else is looked into.
            rest = rest.dropFirst(header.octets)
            if tag == 0x02 { rest = rest.dropFirst(header.contents ?? 0) }
            if tag == 0x04 { rest = rest.prefix(header.contents ?? 0) }
        }
        return rest
    }

    private static func headerLength(_ octets: ArraySlice<UInt8>) -> (octets: Int, contents: Int?)? {
        guard octets.count >= 2 else { return nil }
        let first = octets[octets.startIndex + 1]
        if first < 0x80 { return (2, Int(first)) }
        if first == 0x80 { return (2, nil) }
        let count = Int(first & 0x7F)
        guard octets.count >= 2 + count else { return nil }
        return (2 + count, octets.dropFirst(2).prefix(count).reduce(0) { $0 << 8 | Int($1) })
    }
}
