/// Writes elements in the definite, minimal form, which is DER where the value has one (X.690 10.1).
package struct BERWriter: Sendable {
    package private(set) var octets: [UInt8] = []

    package init() {}

    /// A constructed element whose contents `body` writes.
    package mutating func constructed(_ tag: BERTag, _ body: (inout BERWriter) -> Void) {
        writeIdentifier(tag, constructed: true)
        let start = octets.count
        body(&self)
        let length = Self.lengthOctets(octets.count - start)
        octets.insert(contentsOf: length, at: start)
    }

    package mutating func sequence(_ body: (inout BERWriter) -> Void) { constructed(.sequence, body) }
    package mutating func set(_ body: (inout BERWriter) -> Void) { constructed(.set, body) }

    /// A primitive element with these contents octets.
    package mutating func primitive(_ tag: BERTag, _ contents: some Collection<UInt8>) {
        writeIdentifier(tag, constructed: false)
        octets += Self.lengthOctets(contents.count)
        octets += contents
    }

    package mutating func integer(_ value: Int, tag: BERTag = .integer) {
        var contents: [UInt8] = []
        var rest = value
        repeat {
            contents.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        } while !(rest == 0 && contents[contents.count - 1] < 0x80)
            && !(rest == -1 && contents[contents.count - 1] >= 0x80)
        primitive(tag, contents.reversed())
    }

    package mutating func boolean(_ value: Bool, tag: BERTag = .boolean) { primitive(tag, [value ? 0xFF : 0]) }
    package mutating func null(tag: BERTag = .null) { primitive(tag, []) }

    package mutating func octetString(_ value: some Collection<UInt8>, tag: BERTag = .octetString) {
        primitive(tag, value)
    }

    /// A character string of one octet a character; characters over U+00FF become `?`.
    package mutating func string(_ value: String, tag: BERTag) {
        primitive(tag, value.unicodeScalars.map { $0.value < 256 ? UInt8($0.value) : UInt8(ascii: "?") })
    }

    /// Bits most significant first; trailing zero bits are written as they are given.
    package mutating func bitString(_ bits: [Bool], tag: BERTag = .bitString) {
        var contents = [UInt8](repeating: 0, count: 1 + (bits.count + 7) / 8)
        contents[0] = UInt8((8 - bits.count % 8) % 8)
        for (i, bit) in bits.enumerated() where bit { contents[1 + i / 8] |= 0x80 >> UInt8(i % 8) }
        primitive(tag, contents)
    }

    package mutating func objectIdentifier(_ value: ObjectIdentifierValue, tag: BERTag = .objectIdentifier) {
        primitive(tag, value.contents)
    }

    /// Octets that are an encoding already.
    package mutating func encoded(_ value: some Collection<UInt8>) { octets += value }

    /// Identifier and length of an element whose contents, of `length` octets, follow by other means.
    package mutating func header(_ tag: BERTag, constructed: Bool, length: Int) {
        writeIdentifier(tag, constructed: constructed)
        octets += Self.lengthOctets(length)
    }

    private mutating func writeIdentifier(_ tag: BERTag, constructed: Bool) {
        let first = tag.tagClass.rawValue | (constructed ? 0x20 : 0)
        if tag.number < 0x1F {
            octets.append(first | UInt8(tag.number))
            return
        }
        octets.append(first | 0x1F)
        octets += Self.base128(UInt64(tag.number.magnitude))
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
        var value: [UInt8] = []
        var rest = length
        while rest > 0 {
            value.append(UInt8(rest & 0xFF))
            rest >>= 8
        }
        return [0x80 | UInt8(value.count)] + value.reversed()
    }
}
