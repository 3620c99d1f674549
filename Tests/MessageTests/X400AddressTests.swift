import Message
import Testing

@Suite("X.400 addresses as text")
struct X400AddressTests {
    private typealias Attribute = X400Address.Attribute

    private func parsed(_ text: String) throws(X400AddressError) -> [String] {
        try X400Address(parsing: text).attributes.map { "\($0.key)=\($0.value)" }
    }

    @Test(
        "Both forms are read, with their labels and their blanks",
        arguments: [
            ("G=Ann; S=Lee; O=Acme; P=Acme; A= ; C=KE", ["G=Ann", "S=Lee", "O=Acme", "P=Acme", "A= ", "C=KE"]),
            ("g=Ann;s = Lee ;a=;c=KE;", ["G=Ann", "S=Lee", "A= ", "C=KE"]),
            ("/C=KE/ADMD= /PRMD=Acme/O=Acme/S=Lee/", ["C=KE", "A= ", "P=Acme", "O=Acme", "S=Lee"]),
            ("/I=J/S=Linnimouth/GQ=5/", ["I=J", "S=Linnimouth", "Q=5"]),
            ("/OU=east/OU=sales/O=Acme/C=KE/", ["O=Acme", "C=KE", "OU1=sales", "OU2=east"]),
            ("OU1=sales; OU2=east; C=KE", ["OU1=sales", "OU2=east", "C=KE"]),
            ("/PN=Ann.B.C.Lee/C=KE/", ["G=Ann", "I=BC", "S=Lee", "C=KE"]),
            ("/PN=Lee/C=KE/", ["S=Lee", "C=KE"]),
            ("/PN=Ann . .Lee/C=KE/", ["G=Ann", "S=.Lee", "C=KE"]),
            ("/PN=B.van.Lee/C=KE/", ["I=B", "S=van.Lee", "C=KE"]),
            ("DDA:RFC-822=ann(a)ship.example; C=KE", ["DDA:RFC-822=ann(a)ship.example", "C=KE"]),
            ("/RFC-822=ann(a)ship.example/C=KE/", ["DDA:RFC-822=ann(a)ship.example", "C=KE"]),
            ("/DD.Type=a$/b/DD:x=c$=d/C=KE/", ["DDA:Type=a/b", "DDA:x=c=d", "C=KE"]),
            ("DDA:a==b=c=d; C=KE", ["DDA:a=b=c=d", "C=KE"]),
            ("CN=a;;b; C=KE", ["CN=a;b", "C=KE"]),
            ("/CN=a//b/C=KE/", ["CN=a/b", "C=KE"]),
            ("X.121=026245050540; T-ID=t1; T-TY=telex; C=DE", ["X.121=026245050540", "T-ID=t1", "T-TY=telex", "C=DE"]),
            ("/X121=1/UA-ID=42/NET-NUM=254201/PD-STREET=a/", ["X.121=1", "N-ID=42", "ISDN=254201", "PD-S=a"]),
            ("/PD-ADDRESS=Box 1|Nairobi/C=KE/", ["PD-A1=Box 1", "PD-A2=Nairobi", "C=KE"]),
            ("CN=Mueller; CN=Müller; C=DE", ["CN=Mueller", "CN=Müller", "C=DE"]),
            ("S=Li; S=Lǐ; S=李; ext-99=0500", ["S=Li", "S=Lǐ", "S=李", "EXT-99=0500"]),
        ])
    func reading(text: String, attributes: [String]) throws {
        #expect(try parsed(text) == attributes)
    }

    @Test(
        "What is no address is refused with the reason",
        arguments: [
            ("", X400AddressError.empty), (" ; ; ", .empty), ("/", .empty), ("Lee", .missingEquals("Lee")),
            ("S=Lee; Acme; C=KE", .missingEquals("Acme")), ("X=1", .unknownKey("X")), ("=1", .unknownKey("")),
            ("DDA:=1", .unknownKey("DDA:")), ("S=; C=KE", .emptyValue(key: "S")), ("/OU=/", .emptyValue(key: "OU1")),
            ("S=a; C=KE; s=b", .repeatedKey("S")), ("EXT-=1", .unknownKey("EXT-")),
            ("OU=a;OU=b;OU=c;OU=d;OU=e", .tooManyUnits),
            ("OU=a; OU1=b", .repeatedKey("OU1")), ("S=a\r\nRCPT", .controlCharacter),
            ("S=" + String(repeating: "x", count: 4096), .tooLong),
            (String(repeating: "DDA:a=b;", count: 65), .tooLong),
            ("PN=Ann.Lee;" + String(repeating: "DDA:a=b;", count: 63), .tooLong),
            ("PD-ADDRESS=1|2|3|4|5|6|7", .tooLong),
        ])
    func refused(text: String, error: X400AddressError) {
        #expect(throws: error) { try X400Address(parsing: text) }
        #expect(!error.description.isEmpty)
    }

