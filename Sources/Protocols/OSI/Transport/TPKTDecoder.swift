/// Cuts an octet stream into TPKTs (RFC 1006 section 6): version 3, a reserved octet, a 16-bit length that counts its
/// own four octets.
///
/// Never holds more than one incomplete TPKT beside the octets of the last `append`.
package struct TPKTDecoder: Equatable, Sendable {
    package static let headerOctets = 4
    package static let greatestTPKT = 65_535

    private var buffer: [UInt8] = []
    private var position = 0

    package init() {}

    /// Octets that wait for the rest of their TPKT.
    package var pendingOctets: Int { buffer.count - position }

    package mutating func append(_ octets: [UInt8]) {
        if position == buffer.count {
            buffer = octets
        } else {
            if position > 0 { buffer = Array(buffer[position...]) }
            buffer += octets
        }
        position = 0
    }

    /// The TPDU within the next complete TPKT; nil when more octets are needed.
    ///
    /// - Throws: `malformed` for another version or a length under 7. The stream cannot be followed after that.
    package mutating func next() throws(OSIError) -> ArraySlice<UInt8>? {
        guard pendingOctets > 0 else { return nil }
        guard buffer[position] == 3 else { throw OSIError(.malformed, "TPKT version \(buffer[position])") }
        guard pendingOctets >= Self.headerOctets else { return nil }
        let length = Int(buffer[position + 2]) << 8 | Int(buffer[position + 3])
        guard length >= 7 else { throw OSIError(.malformed, "TPKT length \(length)") }
        guard pendingOctets >= length else { return nil }
        defer { position += length }
        return buffer[(position + Self.headerOctets)..<(position + length)]
    }

    /// Drops everything.
    package mutating func clear() {
        buffer = []
        position = 0
    }
}
