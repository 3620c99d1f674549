/// One encoded data value: a tag and the octets of its contents.
package struct BERElement: Hashable, Sendable {
    package let tag: BERTag
    package let isConstructed: Bool
    /// Contents octets, without the end-of-contents octets of an indefinite length.
    package let contents: ArraySlice<UInt8>
    /// Identifier, length, contents and, where there are such, end-of-contents octets.
    package let encoded: ArraySlice<UInt8>
    /// How deep this element stands; its children stand one deeper.
    package let depth: Int

    package var offset: Int { encoded.startIndex }

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

    /// X.690 8.3. Up to eight octets.
    package func integer() throws(BERError) -> Int {
        guard !isConstructed, !contents.isEmpty else { throw BERError(.malformed, "INTEGER", at: offset) }
        guard contents.count <= 8 else { throw BERError(.limitExceeded, "INTEGER", at: offset) }
        var value = contents[contents.startIndex] & 0x80 == 0 ? 0 : -1
        for octet in contents { value = value << 8 | Int(octet) }
        return value
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

    private func appendOctets(to result: inout [UInt8], limit: Int) throws(BERError) {
        if isConstructed {
            var segments = try children()
            while let segment = try segments.nextIfPresent() { try segment.appendOctets(to: &result, limit: limit) }
        } else {
            guard contents.count <= limit - result.count else {
                throw BERError(.limitExceeded, "string over \(limit) octets", at: offset)
            }
            result += contents
        }
    }

    /// A character string whose octets are ASCII (IA5, Printable, Numeric) or are taken as Latin-1 (Teletex).
    package func string(limit: Int = .max) throws(BERError) -> String {
        String(String.UnicodeScalarView(try octets(limit: limit).map { Unicode.Scalar($0) }))
    }

    /// X.690 8.6: the bits, most significant first, of a primitive bit string of at most `limit` bits.
    package func bits(limit: Int = 256) throws(BERError) -> [Bool] {
        guard !isConstructed, let unused = contents.first, unused < 8, unused == 0 || contents.count > 1 else {
            throw BERError(.malformed, "BIT STRING", at: offset)
        }
        let count = (contents.count - 1) * 8 - Int(unused)
        guard count <= limit else { throw BERError(.limitExceeded, "BIT STRING", at: offset) }
        let first = contents.startIndex + 1
        return (0..<count).map { contents[first + $0 / 8] & (0x80 >> UInt8($0 % 8)) != 0 }
    }

    /// X.690 8.19.
    package func objectIdentifier() throws(BERError) -> ObjectIdentifierValue {
        guard !isConstructed, let last = contents.last, last & 0x80 == 0 else {
            throw BERError(.malformed, "OBJECT IDENTIFIER", at: offset)
        }
        var arcs: [UInt64] = []
        var value: UInt64 = 0
        for octet in contents {
            guard value < 1 << 56 else { throw BERError(.limitExceeded, "OBJECT IDENTIFIER", at: offset) }
            value = value << 7 | UInt64(octet & 0x7F)
            if octet & 0x80 != 0 { continue }
            if arcs.isEmpty {
                let root = min(value / 40, 2)
                arcs = [root, value - root * 40]
            } else {
                arcs.append(value)
            }
            value = 0
        }
        guard arcs.count <= 64 else { throw BERError(.limitExceeded, "OBJECT IDENTIFIER", at: offset) }
        return ObjectIdentifierValue(arcs)
    }
}

/// The arcs of an object identifier.
package struct ObjectIdentifierValue: Hashable, Sendable, CustomStringConvertible {
    package let arcs: [UInt64]
    package init(_ arcs: [UInt64]) { self.arcs = arcs }
    package var description: String { arcs.map { "\($0)" }.joined(separator: ".") }
}

extension ObjectIdentifierValue: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: UInt64...) { self.init(elements) }
}
