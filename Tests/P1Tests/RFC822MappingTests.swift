import BER
import P1
import Testing

@Suite("Internet mailboxes in O/R addresses")
struct RFC822MappingTests {
    @Test(
        "Characters outside PrintableString are escaped as RFC 2156 has it",
        arguments: [
            ("alice@hq.example", "alice(a)hq.example"),
            ("a_b%c!d@x.example", "a(u)b(p)c(b)d(a)x.example"),
            ("\"a (b)\"@x.example", "(q)a (l)b(r)(q)(a)x.example"),
            ("a+b='c/d?@x.example", "a+b='c/d?(a)x.example"),
            ("a#b~@x.example", "a(035)b(126)(a)x.example"),
            ("jürgen@x.example", "j(195)(188)rgen(a)x.example"),
        ])
    func escapes(mailbox: String, value: String) throws {
        let address = try #require(ORAddress.rfc822(mailbox, domain: .hq))
        #expect(address.domainDefinedAttributes == [DomainDefinedAttribute(type: "RFC-822", value: value)])
        #expect(address.country == "GB")
        #expect(address.administrationDomain == " ")
        #expect(address.privateDomain == "HQ")
        #expect(address.rfc822Mailbox == mailbox)
    }

    @Test("Capital escapes, Latin-1 octets and what only looks like an escape are read as well as can be")
    func decoding() {
        #expect(PrintableStringEscapes.decode("A(A)B(U)c") == "A@B_c")
        #expect(PrintableStringEscapes.decode("(x)(256)(12)(a(999)(") == "(x)(256)(12)(a(999)(")
        #expect(PrintableStringEscapes.decode("(252)") == "\u{FC}")
        #expect(PrintableStringEscapes.decode("") == "")
    }

    @Test(
        "Control characters never come out of an address, however they were hidden",
        arguments: [
            "a(013)(010)RCPT TO:(a)x.example", "a(000)(a)x.example", "a(127)(a)x.example", "(009)",
        ])
    func controlCharacters(value: String) {
        var address = ORAddress(domain: .hq)
        address.domainDefinedAttributes = [DomainDefinedAttribute(type: "rfc-822", value: value)]
        #expect(address.rfc822Mailbox == nil)
    }

    @Test("A long mailbox goes on in further attributes, each at most 128 octets, none cutting an escape")
    func longOnes() throws {
        let mailbox = String(repeating: "_", count: 60) + "@" + String(repeating: "d", count: 190) + ".example"
        let address = try #require(ORAddress.rfc822(mailbox, domain: .hq))
        let attributes = address.domainDefinedAttributes
        #expect(attributes.map(\.type) == ["RFC-822", "RFC822C1", "RFC822C2"])
        #expect(attributes.allSatisfy { (1...128).contains($0.value.utf8.count) })
        #expect(attributes[0].value.utf8.count == 126)
        #expect(address.rfc822Mailbox == mailbox)
        var shuffled = address
        shuffled.domainDefinedAttributes.reverse()
        #expect(shuffled.rfc822Mailbox == mailbox)
    }

    @Test("Every path that SMTP permits finds room, and what is longer is refused")
    func bounds() {
        let longest = String(repeating: "ü", count: 120) + "@hq.example"
        #expect(ORAddress.rfc822(longest, domain: .hq)?.rfc822Mailbox == longest)
        #expect(ORAddress.rfc822(String(repeating: "ü", count: 140) + "@hq.example", domain: .hq) == nil)
        #expect(ORAddress.rfc822("", domain: .hq) == nil)
    }

    @Test("Any mailbox comes back through the wire")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SplitMix(state: seed)
        let alphabet = Array("abcXYZ019@%!\"_() .+-=#~{}|`^&*ßéя字🙂\\<>,;:[]()(a)(")
        for _ in 0..<500 {
            let length = Int.random(in: 1...60, using: &generator)
            let mailbox = String((0..<length).compactMap { _ in alphabet.randomElement(using: &generator) })
            let name = ORName(address: try #require(ORAddress.rfc822(mailbox, domain: .hq)))
            var writer = BERWriter()
            name.write(to: &writer)
            var reader = try BERReader(writer.octets[...])
            #expect(try ORName(reader.next()).address.rfc822Mailbox == mailbox, "seed \(seed)")
        }
    }
}
