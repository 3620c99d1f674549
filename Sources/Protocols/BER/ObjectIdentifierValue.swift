/// An object identifier, held as its contents octets, since arcs may be larger than any integer of the machine
/// (those under 2.25 are UUIDs of 128 bits, X.667).
package struct ObjectIdentifierValue: Hashable, Sendable {
    /// Greatest number of contents octets that is read.
    package static let lengthLimit = 256

    /// Contents octets (X.690 8.19), without tag and length.
    package let contents: [UInt8]

    /// The first arc must be 0, 1 or 2, and the second below 40 under 0 and 1; missing arcs are taken as 0.
    package init(_ arcs: [UInt64]) {
        let root = arcs.first ?? 0
        let second = arcs.count > 1 ? arcs[1] : 0
        var result: [UInt8] = []
        for arc in [root &* 40 &+ second] + arcs.dropFirst(2) { result += BERWriter.base128(arc) }
        contents = result
    }

    /// From contents octets; nil when they are empty, end within an arc or pad one with 0x80 (X.690 8.19.2).
    package init?(contents: some Collection<UInt8>) {
        var isFirst = true
        for octet in contents {
            if isFirst, octet == 0x80 { return nil }
            isFirst = octet & 0x80 == 0
        }
        guard isFirst, !contents.isEmpty else { return nil }
        self.contents = [UInt8](contents)
    }

    /// The arcs; one beyond 64 bits reads as `UInt64.max`.
    package var arcs: [UInt64] {
        var result: [UInt64] = []
        var value: UInt64 = 0
        for octet in contents {
            value = value >> 57 == 0 ? value << 7 | UInt64(octet & 0x7F) : .max
            if octet & 0x80 != 0 { continue }
            if result.isEmpty {
                let root = min(value / 40, 2)
                result = [root, value == .max ? value : value - root * 40]
            } else {
                result.append(value)
            }
            value = 0
        }
        return result
    }
}

extension ObjectIdentifierValue: CustomStringConvertible {
    package var description: String { arcs.map { "\($0)" }.joined(separator: ".") }
}

extension ObjectIdentifierValue: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: UInt64...) { self.init(elements) }
}
