import BER
import P1
import Testing

@Suite("O/R names")
struct ORAddressTests {
    private func encoded(_ name: ORName) -> [UInt8] {
        var writer = BERWriter()
        name.write(to: &writer)
        return writer.octets
    }

    private func decoded(_ octets: [UInt8]) throws(BERError) -> ORName {
        var reader = try BERReader(octets[...])
        return try ORName(reader.next())
    }

    @Test("Every attribute is written and read")
    func everything() throws {
        var address = ORAddress(country: "276", administrationDomain: "0", privateDomain: "A-1")
        address.networkAddress = "026245050540"
        address.terminalIdentifier = "T1"
        address.organizationName = "Org"
        address.numericUserIdentifier = "42"
        address.personalName = PersonalName(
            surname: "Meier", givenName: "Jo", initials: "J", generationQualifier: "III")
        address.organizationalUnitNames = ["one", "two"]
        address.domainDefinedAttributes = [DomainDefinedAttribute(type: "x", value: "y")]
        address.extensionAttributes = [ExtensionAttribute(type: 1, value: [0x13, 2, 0x6A, 0x6F])]
        let name = ORName(address: address, directoryName: [0x30, 0])
        #expect(try decoded(encoded(name)) == name)
        #expect(
            encoded(name)
                == Captures.octets(
                    """
                    60 6C 30 4F 61 05 12 03 323736 62 03 12 01 30 80 0C 303236323435303530353430 81 02 5431
                    A2 05 13 03 412D31 83 03 4F7267 84 02 3432
                    A5 13 80 05 4D65696572 81 02 4A6F 82 01 4A 83 03 494949 A6 0A 13 03 6F6E65 13 03 74776F
                    30 08 30 06 13 01 78 13 01 79 31 0B 30 09 80 01 01 A1 04 13 02 6A6F A0 02 30 00
                    """))
    }

    @Test("A domain's name goes out in the string type in which it came, which makes no other domain of it")
    func stringTypes() throws {
        let usual = Captures.octets("60 16 30 14 61 05 12 03 323736 62 03 12 01 30 A2 06 12 04 31323334 ")
        let unusual = Captures.octets("60 16 30 14 61 05 13 03 323736 62 03 13 01 30 A2 06 13 04 31323334")
        let spaces = Captures.octets("60 10 30 0E 61 04 12 02 4742 62 03 12 01 20 A2 01 00")
        #expect(try encoded(decoded(usual)) == usual)
        #expect(try encoded(decoded(unusual)) == unusual)
        #expect(try decoded(usual) == decoded(unusual))
        #expect(throws: BERError.self) { try decoded(spaces) }
        let domain = Captures.octets("63 0B 61 05 13 03 323736 62 02 12 00")
        var reader = try BERReader(domain[...])
        let identifier = try GlobalDomainIdentifier(reader.next())
        var writer = BERWriter()
        identifier.write(to: &writer)
        #expect(writer.octets == domain)
        #expect(
            identifier == GlobalDomainIdentifier(country: "276", administrationDomain: "", privateDomain: nil))
    }

    @Test("A domain alone is recognized as such")
    func domainOnly() {
        #expect(ORAddress(domain: .hq).isDomainOnly)
        #expect(ORAddress(domain: .hq).rfc822Mailbox == nil)
        #expect(ORAddress.rfc822("a@hq.example", domain: .hq)?.isDomainOnly == false)
    }

    @Test(
        "Attributes out of order, twice, or of unknown tags are refused",
        arguments: [
            "600830068301418001 31", "600630048001318001", "6004a7020500", "600630043002 0500", "60023100", "6000",
            "600a3008610413024742610413", "600830066106 0401410500",
        ])
    func refused(hex: String) {
        #expect(throws: BERError.self) { try decoded(Captures.octets(hex)) }
    }

    @Test("Nobody's list of attributes grows without end")
    func limits() {
        var address = ORAddress(domain: .hq)
        address.domainDefinedAttributes = (0..<513).map { DomainDefinedAttribute(type: "t", value: "\($0)") }
        #expect(throws: BERError(.limitExceeded)) { try decoded(encoded(ORName(address: address))) }
    }
}
