import Foundation

/// Octets that other implementations put on the wire (Tests/Captures). Facts about them, not rules.
///
/// `pp-…`: PP 6.0 on ISODE 8.3, an MTA of the 1990s, to itself under two names, recorded on the loopback interface.
/// `isoc-…`: programs that exercise ISODE's layers. `public-…`: single PDUs of a public sample capture of 2005 between
/// two MTAs of another make.
enum Captures {
    /// The calls that a capture holds, one TCP connection each, in the order in which they began.
    static func calls(_ name: String) -> [Recording] {
        let octets = read(name + ".pcap")
        var calls: [[UInt16]: [Recording.Piece]] = [:]
        var order: [[UInt16]] = []
        var rest = octets.dropFirst(24)
        while rest.count >= 16 {
            let length = Int(little(rest, at: 8))
            let frame = Array(rest.dropFirst(16).prefix(length))
            rest = rest.dropFirst(16 + length)
            guard let segment = Segment(frame), !segment.payload.isEmpty else { continue }
            if calls[segment.ports] == nil { order.append(segment.ports) }
            calls[segment.ports, default: []].append(
                Recording.Piece(isFromCaller: segment.isFromCaller, octets: segment.payload))
        }
        return order.map { Recording(calls[$0] ?? []) }
    }

    /// The first call of a capture.
    static func call(_ name: String) -> Recording { calls(name).first ?? Recording() }

    static let ppPingInitiator = call("pp-ping-88").payloads(fromCaller: true)
    static let ppPingResponder = call("pp-ping-88").payloads(fromCaller: false)
    static let ppTransferInitiator = call("pp-a2b-88").payloads(fromCaller: true)
    static let ppTransferResponder = call("pp-a2b-88").payloads(fromCaller: false)
    static let ppAlternateInitiator = call("pp-a2b-88-twa").payloads(fromCaller: true)

    static let publicCR = hexadecimal("public-cr")
    static let publicCN = hexadecimal("public-cn")
    static let publicAC = hexadecimal("public-ac")
    static let publicFN = hexadecimal("public-fn")
    static let publicRecoverPDV = hexadecimal("public-recover-aarq-pdv")

    // MARK: MTS-APDUs

    /// 1988 normal mode, definite outside and indefinite inside; one EXTERNAL.
    static let message88 = apdu("pp-a2b-88")
    /// The same with two-way alternate dialogue asked for.
    static let message88TurnShared = apdu("pp-a2b-88-twa")
    /// 1988 in X.410 mode: the bare MTS-APDU.
    static let message88X410 = apdu("pp-a2b-88x410")
    static let message84 = apdu("pp-a2b-84")
    /// A message to an unknown recipient, and the report that came back.
    static let messageToNobody = apdu("pp-a2b-88-ndr")
    static let report = apdu("pp-a2b-88-ndr", call: 1)

    private static func apdu(_ name: String, call: Int = 0) -> [UInt8] {
        let calls = calls(name)
        return calls.indices.contains(call) ? calls[call].transferred(fromCaller: true).first ?? [] : []
    }

    // MARK: Files

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Captures")

    private static func read(_ file: String) -> [UInt8] {
        (try? Data(contentsOf: folder.appending(path: file))).map { [UInt8]($0) } ?? []
    }

    private static func hexadecimal(_ name: String) -> [UInt8] {
        octets(String(decoding: read(name + ".hex"), as: UTF8.self))
    }

    /// Octets of a hexadecimal text; everything else in it is passed over.
    static func octets(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap { $0.hexDigitValue.map { UInt8($0) } }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private static func little(_ octets: ArraySlice<UInt8>, at offset: Int) -> UInt32 {
        octets.dropFirst(offset).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A TCP segment out of an Ethernet frame.
    private struct Segment {
        /// Lower port first, which is the caller's or not.
        let ports: [UInt16]
        let isFromCaller: Bool
        let payload: [UInt8]

        static let listening: UInt16 = 10_102

        init?(_ frame: [UInt8]) {
            guard frame.count >= 54, frame[12] == 8, frame[13] == 0, frame[23] == 6 else { return nil }
            let length = Int(frame[16]) << 8 | Int(frame[17])
            let tcp = frame.prefix(14 + length).dropFirst(14 + Int(frame[14] & 15) * 4)
            let start = tcp.startIndex
            guard tcp.count >= 20 else { return nil }
            let source = UInt16(tcp[start]) << 8 | UInt16(tcp[start + 1])
            let destination = UInt16(tcp[start + 2]) << 8 | UInt16(tcp[start + 3])
            ports = [source, destination].sorted()
            isFromCaller = destination == Self.listening
            payload = Array(tcp.dropFirst(Int(tcp[start + 12] >> 4) * 4))
        }
    }
}
