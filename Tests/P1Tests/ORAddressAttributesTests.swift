import BER
import P1
import Testing

@Suite("Attributes of O/R addresses")
struct ORAddressAttributesTests {
    private func attributes(_ text: String) -> [ORAddressAttribute] {
        text.split(separator: "; ").map { field in
            let parts = field.split(separator: "=", maxSplits: 1)
            return ORAddressAttribute(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
    }

    private func encoded(_ text: String) throws -> [UInt8] {
        var writer = BERWriter()
        ORName(address: try ORAddress(attributes: attributes(text))).write(to: &writer)
        return writer.octets
    }

    private func decoded(_ octets: [UInt8]) throws(BERError) -> [ORAddressAttribute] {
        var reader = try BERReader(octets[...])
        return try ORName(reader.next()).address.attributes
    }

    @Test(
        "All forms of address come back through the wire",
        arguments: [
            // Mnemonic.
            "C=KE; A= ; P=Acme; O=Acme; G=Ann; I=AB; S=Lee; Q=III; OU1=sales; OU2=east; DDA:a=1; DDA:b=2; CN=Ann Lee",
            // Numeric.
            "C=276; A=0; N-ID=4711; DDA:RFC-822=ann(a)ship.example",
            // Terminal.
            "X.121=026245050540; T-ID=1234 acme d; T-TY=tlx", "C=KE; A=KPTC; ISDN=254201234; ISDN-SUB=12; T-TY=g3fax",
            "C=KE; A= ; PSAP=A00304014D; T-TY=41",
            // Postal, formatted and not.
            "C=KE; A= ; P=Post; PD-SN=express; PD-C=404; PD-PC=00100; PD-OF=Nairobi; PD-OFN=1; PD-EA=3rd floor; "
                + "PD-PN=Ann Lee; PD-O=Acme; PD-ED=rear door; PD-A1=Ann Lee; PD-A2=Box 1; PD-S=Moi Avenue; PD-B=1; "
                + "PD-R=held; PD-U=Acme House; PD-L=CBD",
            "C=KE; A= ; P=Post; PD-C=KE; PD-PC=A1; PD-A=Müller, Nairobi",
            // Teletex alone, and as another form of printable text.
            "C=DE; A= ; G=Jürgen; S=Lee; O=Müller & Söhne; OU1=Büro; DDA:größe=klein; CN=Jürgen Lee; PD-S=Große Straße",
            "C=DE; A= ; O=Soehne; G=Juergen; S=Lee; OU1=Buero; CN=JL; CN=Jürgen; O=Söhne; G=Jürgen; OU1=Büro; "
                + "PD-S=Strasse; PD-S=Straße",
            // Universal.
            "C=CN; A= ; O=北京; S=李; G=明; OU1=销售; OU2=东; CN=李明; DDA:名=李; PD-S=🏠; PD-A=北京",
            "C=CN; A= ; S=Li; S=Lǐ; G=Ming", "C=CN; A= ; CN=Li; CN=Lï; CN=李",
            // Attributes without text.
            "C=KE; A= ; EXT-99=30020500", "",
        ])
    func roundTrip(text: String) throws {
        if text.contains("Lǐ") {
            // A name's form is whole: its other parts stand in it too.
            #expect(try decoded(encoded(text)) == attributes("C=CN; A= ; G=Ming; S=Li; S=Lǐ"))
            return
        }
        let there = try decoded(encoded(text))
        #expect(Set(there) == Set(attributes(text)))
        #expect(there.count == attributes(text).count)
        var writer = BERWriter()
        ORName(address: try ORAddress(attributes: there)).write(to: &writer)
        #expect(try encoded(text) == writer.octets)
    }

    @Test("The encodings are X.411's, octet for octet")
    func octets() throws {
        #expect(
            try encoded("C=DE; S=Müller; T-TY=vtx")
                == Captures.octets(
                    """
                    60 2B 30 0B 61 04 13 02 4445 62 03 13 01 20
                    31 1C 30 10 80 01 04 A1 0B 31 09 80 07 4DC8756C6C6572 30 08 80 01 17 A1 03 02 01 08
                    """))
        #expect(
            try encoded("CN=李; PD-S=é")
                == Captures.octets(
                    """
                    60 1E 30 00 31 1A 30 0B 80 01 11 A1 06 31 04 14 02 C265 30 0B 80 01 18 A1 06 31 04 1E 02 674E
                    """))
    }

