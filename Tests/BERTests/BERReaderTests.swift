import BER
import Testing

private func element(_ octets: [UInt8]) throws(BERError) -> BERElement {
    var reader = try BERReader(octets[...])
    let element = try reader.next()
    try reader.expectEnd()
    return element
}

@Suite("Reading elements")
struct BERReaderTests {
    @Test("Definite lengths are read in short and long form, with leading zero octets too")
    func definiteLengths() throws {
        for header: [UInt8] in [[0x04, 0x02], [0x04, 0x81, 0x02], [0x04, 0x84, 0, 0, 0, 2]] {
            #expect(try element(header + [7, 8]).octets() == [7, 8])
        }
    }

    @Test("An element that begins in the middle of a larger buffer knows its offset")
    func offsets() throws {
        let octets: [UInt8] = [0xEE, 0x05, 0x00, 0x01, 0x01, 0xFF]
        var reader = try BERReader(octets[1...])
        #expect(try reader.next(.null).offset == 1)
        let boolean = try reader.next(.boolean)
        #expect(boolean.offset == 3)
        #expect(try boolean.boolean())
        #expect(reader.isAtEnd)
    }

    @Test("Indefinite lengths nest and end where their end-of-contents octets stand")
    func indefiniteLengths() throws {
        let octets: [UInt8] = [0x30, 0x80, 0xA0, 0x80, 0x04, 0x02, 0, 0, 0, 0, 0x05, 0x00, 0, 0, 0x05, 0x00]
        var reader = try BERReader(octets[...])
        var children = try reader.next(.sequence).children()
        #expect(try children.next(.context(0)).onlyChild().octets() == [0, 0])
        try children.next(.null).null()
        try children.expectEnd()
        #expect(reader.rest == [0x05, 0x00])
    }

    @Test("nextIf leaves another element where it is")
    func optionalElements() throws {
        var reader = try BERReader([0x05, 0x00])
        #expect(try reader.nextIf(.integer) == nil)
        #expect(try reader.nextIf(.null) != nil)
        #expect(try reader.nextIf(.null) == nil)
        #expect(throws: BERError(.missingElement)) { try reader.next() }
    }

    @Test("Every prefix of an element is incomplete")
    func prefixes() throws {
        let samples: [[UInt8]] = [
            [0x30, 0x80, 0xA0, 0x80, 0x04, 0x02, 1, 2, 0, 0, 0, 0],
            [0x30, 0x82, 0x00, 0x04, 0x04, 0x02, 1, 2],
            [0x7F, 0x81, 0x01, 0x81, 0x02, 1, 2],
        ]
        for octets in samples {
            _ = try element(octets)
            for count in 1..<octets.count {
                #expect(throws: BERError(.truncated)) { try element(Array(octets[..<count])) }
            }
        }
    }

    @Test(
        "What X.690 forbids is malformed",
        arguments: [
            [0x04, 0x80, 0, 0],  // primitive of indefinite length
            [0x04, 0xFF],  // reserved length octet
            [0x1F, 0x80, 0x01, 0x00],  // padded tag number
            [0x1F, 0x10, 0x00],  // long form of a low tag number
            [0x00, 0x00],  // end-of-contents with nothing to end
            [0x20, 0x00],  // constructed end-of-contents
            [0x30, 0x80, 0x00, 0x01, 0x00],  // end-of-contents of length 1
            [0x30, 0x80, 0x00, 0x81, 0x00],  // end-of-contents in long form
            [0x30, 0x02, 0x00, 0x00],
        ] as [[UInt8]])
    func malformed(octets: [UInt8]) throws {
        #expect(throws: BERError(.malformed)) {
            let value = try element(octets)
            var children = try value.children()
            while try children.nextIfPresent() != nil {}
        }
    }

    @Test(
        "Huge tags, lengths and numbers of length octets meet a limit",
        arguments: [
            [0x1F, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x00],
            [0x04, 0x88, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x04, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x04, 0xFE] + [UInt8](repeating: 0xFF, count: 126),
        ] as [[UInt8]])
    func hugeHeaders(octets: [UInt8]) {
        #expect(throws: BERError(.limitExceeded)) { try element(octets) }
    }

    @Test("Nesting is limited, in definite and indefinite form, without recursion on foreign octets")
    func depth() throws {
        let deep = [UInt8]((0..<2000).flatMap { _ in [0x30, 0x80] as [UInt8] })
        #expect(throws: BERError(.tooDeep)) { try element(deep) }
        var definite: [UInt8] = []
        for _ in 0..<100 { definite = [0x24] + BERWriter.lengthOctets(definite.count) + definite }
        #expect(throws: BERError(.tooDeep)) { try element(definite).octets() }
    }

    @Test("Random octets give a value or an error, and never a crash")
    func randomOctets() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SplitMix(state: seed)
        for _ in 0..<20_000 {
            let octets = (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
                [0x30, 0x24, 0x80, 0x00, 0x04, 0x03, UInt8.random(in: 0...255, using: &generator)]
                    .randomElement(using: &generator) ?? 0
            }
            exhaust(octets)
        }
        print("BERReaderTests.randomOctets seed \(seed)")
    }

    private func exhaust(_ octets: [UInt8]) {
        guard let value = try? element(octets) else { return }
        _ = try? value.octets()
        _ = try? value.bits()
        _ = try? value.integer()
        _ = try? value.objectIdentifier()
        guard var children = try? value.children() else { return }
        while let child = try? children.nextIfPresent() { _ = try? child.octets() }
    }
}

/// A generator whose run can be repeated from its seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
