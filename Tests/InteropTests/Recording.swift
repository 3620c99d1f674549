import Foundation
import OSI

/// What passed on a line, in order, as `recording-line.py` wrote it down or a test itself.
struct Recording {
    struct Piece {
        let isFromCaller: Bool
        var octets: [UInt8]
    }

    private(set) var pieces: [Piece] = []

    init() {}

    /// Call `number` of a line, from 1 on.
    init(_ path: String, call number: Int) throws {
        var rest = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path).\(number)")))[...]
        while rest.count >= 5 {
            let header = Array(rest.prefix(5))
            let length = header[1...].reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(5)
            add(isFromCaller: header[0] == UInt8(ascii: ">"), Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
    }

    mutating func add(isFromCaller: Bool, _ octets: [UInt8]) {
        pieces.append(Piece(isFromCaller: isFromCaller, octets: octets))
    }

    /// The same octets cut into TPKTs, each where its last octet stood. What a cut left of one comes last.
    var packets: [Piece] {
        var result: [Piece] = []
        var waiting: [Bool: [UInt8]] = [:]
        for piece in pieces {
            var octets = waiting[piece.isFromCaller, default: []] + piece.octets
            while octets.count >= 4, case let length = Int(octets[2]) << 8 | Int(octets[3]), length >= 4,
                octets.count >= length
            {
                result.append(Piece(isFromCaller: piece.isFromCaller, octets: Array(octets.prefix(length))))
                octets.removeFirst(length)
            }
            waiting[piece.isFromCaller] = octets
        }
        for (isFromCaller, octets) in waiting where !octets.isEmpty {
            result.append(Piece(isFromCaller: isFromCaller, octets: octets))
        }
        return result
    }

    /// As a capture file, a TPKT at a time.
    var capture: [UInt8] {
        var writer = PcapWriter()
        writer.open()
        for packet in packets { writer.send(fromInitiator: packet.isFromCaller, packet.octets) }
        writer.close()
        return writer.octets
    }

    /// The SPDUs of one direction.
    func spdus(fromCaller: Bool) throws -> [SPDU] {
        var decoder = TPKTDecoder()
        var result: [SPDU] = []
        var tsdu: [UInt8] = []
        for packet in packets where packet.isFromCaller == fromCaller {
            decoder.append(packet.octets)
            guard let octets = try decoder.next(), case .dt(let isLast, let data) = try TPDU.decode(octets) else {
                continue
            }
            tsdu += data
            if !isLast { continue }
            if let spdu = try SPDU.decode(tsdu[...]) { result.append(spdu) }
            tsdu = []
        }
        return result
    }
}
