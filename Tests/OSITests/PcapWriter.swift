/// Writes what two ends exchanged as a capture file, as if it had gone over Ethernet, IPv4 and TCP.
///
/// Each recording becomes one TCP connection with a port of its own; the caller is 192.0.2.1 (RFC 5737), the other end
/// 192.0.2.2. `octets` is the file.
struct PcapWriter {
    private(set) var octets: [UInt8] = []
    private var ports: (initiator: UInt16, responder: UInt16)
    private var microseconds: UInt32 = 0
    /// Sequence numbers of the initiator and the responder.
    private var sequence: (initiator: UInt32, responder: UInt32) = (1000, 5000)

    private static let synchronize: UInt8 = 0x02
    private static let finish: UInt8 = 0x01
    private static let acknowledge: UInt8 = 0x10
    private static let push: UInt8 = 0x08
    private static let greatestSegment = 16_000

    /// - Parameter firstPort: the caller's port of the first recording; each that follows has the next one.
    init(firstPort: UInt16 = 20_000, responderPort: UInt16 = 10_102) {
        ports = (firstPort, responderPort)
        // Native byte order mark, version 2.4, no time zone, 64 KiB a frame, Ethernet.
        octets = Self.little(0xA1B2_C3D4) + [2, 0, 4, 0] + Self.little(0) + Self.little(0) + Self.little(65_535)
        octets += Self.little(1)
    }

    /// One TCP connection from its beginning to its end, a TPKT at a time.
    mutating func add(_ recording: Recording) {
        sequence = (1000, 5000)
        open()
        for packet in recording.packets { send(fromInitiator: packet.isFromCaller, packet.octets) }
        close()
        ports.initiator += 1
    }

    /// The three-way handshake.
    private mutating func open() {
        frame(fromInitiator: true, flags: Self.synchronize, [])
        sequence.initiator += 1
        frame(fromInitiator: false, flags: Self.synchronize | Self.acknowledge, [])
        sequence.responder += 1
        frame(fromInitiator: true, flags: Self.acknowledge, [])
    }

    private mutating func send(fromInitiator: Bool, _ payload: [UInt8]) {
        var rest = payload[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(Self.greatestSegment))
            rest = rest.dropFirst(piece.count)
            frame(fromInitiator: fromInitiator, flags: Self.acknowledge | Self.push, piece)
            advance(fromInitiator, by: UInt32(piece.count))
        }
        frame(fromInitiator: !fromInitiator, flags: Self.acknowledge, [])
    }

    private mutating func close() {
        for fromInitiator in [true, false] {
            frame(fromInitiator: fromInitiator, flags: Self.finish | Self.acknowledge, [])
            advance(fromInitiator, by: 1)
            frame(fromInitiator: !fromInitiator, flags: Self.acknowledge, [])
        }
    }

    private mutating func advance(_ initiator: Bool, by count: UInt32) {
        if initiator { sequence.initiator &+= count } else { sequence.responder &+= count }
    }

    private mutating func frame(fromInitiator: Bool, flags: UInt8, _ payload: [UInt8]) {
        let ends: [UInt8] = fromInitiator ? [1, 2] : [2, 1]
        let source = fromInitiator ? ports.initiator : ports.responder
        let destination = fromInitiator ? ports.responder : ports.initiator
        let own = fromInitiator ? sequence.initiator : sequence.responder
        let other = fromInitiator ? sequence.responder : sequence.initiator
        let acknowledged = flags & Self.acknowledge == 0 ? 0 : other
        let tcp =
            Self.big(source) + Self.big(destination) + Self.big(own) + Self.big(acknowledged) + [0x50, flags]
            + Self.big(UInt16.max) + [0, 0, 0, 0] + payload
        var ip: [UInt8] = [0x45, 0] + Self.big(UInt16(20 + tcp.count)) + [0, 0, 0x40, 0, 64, 6, 0, 0]
        ip += [192, 0, 2, ends[0], 192, 0, 2, ends[1]]
        let sum = Self.checksum(ip)
        ip[10] = UInt8(sum >> 8)
        ip[11] = UInt8(sum & 0xFF)
        let ethernet: [UInt8] = [2, 0, 0, 0, 0, ends[1], 2, 0, 0, 0, 0, ends[0], 8, 0]
        let whole = ethernet + ip + tcp
        microseconds += 1000
        octets += Self.little(1_800_000_000 + microseconds / 1_000_000) + Self.little(microseconds % 1_000_000)
        octets += Self.little(UInt32(whole.count)) + Self.little(UInt32(whole.count)) + whole
    }

    /// RFC 1071.
    private static func checksum(_ header: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: header.count, by: 2) {
            sum += UInt32(header[index]) << 8 | UInt32(header[index + 1])
        }
        while sum >> 16 != 0 { sum = sum & 0xFFFF + sum >> 16 }
        return ~UInt16(truncatingIfNeeded: sum)
    }

    private static func little(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }

    private static func big(_ value: UInt32) -> [UInt8] { little(value).reversed() }
    private static func big(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }
}
