/// Writes the compact records of the rows: numbers as zigzag LEB128, text with its length before it.
struct RecordWriter {
    private(set) var octets: [UInt8] = []

    mutating func octet(_ value: UInt8) { octets.append(value) }

    mutating func number(_ value: Int64) {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        while rest >= 0x80 {
            octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        octets.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func number(_ value: Int) { number(Int64(value)) }

    mutating func text(_ value: String) {
        number(value.utf8.count)
        octets.append(contentsOf: value.utf8)
    }

    /// A length of -1 is nil.
    mutating func optionalText(_ value: String?) {
        if let value { text(value) } else { number(-1) }
    }

    mutating func optionalOctets(_ value: [UInt8]?) {
        number(value?.count ?? -1)
        octets.append(contentsOf: value ?? [])
    }

    /// 1 and the number, or 0.
    mutating func optionalNumber(_ value: Int64?) {
        octet(value == nil ? 0 : 1)
        if let value { number(value) }
    }
}
