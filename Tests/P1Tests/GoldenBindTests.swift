import BER
import P1
import Testing

/// Octets of binds between programs that are not ours: PP 6.0, and an MTA of 2005.
@Suite("Binds of other MTAs")
struct GoldenBindTests {
    private func argument(_ hex: String) throws(BERError) -> MTABindArgument {
        try MTABindArgument.decode(Captures.octets(hex)[...])
    }

    @Test("PP's bind of 1988 has its password as OCTET STRING, and we write the same octets")
    func argumentOfPP() throws {
        let hex = "b015a11380054d54412d41a10a04087365637265742d61"
        let value = MTABindArgument.authenticated(
            MTABindParty(name: "MTA-A", credentials: .octetString(Array("secret-a".utf8))))
        #expect(try argument(hex) == value)
        #expect(value.encode() == Captures.octets(hex))
    }

    @Test("The bind of X.410 mode is bare and its password IA5String")
    func bareArgument() throws {
        let hex = "a11380054d54412d41a10a16087365637265742d61"
        let value = MTABindArgument.authenticated(
            MTABindParty(name: "MTA-A", credentials: .ia5String(Array("secret-a".utf8))))
        #expect(try argument(hex) == value)
        #expect(value.encode(.bare) == Captures.octets(hex))
    }

    @Test("The MTA of 2005 binds with IA5String in normal mode, both ways")
    func mtaOf2005() throws {
        let call = "b024a1228013706572636976616c2e736d68732e636f2e756ba10b1609657863616c69627572"
        let caller = MTABindParty(name: "percival.smhs.co.uk", credentials: .ia5String(Array("excalibur".utf8)))
        #expect(try argument(call) == .authenticated(caller))
        #expect(MTABindArgument.authenticated(caller).encode() == Captures.octets(call))

        let answer = "b122a12080146775696e65766572652e736d68732e636f2e756ba10816066d65726c696e"
        let result = MTABindResult.authenticated(
            MTABindParty(name: "guinevere.smhs.co.uk", credentials: .ia5String(Array("merlin".utf8))))
        #expect(try MTABindResult.decode(Captures.octets(answer)[...]) == result)
        #expect(result.encode() == Captures.octets(answer))
    }

    @Test("PP's bind result is read and written")
    func resultOfPP() throws {
        let hex = "b115a11380054d54412d42a10a04087365637265742d62"
        let result = MTABindResult.authenticated(
            MTABindParty(name: "MTA-B", credentials: .octetString(Array("secret-b".utf8))))
        #expect(try MTABindResult.decode(Captures.octets(hex)[...]) == result)
        #expect(result.encode() == Captures.octets(hex))
    }

    @Test("A bind error is read bare, as PP sends it, and in its standard form, which we write")
    func errors() throws {
        #expect(try MTABindError.decode([0x02, 1, 2]) == .authenticationError)
        #expect(try MTABindError.decode([0xB2, 3, 0x02, 1, 2]) == .authenticationError)
        #expect(MTABindError.authenticationError.encode() == [0xB2, 3, 0x02, 1, 2])
        for code in 0...6 {
            #expect(try MTABindError.decode(MTABindError(code: code).encode()[...]).code == code)
        }
    }

    @Test("Without authentication the bind is a NULL")
    func unauthenticated() throws {
        #expect(MTABindArgument.unauthenticated.encode() == [0xB0, 2, 0x05, 0])
        #expect(try MTABindArgument.decode([0xB0, 2, 0x05, 0]) == .unauthenticated)
        #expect(try MTABindArgument.decode([0x05, 0]) == .unauthenticated)
        #expect(try MTABindResult.decode(MTABindResult.unauthenticated.encode()[...]) == .unauthenticated)
    }

    @Test("A password matches in either string form, and strong credentials match nothing")
    func passwords() {
        #expect(Credentials.ia5String([1, 2]).matches(password: [1, 2]))
        #expect(Credentials.octetString([1, 2]).matches(password: [1, 2]))
        #expect(!Credentials.octetString([1, 2]).matches(password: [1, 3]))
        #expect(!Credentials.octetString([1, 2]).matches(password: [1, 2, 3]))
        #expect(Credentials.octetString([]).matches(password: []))
        #expect(!Credentials.other([0xA0, 0]).matches(password: [0xA0, 0]))
    }

    @Test("SET elements may come in any order, strong credentials and a security context are carried")
    func orderAndStrongCredentials() throws {
        let swapped = try argument("b015a113a10a04087365637265742d6180054d54412d41")
        #expect(swapped == (try argument("b015a11380054d54412d41a10a04087365637265742d61")))
        let strong = "b011a10f800141a106a004a0020500a2023100"
        let value = try argument(strong)
        #expect(
            value
                == .authenticated(
                    MTABindParty(
                        name: "A", credentials: .other(Captures.octets("a004a0020500")),
                        securityContext: Captures.octets("a2023100"))))
        #expect(value.encode() == Captures.octets(strong))
    }

    @Test("No prefix of a bind is taken for a bind, and octets behind it are an error")
    func prefixes() {
        let whole = Captures.octets("b015a11380054d54412d41a10a04087365637265742d61")
        for count in 0..<whole.count {
            #expect(throws: BERError.self) { try MTABindArgument.decode(whole[..<count]) }
        }
        #expect(throws: BERError(.trailingOctets)) { try MTABindArgument.decode((whole + [0])[...]) }
    }

    @Test("A bind without name or credentials, with other elements, or of another kind is refused")
    func refused() {
        #expect(throws: BERError(.missingElement)) { try argument("b009a107a1050403616263") }
        #expect(throws: BERError(.missingElement)) { try argument("b009a1078005616263646e") }
        #expect(throws: BERError(.unexpectedTag)) { try argument("b00da10b800141a1020400a3020500") }
        #expect(throws: BERError(.malformed)) { try argument("b00ca10a800141800142a1020400") }
        #expect(throws: BERError(.unexpectedTag)) { try argument("b003020102") }
        #expect(throws: BERError(.unexpectedTag)) { try MTABindError.decode([0x05, 0]) }
        #expect(throws: BERError(.limitExceeded)) {
            try MTABindArgument.decode(
                MTABindArgument.authenticated(
                    MTABindParty(
                        name: String(repeating: "x", count: 2000), credentials: .octetString([]))
                ).encode()[...])
        }
    }
}
