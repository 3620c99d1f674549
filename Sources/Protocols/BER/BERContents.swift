/// Contents octets as values, for readers and elements alike. The ranges lie within the slice.
extension ArraySlice<UInt8> {
    /// X.690 8.3: one to eight octets as an integer.
    @inline(__always)
    func twosComplement(in range: Range<Int>) -> Int {
        var value = self[range.lowerBound] & 0x80 == 0 ? 0 : -1
        for index in range { value = value << 8 | Int(self[index]) }
        return value
    }

    /// The text of a character string; nil when it is not all ASCII.
    @inline(__always)
    func asciiText(in range: Range<Int>) -> String? {
        let octets = span.extracting((range.lowerBound - startIndex)..<(range.upperBound - startIndex))
        guard let text = try? UTF8Span(validating: octets), text.isKnownASCII else { return nil }
        return String(copying: text)
    }

    /// X.690 8.6 for at most 64 bits in one piece: bit n of the string has the value 1 << n. nil when it is longer,
    /// empty or no bit string.
    @inline(__always)
    func bitSet(in range: Range<Int>) -> (value: UInt64, count: Int)? {
        guard range.count > 1, range.count <= 9, self[range.lowerBound] < 8 else { return nil }
        var value: UInt64 = 0
        for index in range.dropFirst().reversed() { value = value << 8 | UInt64(Self.mirrored(self[index])) }
        let count = (range.count - 1) * 8 - Int(self[range.lowerBound])
        return (value & (.max >> UInt64(64 - count)), count)
    }

    /// The octet with its bits in the other order.
    private static func mirrored(_ octet: UInt8) -> UInt8 {
        var octet = octet
        octet = octet >> 4 | octet << 4
        octet = (octet & 0xCC) >> 2 | (octet & 0x33) << 2
        return (octet & 0xAA) >> 1 | (octet & 0x55) << 1
    }
}