    @Test(
        "A value that begins with an equals sign is not taken for a part of the type before it",
        arguments: ["=", "==z"])
    func equalsFirst(value: String) throws {
        let address = X400Address([Attribute("DDA:t", value), Attribute("C", "KE")])
        #expect(try X400Address(parsing: address.description).matches(address))
        #expect(try X400Address(parsing: address.rfc2156).matches(address))
    }

    @Test("An address is written in the order of F.401 and reads back as itself, in both forms")
    func writing() throws {
        let address = X400Address([
            Attribute("C", "KE"), Attribute("A", " "), Attribute("P", "a;b"), Attribute("DDA:t=y", "v/w=x$"),
            Attribute("OU1", "sales"), Attribute("OU2", "east"), Attribute("Q", "III"), Attribute("S", "Lee"),
            Attribute("X.121", "12"), Attribute("DDA:b", "2"), Attribute("PD-A1", "Box 1"),
            Attribute("PD-A2", "Nairobi"),
        ])
        #expect(
            address.description == "S=Lee; Q=III; OU1=sales; OU2=east; P=a;;b; A= ; C=KE; X.121=12; "
                + "PD-A1=Box 1; PD-A2=Nairobi; DDA:t==y=v/w=x$; DDA:b=2")
        #expect(
            address.rfc2156 == "/S=Lee/GQ=III/OU=east/OU=sales/PRMD=a;b/ADMD= /C=KE/X121=12/PD-ADDRESS=Box 1|Nairobi"
                + "/DD.t$=y=v$/w$=x$$/DD.b=2/")
        for text in [address.description, address.rfc2156] {
            #expect(try X400Address(parsing: text).matches(address))
        }
        #expect(try X400Address(parsing: address.description).description == address.description)
    }

    @Test("A blank before an accent is a blank, although both are one character")
    func accentAtTheBeginning() throws {
        let address = try X400Address(parsing: "DDA: \u{301}x= \u{301}y ;C=XX")
        #expect(try X400Address(parsing: address.description).matches(address))
        #expect(address.attributes.first?.value.unicodeScalars.first == "\u{301}")
    }

    @Test("A Greek question mark, which is a semicolon to Unicode, is none in an address")
    func greekQuestionMark() throws {
        let address = try X400Address(parsing: "/C=KE/C=p\u{37E}q/S==\u{338}x/")
        #expect(address.attributes.map(\.value.utf8.count) == [2, 4, 4])
        for text in [address.description, address.rfc2156] {
            #expect(try X400Address(parsing: text).attributes.count == 3)
            #expect(try X400Address(parsing: text).matches(address))
        }
    }

    @Test(
        "Case, blanks and order say nothing, and a blank ADMD is the same as none",
        arguments: [
            ("S=Lee; C=KE", "/C=ke/S=LEE/", true), ("O=Acme  Lines ; C=KE; A= ", "o=acme lines; C=KE", true),
            ("DDA:Rfc-822=a; C=KE", "DDA:RFC-822=A; C=KE", true), ("S=Lee; C=KE", "S=Leigh; C=KE", false),
            ("OU1=a; OU2=b", "OU1=b; OU2=a", false), ("S=Lee; A=0; C=KE", "S=Lee; C=KE", false),
            ("S=Lee", "S=Lee; C=KE", false), ("DDA:a=1;DDA:b=2", "DDA:b=2;DDA:a=1", false),
            ("S=MÜLLER", "S=müller", true),
        ])
    func comparison(one: String, other: String, isSame: Bool) throws {
        let (one, other) = try (X400Address(parsing: one), X400Address(parsing: other))
        #expect(one.matches(other) == isSame)
        #expect(other.matches(one) == isSame)
        #expect(Set([one.canonical, other.canonical]).count == (isSame ? 1 : 2))
    }

    @Test(
        "A space of addresses holds those that have what it names",
        arguments: [
            ("C=KE", true), ("C=KE; A= ; P=acme", true), ("P=Ac*", true), ("P=*", true), ("S=*; C=k*", true),
            ("DDA:X=*", true), ("P=Acme; O=*", false), ("P=Acme Lines", false), ("P=Ad*", false), ("A=KPTC", false),
            ("OU2=*", false), ("OU1=s*", true), ("CN=Mül*", true), ("CN=mueller", true),
        ])
    func spaces(space: String, isHeld: Bool) throws {
        let address = try X400Address(parsing: "CN=Mueller; CN=Müller; S=Lee; OU1=Sales; P=Acme; A= ; C=KE; DDA:x=1")
        #expect((try X400Address(parsing: space).covers(address) != nil) == isHeld)
    }

    @Test("The more a space says, the more specific it is")
    func specificity() throws {
        let address = try X400Address(parsing: "S=Lee; O=Acme; P=Acme; C=KE")
        let measures = try ["C=*", "C=K*", "C=KE", "C=KE; P=*", "C=KE; P=Ac*", "C=KE; P=Acme", "C=KE; P=Acme; S=Lee"]
            .map { try #require(try X400Address(parsing: $0).covers(address)) }
        #expect(measures == measures.sorted())
        #expect(Set(measures).count == measures.count)
    }
}
