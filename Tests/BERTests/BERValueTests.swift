import BER
import Testing

private func written(_ body: (inout BERWriter) -> Void) -> [UInt8] {
    var writer = BERWriter()
    body(&writer)
    return writer.octets
}

private func read(_ octets: [UInt8]) throws(BERError) -> BERElement {
    var reader = try BERReader(octets[...])
    let element = try reader.next()
    try reader.expectEnd()
    return element
}

@Suite("Values of elements")
struct BERValueTests {
    @Test(
        "Integers take the fewest octets and come back",
        arguments: [
            (0, [0]), (127, [0x7F]), (128, [0, 0x80]), (-1, [0xFF]), (-128, [0x80]), (-129, [0xFF, 0x7F]),
            (256, [1, 0]), (Int.max, [0x7F] + [UInt8](repeating: 0xFF, count: 7)),
            (Int.min, [0x80] + [UInt8](repeating: 0, count: 7)),
        ] as [(Int, [UInt8])])
    func integers(value: Int, contents: [UInt8]) throws {
        let octets = written { $0.integer(value) }
        #expect(octets == [0x02, UInt8(contents.count)] + contents)
        #expect(try read(octets).integer() == value)
    }

    @Test("An integer of nine octets meets the limit, an empty or constructed one is malformed")
    func badIntegers() {
        #expect(throws: BERError(.limitExceeded)) { try read([0x02, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8]).integer() }
        #expect(throws: BERError(.malformed)) { try read([0x02, 0]).integer() }
        #expect(throws: BERError(.malformed)) { try read([0x22, 3, 0x02, 1, 1]).integer() }
    }

    @Test("Booleans and nulls have exactly one and no octet")
    func booleansAndNulls() throws {
        #expect(try read([0x01, 1, 0x01]).boolean())
        #expect(try !read(written { $0.boolean(false) }).boolean())
        try read(written { $0.null() }).null()
        #expect(throws: BERError(.malformed)) { try read([0x01, 2, 1, 1]).boolean() }
        #expect(throws: BERError(.malformed)) { try read([0x05, 1, 0]).null() }
    }

    @Test("Strings in segments are joined, to any permitted depth")
    func segments() throws {
        let inner: [UInt8] = [0x24, 0x80, 0x04, 1, 0x42, 0x04, 0, 0, 0]
        let octets: [UInt8] = [0x24, 0x80, 0x04, 1, 0x41] + inner + [0x04, 1, 0x43, 0, 0]
        #expect(try read(octets).octets() == [0x41, 0x42, 0x43])
        #expect(try read([0x36, 6, 0x04, 1, 0x41, 0x16, 1, 0x42]).string() == "AB")
        #expect(throws: BERError(.limitExceeded)) { try read(octets).octets(limit: 2) }
        #expect(throws: BERError(.unexpectedTag)) { try read([0x24, 3, 0x02, 1, 0x41]).octets() }
    }

    @Test("A bit string of at most 64 bits is one number too, in one piece and in segments")
    func bitSets() throws {
        for count in 0...64 {
            let bits = (0..<count).map { _ in Bool.random() }
            let value = bits.indices.reduce(UInt64(0)) { bits[$1] ? $0 | 1 << UInt64($1) : $0 }
            var writer = BERWriter()
            writer.bitString(value, count: count)
            var expected = BERWriter()
            expected.bitString(bits)
            #expect(writer.octets == expected.octets)
            var reader = try BERReader(writer.octets[...])
            let element = try reader.next()
            #expect(try element.bitSet() == (value, count))
            // Empty segments before and behind.
            var segmented = BERWriter()
            segmented.constructed(.bitString) { inner in
                inner.primitive(.bitString, [0])
                inner.encoded(writer.octets)
            }
            var again = try BERReader(segmented.octets[...])
            #expect(try again.next().bitSet() == (value, count))
        }
        // What stands in unused bits is not read.
        var unused = try BERReader([0x03, 2, 7, 0xFF])
        #expect(try unused.next().bitSet() == (1, 1))
        for (wrong, code) in [
            ([0x03, 0], .malformed), ([0x03, 1, 1], .malformed), ([0x03, 2, 8, 0], .malformed),
            ([0x03, 10] + [UInt8](repeating: 0, count: 10), .limitExceeded),
        ] as [([UInt8], BERError.Code)] {
            var reader = try BERReader(wrong[...])
            let element = try reader.next()
            #expect(throws: BERError(code)) { try element.bitSet() }
        }
    }

