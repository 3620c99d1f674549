/// Identifier and length octets of an element (X.690 8.1.2 and 8.1.3).
package struct BERHeader: Hashable, Sendable {
    package let tag: BERTag
    package let isConstructed: Bool
    /// nil: the indefinite form.
    package let length: Int?
    /// How many octets the header itself has.
    package let octets: Int

    /// Exactly the two octets 00 00 (X.690 8.1.5).
    package var isEndOfContents: Bool { tag == .endOfContents && length == 0 && octets == 2 && !isConstructed }

    /// The header at the start of `input`; nil when more octets are needed.
    ///
    /// - Throws: `malformed`, `limitExceeded` (tag numbers over 2^28, lengths over 2^48).
    package static func parse(_ input: ArraySlice<UInt8>) throws(BERError) -> BERHeader? {
        try parse(input, at: input.startIndex)
    }

    /// The same at an index of `input`.
    package static func parse(_ input: ArraySlice<UInt8>, at start: Int) throws(BERError) -> BERHeader? {
        guard start < input.endIndex else { return nil }
        let first = input[start]
        guard let tagClass = BERTag.Class(rawValue: first & 0xC0) else { return nil }
        var position = start + 1
        var number = Int(first & 0x1F)
        if number == 0x1F {
            number = 0
            while true {
                guard position < input.endIndex else { return nil }
                let octet = input[position]
                if number == 0, octet == 0x80 { throw BERError(.malformed, "tag", at: start) }
                guard number < 1 << 21 else { throw BERError(.limitExceeded, "tag", at: start) }
                number = number << 7 | Int(octet & 0x7F)
                position += 1
                if octet & 0x80 == 0 { break }
            }
            guard number > 0x1E else { throw BERError(.malformed, "long form of a low tag", at: start) }
        }
        guard position < input.endIndex else { return nil }
        let lengthOctet = input[position]
        position += 1
        let length: Int?
        if lengthOctet < 0x80 {
            length = Int(lengthOctet)
        } else if lengthOctet == 0x80 {
            guard first & 0x20 != 0 else { throw BERError(.malformed, "indefinite primitive", at: start) }
            length = nil
        } else {
            guard lengthOctet != 0xFF else { throw BERError(.malformed, "length", at: start) }
            var value = 0
            for _ in 0..<(lengthOctet & 0x7F) {
                guard position < input.endIndex else { return nil }
                guard value < 1 << 40 else { throw BERError(.limitExceeded, "length", at: start) }
                value = value << 8 | Int(input[position])
                position += 1
            }
            length = value
        }
        return BERHeader(
            tag: BERTag(tagClass, number), isConstructed: first & 0x20 != 0, length: length, octets: position - start)
    }
}
