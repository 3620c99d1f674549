/// One frame of a serial line that is not free of errors.
///
/// On the line: flag, body, CRC-32 of the body in network order, flag. Flag, escape, and what flow control may take for
/// itself (XON, XOFF, also with the eighth bit) go as an escape and the octet xor 0x20, as in asynchronous HDLC (RFC
/// 1662 4.2). Body: kind, then what the case says. A frame whose length or CRC is wrong is no frame.
package enum SerialFrame: Hashable, Sendable {
    /// 1: the caller begins, or begins anew; the number tells the calls apart. Version, session.
    case open(version: UInt8, session: UInt32)
    /// 2: the other end is ready; the caller's session.
    case accept(session: UInt32)
    /// 3: octets. Number of this frame, number of the frame that is expected from the receiver, length, octets.
    case data(number: UInt8, expects: UInt8, payload: [UInt8])
    /// 4: everything before this number has come.
    case ready(expects: UInt8)
    /// 5: a frame is missing; send again from this number.
    case again(expects: UInt8)
    /// 6: nothing more will follow.
    case close

    package static let version: UInt8 = 1
    /// Octets of one data frame.
    package static let greatestPayload = 1024
    static let greatestBody = greatestPayload + 9

    /// What begins and ends a frame.
    package static let flag: UInt8 = 0x7E
    static let escape: UInt8 = 0x7D

    /// The frame on the line, both flags included.
    package var octets: [UInt8] {
        var body = self.body
        let check = CRC32.of(body)
        for shift in [24, 16, 8, 0] { body.append(UInt8(truncatingIfNeeded: check >> UInt32(shift))) }
        var result = [Self.flag]
        result.reserveCapacity(body.count + body.count / 8 + 2)
        for octet in body {
            if octet == Self.flag || octet == Self.escape || octet & 0x7F == 0x11 || octet & 0x7F == 0x13 {
                result.append(Self.escape)
                result.append(octet ^ 0x20)
            } else {
                result.append(octet)
            }
        }
        result.append(Self.flag)
        return result
    }

    private var body: [UInt8] {
        switch self {
        case .open(let version, let session): [1, version] + Self.octets(session)
        case .accept(let session): [2] + Self.octets(session)
        case .data(let number, let expects, let payload):
            [
                3, number, expects, UInt8(truncatingIfNeeded: payload.count >> 8),
                UInt8(truncatingIfNeeded: payload.count),
            ]
                + payload
        case .ready(let expects): [4, expects]
        case .again(let expects): [5, expects]
        case .close: [6]
        }
    }

    /// nil: its CRC, its kind or its length is wrong.
    init?(checked body: [UInt8]) {
        guard body.count >= 5 else { return nil }
        let content = body.dropLast(4)
        guard CRC32.of(content) == Self.number(body[(body.count - 4)...]) else { return nil }
        switch (content[0], content.count) {
        case (1, 6): self = .open(version: content[1], session: Self.number(content[2...]))
        case (2, 5): self = .accept(session: Self.number(content[1...]))
        case (3, 5...):
            let length = Int(content[3]) << 8 | Int(content[4])
            guard length == content.count - 5, (1...Self.greatestPayload).contains(length) else { return nil }
            self = .data(number: content[1], expects: content[2], payload: Array(content[5...]))
        case (4, 2): self = .ready(expects: content[1])
        case (5, 2): self = .again(expects: content[1])
        case (6, 1): self = .close
        default: return nil
        }
    }

    private static func octets(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }

    private static func number(_ octets: ArraySlice<UInt8>) -> UInt32 { octets.reduce(0) { $0 << 8 | UInt32($1) } }
}

/// CRC-32 as in ISO 3309 and V.42, reflected, 0xEDB88320.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    static func of(_ octets: some Sequence<UInt8>) -> UInt32 {
        ~octets.reduce(0xFFFF_FFFF) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] }
    }
}