    @Test("Bit strings keep their exact number of bits")
    func bitStrings() throws {
        #expect(written { $0.bitString([false, false, true]) } == [0x03, 2, 5, 0x20])
        #expect(written { $0.bitString([]) } == [0x03, 1, 0])
        #expect(
            try read([0x03, 3, 7, 0xA8, 0x00]).bits()
                == [true, false, true, false, true, false, false, false, false])
        #expect(
            try read([0x23, 0x80, 0x03, 2, 0, 0x80, 0x03, 2, 7, 0x80, 0, 0]).bits()
                == [true] + [Bool](repeating: false, count: 7) + [true])
        #expect(throws: BERError(.malformed)) { try read([0x03, 1, 1]).bits() }
        #expect(throws: BERError(.malformed)) { try read([0x03, 2, 8, 0]).bits() }
        #expect(throws: BERError(.malformed)) { try read([0x03, 0]).bits() }
        #expect(throws: BERError(.malformed)) { try read([0x23, 8, 0x03, 2, 4, 0x80, 0x03, 2, 0, 1]).bits() }
        #expect(throws: BERError(.limitExceeded)) { try read([0x03, 3, 0, 1, 2]).bits(limit: 15) }
    }

    @Test("Object identifiers, also with arcs of 128 bits, come back octet for octet")
    func objectIdentifiers() throws {
        let mtse: ObjectIdentifierValue = [2, 6, 0, 2, 7]
        #expect(written { $0.objectIdentifier(mtse) } == [0x06, 4, 0x56, 0, 2, 7])
        #expect(try read([0x06, 4, 0x56, 0, 2, 7]).objectIdentifier() == mtse)
        #expect(mtse.description == "2.6.0.2.7")
        #expect(ObjectIdentifierValue([2, 999, 3]).contents == [0x88, 0x37, 3])
        #expect(ObjectIdentifierValue([2, 999, 3]).arcs == [2, 999, 3])
        let uuid: [UInt8] = [0x69, 0x83] + [UInt8](repeating: 0xFF, count: 17) + [0x7F]
        let wide = try read([0x06, 20] + uuid).objectIdentifier()
        #expect(wide.arcs == [2, 25, .max])
        #expect(written { $0.objectIdentifier(wide) } == [0x06, 20] + uuid)
    }

    @Test("An object identifier that is empty, cut, padded or endless is refused")
    func badObjectIdentifiers() {
        for contents: [UInt8] in [[], [0x56, 0x80], [0x56, 0x80, 0x01], [0x80, 0x56]] {
            #expect(throws: BERError(.malformed)) {
                try read([0x06, UInt8(contents.count)] + contents).objectIdentifier()
            }
        }
        let long = [0x06] + BERWriter.lengthOctets(257) + [UInt8](repeating: 1, count: 257)
        #expect(throws: BERError(.limitExceeded)) { try read(long).objectIdentifier() }
    }

    @Test("High tag numbers, nested elements and long lengths are written as they are read")
    func nesting() throws {
        let octets = written { writer in
            writer.constructed(.context(1000)) { inner in
                inner.octetString([UInt8](repeating: 9, count: 300))
                inner.sequence { $0.null(tag: .application(31)) }
            }
        }
        #expect(octets.prefix(7) == [0xBF, 0x87, 0x68, 0x82, 0x01, 0x35, 0x04])
        var children = try read(octets).children()
        #expect(try children.next(.octetString).octets().count == 300)
        try children.next(.sequence).onlyChild().null()
        try children.expectEnd()
    }

    @Test("A header for contents that follow has the length that it is told")
    func headers() throws {
        let octets = written { $0.header(.octetString, constructed: false, length: 70_000) }
        #expect(octets == [0x04, 0x83, 0x01, 0x11, 0x70])
        let header = try #require(try BERHeader.parse(octets[...]))
        #expect(header.length == 70_000)
        #expect(header.octets == 5)
    }
}
