import P1
import Testing

@Suite("Teletex strings")
struct TeletexStringTests {
    @Test(
        "Letters are written as T.61 has them, diacritics before their letters",
        arguments: [
            ("Lee", [0x4C, 0x65, 0x65]), ("Müller", [0x4D, 0xC8, 0x75, 0x6C, 0x6C, 0x65, 0x72]),
            ("é", [0xC2, 0x65]), ("e\u{301}", [0xC2, 0x65]), ("ß@_", [0xFB, 0x40, 0x5F]), ("$#¤", [0xA4, 0xA6, 0xA8]),
            ("Łódź", [0xE8, 0xC2, 0x6F, 0x64, 0xC2, 0x7A]),
            ("Ångström", Array([0xCA] + "Angstr".utf8) + [0xC8, 0x6F, 0x6D]),
            ("", []),
        ] as [(String, [UInt8])])
    func letters(text: String, octets: [UInt8]) {
        #expect(TeletexString.encode(text) == octets)
        #expect(TeletexString.decode(octets) == text)
    }

    @Test("What T.61 has not is not written, and is never replaced", arguments: ["李", "🙂", "a{b", "}", "ẍ", "a\nb"])
    func outside(text: String) {
        #expect(TeletexString.encode(text) == nil)
    }

    @Test(
        "Octets without meaning are escapes, which give the octets back",
        arguments: [
            ([0x1B, 0x41], "{027}A"), ([0x41, 0xC8], "A{200}"), ([0xC8, 0x78], "{200}x"),
            ([0xC8, 0xC8, 0x75], "{200}ü"),
            ([0x7B, 0x7D], "{123}{125}"), ([0xFF, 0x00], "{255}{000}"),
        ] as [([UInt8], String)])
    func escapes(octets: [UInt8], text: String) {
        #expect(TeletexString.decode(octets) == text)
        #expect(TeletexString.encode(text) == octets)
    }

    @Test("The umlauts of early editions are read, and written as the later ones have them")
    func umlauts() {
        #expect(TeletexString.decode([0xC9, 0x75]) == "ü")
        #expect(TeletexString.decode([0x23, 0x24]) == "#$")
    }

    @Test("A telephone number for advice is a teletex string as well")
    func numberForAdvice() throws {
        let field = ExtensionField.recipientNumberForAdvice("+254 20 1 #7 für 李")
        #expect(
            field.value == [0x14, 19] + Array("+254 20 1 ".utf8) + [
                0xA6, 0x37, 0x20, 0x66, 0xC8, 0x75, 0x72, 0x20, 0x3F,
            ])
        #expect(try [field].recipientNumberForAdvice() == "+254 20 1 #7 für ?")
    }

    @Test("Any octets become text, and the text the same octets but for a second code of the same letter")
    func everyPair() throws {
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let text = TeletexString.decode([first, second])
                let octets = try #require(TeletexString.encode(text), "\(first) \(second) \(text)")
                #expect(TeletexString.decode(octets) == text)
            }
        }
    }
}
