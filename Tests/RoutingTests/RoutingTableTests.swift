import Message
import Routing
import Testing

private func routes(_ spaces: [(String, Int, String)], for address: String) throws -> [String] {
    let table = RoutingTable(spaces.map { AddressSpace(pattern: $0.0, cost: $0.1, connector: $0.2) })
    return table.routes(for: try #require(Mailbox(address)))
}

@Suite("Routing")
struct RoutingTableTests {
    private let spaces = [
        ("*", 1, "hub"), ("*.example", 1, "example"), ("*.africa.example", 50, "africa"),
        ("nairobi.africa.example", 90, "nairobi"), ("chief@nairobi.africa.example", 100, "chief"),
    ]

    @Test("a more specific space goes before a cheaper one, from the mailbox down to everything")
    func specificBeatsCost() throws {
        #expect(
            try routes(spaces, for: "chief@nairobi.africa.example") == ["chief", "nairobi", "africa", "example", "hub"])
        #expect(try routes(spaces, for: "ann@nairobi.africa.example") == ["nairobi", "africa", "example", "hub"])
        #expect(try routes(spaces, for: "ann@lagos.africa.example") == ["africa", "example", "hub"])
        #expect(try routes(spaces, for: "ann@berlin.example") == ["example", "hub"])
        #expect(try routes(spaces, for: "ann@elsewhere.test") == ["hub"])
    }

    @Test("`*.` stands for every domain below, at any depth, and not for the domain itself")
    func below() throws {
        let spaces = [("*.example", 1, "below")]
        #expect(try routes(spaces, for: "a@x.example") == ["below"])
        #expect(try routes(spaces, for: "a@x.y.z.example") == ["below"])
        #expect(try routes(spaces, for: "a@example") == [])
        #expect(try routes(spaces, for: "a@notexample") == [])
    }

    @Test("equally specific spaces go by cost, then as they were given; each connector once")
    func costs() throws {
        let spaces = [
            ("hq.example", 5, "b"), ("hq.example", 1, "c"), ("hq.example", 5, "a"), ("*", 9, "c"), ("*", 1, "d"),
        ]
        #expect(try routes(spaces, for: "x@hq.example") == ["c", "b", "a", "d"])
    }

    @Test("domains are compared without regard to case, local parts octet by octet")
    func compares() throws {
        let spaces = [("HQ.Example", 1, "hq"), ("Ann@HQ.example", 1, "ann"), ("*.BERLIN.example", 1, "berlin")]
        #expect(try routes(spaces, for: "x@hq.EXAMPLE") == ["hq"])
        #expect(try routes(spaces, for: "Ann@hq.example") == ["ann", "hq"])
        #expect(try routes(spaces, for: "ann@hq.example") == ["hq"])
        #expect(try routes(spaces, for: "ann@x.Berlin.example") == ["berlin"])
    }

    @Test("who is served by nobody has no route; O/R address spaces match no mailbox, nor the other way round")
    func none() throws {
        #expect(try routes([], for: "a@b.example") == [])
        let table = RoutingTable([
            AddressSpace(.x400(try X400Address(parsing: "C=*")), cost: 1, connector: "x"),
            AddressSpace(pattern: "*", cost: 1, connector: "hub"),
        ])
        let mailbox = try #require(Mailbox("a@b.example"))
        let address = try X400Address(parsing: "C=KE; A= ; S=Lee")
        #expect(table.routes(for: mailbox) == ["hub"])
        #expect(table.routes(for: Recipient(number: 1, mailbox: mailbox)) == ["hub"])
        #expect(table.routes(for: Recipient(number: 1, mailbox: mailbox, x400Address: address)) == ["x"])
    }

    @Test("O/R addresses: more attributes go before a lower cost, then cost, then the order given; each connector once")
    func x400() throws {
        let spaces = [
            ("C=KE", 1, "kenya"), ("C=KE; P=Acme", 50, "acme"), ("C=ke;A= ;P=ACME", 9, "cheap"),
            ("C=KE; P=Acme; O=N*", 90, "n"), ("C=KE; P=Acme; O=Nairobi", 90, "nairobi"), ("C=KE; P=Acme", 1, "kenya"),
            ("C=DE", 1, "germany"),
        ]
        let table = RoutingTable(
            try spaces.map { AddressSpace(.x400(try X400Address(parsing: $0.0)), cost: $0.1, connector: $0.2) })
        func routes(_ text: String) throws -> [String] { table.routes(for: try X400Address(parsing: text)) }
        #expect(
            try routes("S=Lee; O=nairobi; P=acme; A= ; C=KE") == ["nairobi", "n", "kenya", "cheap", "acme"])
        #expect(try routes("S=Lee; O=Nakuru; P=Acme; C=KE") == ["n", "kenya", "cheap", "acme"])
        #expect(try routes("S=Lee; P=Other; C=KE") == ["kenya"])
        #expect(try routes("S=Lee; P=Acme; C=FR") == [])
    }

    @Test(
        "odd domains neither crash nor take long", arguments: ["a@.", "a@..", "a@b.", "a@.b", "@@x", "a@[192.0.2.1]"])
    func odd(address: String) throws {
        #expect(try routes([("*", 1, "hub"), ("*.", 1, "odd")], for: address).last == "hub")
    }

    @Test("a domain of a million dots is cut short")
    func long() throws {
        let table = RoutingTable([AddressSpace(pattern: "*.x", cost: 1, connector: "x")])
        let mailbox = Mailbox(localPart: "a", domain: String(repeating: ".", count: 1_000_000) + "x")
        #expect(table.routes(for: mailbox) == [])
    }
}
