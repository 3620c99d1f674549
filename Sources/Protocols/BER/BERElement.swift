/// One encoded data value: a tag and the octets of its contents.
package struct BERElement: Hashable, Sendable {
    /// Identifier, length, contents and, where there are such, end-of-contents octets.
    package let encoded: ArraySlice<UInt8>
    let place: BERPlace
    /// How deep this element stands; its children stand one deeper.
    package let depth: Int

    /// One slice for all of it: each further one would be counted with every copy.
    init(_ octets: ArraySlice<UInt8>, _ place: BERPlace, depth: Int) {
        encoded = octets[place.start..<place.end]
        self.place = place
        self.depth = depth
    }

    package var tag: BERTag { place.tag }
    package var isConstructed: Bool { place.isConstructed }

    /// Contents octets, without the end-of-contents octets of an indefinite length.
    package var contents: ArraySlice<UInt8> { encoded[range] }
    private var range: Range<Int> { place.contentsStart..<place.contentsEnd }

    package var offset: Int { place.start }

    /// A reader of the elements within.
    package func children() throws(BERError) -> BERReader {
        guard isConstructed else { throw BERError(.malformed, "\(tag) must be constructed", at: offset) }
        return try BERReader(contents, depth: depth + 1)
    }

    /// The single element within, as an explicit tag has it.
    package func onlyChild() throws(BERError) -> BERElement {
        var reader = try children()
        let child = try reader.next()
        try reader.expectEnd()
        return child
    }

    // MARK: Values. The tag is not looked at: an implicit tag may stand before any type.

    /// X.690 8.3, also of ENUMERATED (8.4). Up to eight octets; more octets than needed are accepted.
    package func integer() throws(BERError) -> Int {
        guard !isConstructed, !range.isEmpty else { throw BERError(.malformed, "INTEGER", at: offset) }
        guard range.count <= 8 else { throw BERError(.limitExceeded, "INTEGER", at: offset) }
        return encoded.twosComplement(in: range)
    }

    /// X.690 8.2.
    package func boolean() throws(BERError) -> Bool {
        guard !isConstructed, contents.count == 1 else { throw BERError(.malformed, "BOOLEAN", at: offset) }
        return contents[contents.startIndex] != 0
    }

    /// X.690 8.8.
    package func null() throws(BERError) {
        guard !isConstructed, contents.isEmpty else { throw BERError(.malformed, "NULL", at: offset) }
    }

    /// X.690 8.7 and 8.23: an octet string or a restricted character string, primitive or in segments.
    package func octets(limit: Int = .max) throws(BERError) -> [UInt8] {
        var result: [UInt8] = []
        try appendOctets(to: &result, limit: limit)
        return result
    }

    /// Segments carry the tag of OCTET STRING (X.690 8.7.3.2, 8.23.3); some encoders repeat the string type's own.
    private func appendOctets(to result: inout [UInt8], limit: Int) throws(BERError) {
        if isConstructed {
            var segments = try children()
            while let segment = try segments.nextIfPresent() {
                guard segment.tag.isStringSegment else {
                    throw BERError(.unexpectedTag, "\(segment.tag) in a string", at: segment.offset)
                }
                try segment.appendOctets(to: &result, limit: limit)
            }
        } else {
            guard contents.count <= limit - result.count else {
                throw BERError(.limitExceeded, "string over \(limit) octets", at: offset)
            }
            result += contents
        }
    }

    /// A character string whose octets are ASCII (IA5, Printable, Numeric) or are taken as Latin-1 (Teletex).
    package func string(limit: Int = .max) throws(BERError) -> String {
        if !isConstructed, range.count <= limit, let text = encoded.asciiText(in: range) { return text }
        return String(String.UnicodeScalarView(try octets(limit: limit).map { Unicode.Scalar($0) }))
    }

    /// X.690 8.6: the bits, most significant first, of a bit string of at most `limit` bits, primitive or in segments.
    package func bits(limit: Int = 256) throws(BERError) -> [Bool] {
        var result: [Bool] = []
        var isClosed = false
        try appendBits(to: &result, isClosed: &isClosed, limit: limit)
        return result
    }

    /// The same for at most 64 bits: bit n of the string has the value 1 << n.
    package func bitSet() throws(BERError) -> (value: UInt64, count: Int) {
        if !isConstructed, let bits = encoded.bitSet(in: range) { return bits }
        let bits = try bits(limit: 64)
        return (bits.indices.reduce(0) { bits[$1] ? $0 | 1 << UInt64($1) : $0 }, bits.count)
    }

    /// - Parameter isClosed: a segment with unused bits was read; it must be the last one (X.690 8.6.4.1).
    private func appendBits(to result: inout [Bool], isClosed: inout Bool, limit: Int) throws(BERError) {
        if isConstructed {
            var segments = try children()
            while let segment = try segments.nextIfPresent() {
                guard segment.tag == .bitString else {
                    throw BERError(.unexpectedTag, "\(segment.tag) in a BIT STRING", at: segment.offset)
                }
                try segment.appendBits(to: &result, isClosed: &isClosed, limit: limit)
            }
            return
        }
        guard !isClosed, let unused = contents.first, unused < 8, unused == 0 || contents.count > 1 else {
            throw BERError(.malformed, "BIT STRING", at: offset)
        }
        isClosed = unused > 0
        let octets = contents.count - 1
        guard octets <= (limit - result.count + 7) / 8, octets * 8 - Int(unused) <= limit - result.count else {
            throw BERError(.limitExceeded, "BIT STRING over \(limit) bits", at: offset)
        }
        let first = contents.startIndex + 1
        for index in 0..<(octets * 8 - Int(unused)) {
            result.append(contents[first + index / 8] & (0x80 >> UInt8(index % 8)) != 0)
        }
    }

    /// X.690 8.19. Arcs of any size; at most `ObjectIdentifierValue.lengthLimit` octets.
    package func objectIdentifier() throws(BERError) -> ObjectIdentifierValue {
        guard !isConstructed else { throw BERError(.malformed, "OBJECT IDENTIFIER", at: offset) }
        guard contents.count <= ObjectIdentifierValue.lengthLimit else {
            throw BERError(.limitExceeded, "OBJECT IDENTIFIER", at: offset)
        }
        guard let value = ObjectIdentifierValue(contents: contents) else {
            throw BERError(.malformed, "OBJECT IDENTIFIER", at: offset)
        }
        return value
    }
}
