/// Writes elements in the definite, minimal form, which is DER where the value has one (X.690 10.1).
///
/// One array grows with what is written; nothing else is allocated. What is generic here is inlinable, so that each
/// room gets code for the collections that it writes.
@usableFromInline
package struct BERWriter: Sendable {
    @usableFromInline
    package internal(set) var octets: [UInt8] = []

    package init() {}

    /// - Parameter capacity: octets for which room is made at once.
    package init(capacity: Int) { octets.reserveCapacity(capacity) }

    /// A constructed element whose contents `body` writes.
    @inlinable
    @inline(__always)
    package mutating func constructed(_ tag: BERTag, _ body: (inout BERWriter) -> Void) {
        // Most contents are short: room for one octet of length, and for more where it comes to that.
        header(tag, constructed: true, length: 0)
        let start = octets.count
        body(&self)
        let length = octets.count - start
        if length < 0x80 { octets[start - 1] = UInt8(truncatingIfNeeded: length) } else { lengthen(length) }
    }

    /// Puts `length` in long form before as many octets at the end, where one octet stands for it.
    @usableFromInline
    mutating func lengthen(_ length: Int) {
        let start = octets.count - length
        let count = Self.octetCount(length)
        octets[start - 1] = 0x80 | UInt8(count)
        octets.insert(contentsOf: repeatElement(0, count: count), at: start)
        for index in 0..<count { octets[start + index] = Self.octet(index, of: length) }
    }

    @inlinable
    package mutating func sequence(_ body: (inout BERWriter) -> Void) { constructed(.sequence, body) }
    @inlinable
    package mutating func set(_ body: (inout BERWriter) -> Void) { constructed(.set, body) }

    /// A primitive element with these contents octets.
    @inlinable
    package mutating func primitive(_ tag: BERTag, _ contents: some Collection<UInt8>) {
        header(tag, constructed: false, length: contents.count)
        octets.append(contentsOf: contents)
    }

    /// How many octets `integer` writes for this value under a tag below 31.
    package static func integerOctetCount(_ value: Int) -> Int { 2 + integerContentsCount(value) }

    /// As many octets as leave the highest bit to the sign.
    @inlinable
    static func integerContentsCount(_ value: Int) -> Int {
        let magnitude = value < 0 ? ~value : value
        return (Int.bitWidth - magnitude.leadingZeroBitCount) / 8 + 1
    }

    @inlinable
    package mutating func integer(_ value: Int, tag: BERTag = .integer) {
        if 0..<0x80 ~= value, tag.number < 0x1F {
            return octets.append(addingCapacity: 3) { element in
                element.append(tag.identifier)
                element.append(1)
                element.append(UInt8(truncatingIfNeeded: value))
            }
        }
        let count = Self.integerContentsCount(value)
        header(tag, constructed: false, length: count)
        for index in stride(from: count - 1, through: 0, by: -1) {
            octets.append(UInt8(truncatingIfNeeded: value >> (8 * index)))
        }
    }

    package mutating func boolean(_ value: Bool, tag: BERTag = .boolean) {
        header(tag, constructed: false, length: 1)
        octets.append(value ? 0xFF : 0)
    }

    package mutating func null(tag: BERTag = .null) { header(tag, constructed: false, length: 0) }

    @inlinable
    package mutating func octetString(_ value: some Collection<UInt8>, tag: BERTag = .octetString) {
        primitive(tag, value)
    }

    /// A character string of one octet a character; characters over U+00FF become `?`.
    package mutating func string(_ value: String, tag: BERTag) {
        let text = value.utf8Span.span
        let element = octets.count
        var all: UInt8 = 0
        if tag.number < 0x1F, text.count < 0x80 {
            octets.append(addingCapacity: 2 + text.count) { string in
                string.append(tag.identifier)
                string.append(UInt8(truncatingIfNeeded: text.count))
                for index in text.indices {
                    string.append(text[index])
                    all |= text[index]
                }
            }
        } else {
            header(tag, constructed: false, length: text.count)
            for index in text.indices {
                octets.append(text[index])
                all |= text[index]
            }
        }
        if all < 0x80 { return }
        octets.removeSubrange(element...)
        primitive(tag, value.unicodeScalars.map { $0.value < 256 ? UInt8($0.value) : UInt8(ascii: "?") })
    }

    /// Bits most significant first; trailing zero bits are written as they are given.
    package mutating func bitString(_ bits: [Bool], tag: BERTag = .bitString) {
        var contents = [UInt8](repeating: 0, count: 1 + (bits.count + 7) / 8)
        contents[0] = UInt8((8 - bits.count % 8) % 8)
        for (i, bit) in bits.enumerated() where bit { contents[1 + i / 8] |= 0x80 >> UInt8(i % 8) }
        primitive(tag, contents)
    }

    /// The first `count` bits of at most 64: bit n of the string has the value 1 << n.
    package mutating func bitString(_ value: UInt64, count: Int, tag: BERTag = .bitString) {
        let length = (count + 7) / 8
        header(tag, constructed: false, length: 1 + length)
        octets.append(UInt8(length * 8 - count))
        for index in 0..<length {
            var octet: UInt8 = 0
            for bit in 0..<min(8, count - index * 8) where value >> UInt64(index * 8 + bit) & 1 != 0 {
                octet |= 0x80 >> UInt8(bit)
            }
            octets.append(octet)
        }
    }

    package mutating func objectIdentifier(_ value: ObjectIdentifierValue, tag: BERTag = .objectIdentifier) {
        primitive(tag, value.contents)
    }

    /// Octets that are an encoding already.
    @inlinable
    package mutating func encoded(_ value: some Collection<UInt8>) { octets.append(contentsOf: value) }

    /// Puts octets that are an encoding already in front of what stands at `index`.
    package mutating func insert(_ encoded: [UInt8], at index: Int) {
        octets.insert(contentsOf: encoded, at: index)
    }

    /// Identifier and length of an element whose contents, of `length` octets, follow by other means.
    @inlinable
    package mutating func header(_ tag: BERTag, constructed: Bool, length: Int) {
        if tag.number < 0x1F, length < 0x80 {
            octets.append(addingCapacity: 2) { header in
                header.append(tag.identifier | (constructed ? 0x20 : 0))
                header.append(UInt8(truncatingIfNeeded: length))
            }
        } else {
            longHeader(tag, constructed: constructed, length: length)
        }
    }

    @usableFromInline
    mutating func longHeader(_ tag: BERTag, constructed: Bool, length: Int) {
        let first = tag.identifier & 0xC0 | (constructed ? 0x20 : 0)
        if tag.number < 0x1F {
            octets.append(first | UInt8(tag.number))
        } else {
            octets.append(first | 0x1F)
            octets += Self.base128(UInt64(tag.number))
        }
        if length < 0x80 { return octets.append(UInt8(length)) }
        let count = Self.octetCount(length)
        octets.append(0x80 | UInt8(count))
        for index in 0..<count { octets.append(Self.octet(index, of: length)) }
    }

    /// Seven bits an octet, most significant first, bit 8 set in all but the last.
    static func base128(_ value: UInt64) -> [UInt8] {
        var group = [UInt8(value & 0x7F)]
        var rest = value >> 7
        while rest > 0 {
            group.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return group.reversed()
    }

    /// The shortest definite length (X.690 8.1.3).
    package static func lengthOctets(_ length: Int) -> [UInt8] {
        if length < 0x80 { return [UInt8(length)] }
        let count = octetCount(length)
        return [0x80 | UInt8(count)] + (0..<count).map { octet($0, of: length) }
    }

    /// How many octets that is.
    package static func lengthOctetCount(_ length: Int) -> Int { length < 0x80 ? 1 : 1 + octetCount(length) }

    private static func octetCount(_ length: Int) -> Int {
        (Int.bitWidth - length.leadingZeroBitCount + 7) / 8
    }

    /// The octets of a length of 128 or more, the most significant first.
    private static func octet(_ index: Int, of length: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: length >> (8 * (octetCount(length) - 1 - index)))
    }
}
