package import BER

/// A BIT STRING with named bits, of at most 64 bits. Keeps how many bits were sent, so that it is sent on unchanged.
package struct NamedBitList: Hashable, Sendable, BERReadable {
    /// Bit n of the list has the value 1 << n.
    package private(set) var rawValue: UInt64
    package private(set) var count: Int

    /// - Parameters:
    ///   - set: numbers of the bits that are one, each below 64.
    ///   - count: how many bits there are; more if `set` needs them.
    package init(_ set: [Int] = [], count: Int = 0) {
        rawValue = 0
        self.count = min(max(count, 0), 64)
        for bit in set { self[bit] = true }
    }

    package init(_ reader: inout BERReader) throws(BERError) {
        (rawValue, count) = try reader.bitSet()
    }

    /// Bits beyond the end read as zero; setting one there lengthens the list.
    package subscript(bit: Int) -> Bool {
        get { (0..<64).contains(bit) && rawValue & (1 << UInt64(bit)) != 0 }
        set {
            guard (0..<64).contains(bit) else { return }
            if newValue {
                rawValue |= 1 << UInt64(bit)
                count = max(count, bit + 1)
            } else {
                rawValue &= ~(1 << UInt64(bit))
            }
        }
    }

    /// The first `length` bits at most.
    func prefix(_ length: Int) -> NamedBitList {
        let count = min(count, length)
        return NamedBitList((0..<count).filter { self[$0] }, count: count)
    }

    package func write(to writer: inout BERWriter, tag: BERTag) {
        writer.bitString(rawValue, count: count, tag: tag)
    }
}