    @Test(
        "What cannot be an address is refused with the attribute's name",
        arguments: [
            ("X=1", ORAddressError.unknownKey("X")), ("S=a; S=b", .repeatedKey("S")),
            ("S=" + String(repeating: "x", count: 41), .tooLong(key: "S", limit: 40)),
            ("O=" + String(repeating: "ü", count: 33), .tooLong(key: "O", limit: 64)),
            ("O=" + String(repeating: "李", count: 65), .tooLong(key: "O", limit: 64)),
            ("P=Müller", .alphabet(key: "P", type: "PrintableString")),
            ("N-ID=a1", .alphabet(key: "N-ID", type: "NumericString")),
            ("C=KEN", .value(key: "C")), ("C=K1", .value(key: "C")), ("C=12", .value(key: "C")),
            ("S=", .value(key: "S")),
            ("G=Ann", .missing(key: "S", for: "G, I or Q")), ("OU2=a", .missing(key: "OU1", for: "OU2")),
            ("ISDN-SUB=1", .missing(key: "ISDN", for: "ISDN-SUB")), ("T-TY=pigeon", .value(key: "T-TY")),
            ("PSAP=3", .value(key: "PSAP")), ("PSAP=30", .value(key: "PSAP")), ("EXT-99=3003", .value(key: "EXT-99")),
            ("EXT-999=0500", .unknownKey("EXT-999")), ("DDA:toolongtype=1", .tooLong(key: "DDA:toolongtype", limit: 8)),
            ("DDA:a=1; DDA:a=1; DDA:a=1; DDA:a=1; DDA:a=1", .tooLong(key: "DDA", limit: 4)),
        ])
    func refused(text: String, error: ORAddressError) {
        #expect(throws: error) { try ORAddress(attributes: attributes(text)) }
        #expect(!error.description.isEmpty)
    }

    @Test("A blank ADMD stands for one that was left out, and a mailbox may be written as one")
    func completed() throws {
        let address = try ORAddress(attributes: attributes("C=KE; DDA:RFC-822=ann_lee@ship.example"))
        #expect(address.administrationDomain == " ")
        #expect(address.rfc822Mailbox == "ann_lee@ship.example")
        #expect(try ORAddress(attributes: attributes("X.121=1")).administrationDomain == nil)
    }

    @Test("Extension attributes that are not as X.411 has them show as their octets, and stay as they are")
    func malformed() throws {
        var address = try ORAddress(attributes: attributes("C=KE"))
        address.extensionAttributes = [
            ExtensionAttribute(type: 1, value: [0x04, 1, 0x41]),
            ExtensionAttribute(type: 24, value: [0x31, 3, 0x1E, 1, 0]),
            ExtensionAttribute(type: 25, value: [0x31, 4, 0x1E, 2, 0xD8, 0]),
            ExtensionAttribute(type: 77, value: [5, 0]),
            ExtensionAttribute(type: 26, value: [0x31, 8, 0xA0, 6, 0x1C, 4, 0, 0x11, 0, 0]),
        ]
        #expect(
            address.attributes.dropFirst(2)
                == attributes(
                    "EXT-1=040141; EXT-24=31031E0100; EXT-25=31041E02D800; EXT-26=3108A0061C0400110000; EXT-77=0500")[
                    ...])
        #expect(try ORAddress(attributes: address.attributes).attributes == address.attributes)
    }

    @Test("No control character comes out of an address")
    func controlCharacters() throws {
        var address = ORAddress(country: "KE", administrationDomain: "a\r\nb")
        address.domainDefinedAttributes = [DomainDefinedAttribute(type: "t\0", value: "v\u{9B}")]
        #expect(address.attributes == attributes("C=KE; A=a{013}{010}b; DDA:t{000}=v{155}"))
    }
}
