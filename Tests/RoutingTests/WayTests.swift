import Message
import Routing
import Testing

/// Which connector is chosen for a message: configuration, and what is known of the links.
@Suite("The choice of a way")
struct WayTests {
    private static let now = Timestamp(seconds: 1_795_224_238)
    private static let spaces = [
        AddressSpace(pattern: "berlin.example", cost: 1, connector: "cheap"),
        AddressSpace(pattern: "berlin.example", cost: 5, connector: "dear"),
        AddressSpace(pattern: "berlin.example", cost: 9, connector: "dearest"),
        AddressSpace(pattern: "*", cost: 1, connector: "hub"),
    ]

    private func ways(
        _ cargo: RouteCargo = RouteCargo(priority: .normal, octets: 1000), _ standings: [String: LinkStanding] = [:],
        capacities: [String: LinkCapacity] = [:], at time: Timestamp = now
    ) -> [String] {
        let recipient = Recipient(number: 1, mailbox: Mailbox(localPart: "bo", domain: "berlin.example"))
        return RoutingTable(Self.spaces, capacities: capacities)
            .ways(for: recipient, carrying: cargo, standings: standings, now: time).map(\.connector)
    }

    @Test("with nothing known of the links it is the order of specificity and cost")
    func nothingKnown() {
        #expect(ways() == ["cheap", "dear", "dearest", "hub"])
        #expect(ways(RouteCargo(priority: .normal, octets: 1000), ["cheap": .stands]) == ways())
    }

    @Test("a link that is given up, barred or paused comes after equally specific ones, and before less specific ones")
    func down() {
        let cargo = RouteCargo(priority: .normal, octets: 1000)
        for standing in [LinkStanding.givenUp(until: Self.now + .seconds(1)), .barred, .paused] {
            #expect(ways(cargo, ["cheap": standing]) == ["dear", "dearest", "cheap", "hub"])
            #expect(ways(cargo, ["dear": standing]) == ["cheap", "dearest", "dear", "hub"])
            #expect(ways(cargo, ["cheap": standing, "dear": .paused]) == ["dearest", "cheap", "dear", "hub"])
            #expect(ways(cargo, ["hub": standing]) == ["cheap", "dear", "dearest", "hub"])
        }
    }

    @Test("where all are down the order is that of cost again, and none is left out")
    func allDown() {
        let standings: [String: LinkStanding] = ["cheap": .barred, "dear": .paused, "dearest": .barred, "hub": .paused]
        #expect(ways(RouteCargo(priority: .normal, octets: 1), standings) == ["cheap", "dear", "dearest", "hub"])
    }

    @Test("a link that was given up is down until it may be opened again, and not from then on")
    func givenUpUntil() {
        let cargo = RouteCargo(priority: .normal, octets: 1000)
        let standings = ["cheap": LinkStanding.givenUp(until: Self.now + .seconds(600))]
        #expect(ways(cargo, standings, at: Self.now + .seconds(599)).first == "dear")
        #expect(ways(cargo, standings, at: Self.now + .seconds(600)).first == "cheap")
        #expect(ways(cargo, ["cheap": .givenUp(until: nil)], at: Self.now + .seconds(1_000_000)).first == "dear")
    }

    @Test("a link that never carries a message of that length comes after all that do, whatever they serve and cost")
    func tooLong() {
        let capacities = ["cheap": LinkCapacity { _ in 20_000 }, "dear": LinkCapacity { _ in 50_000 }]
        func ways(_ octets: Int, _ standings: [String: LinkStanding] = [:]) -> [String] {
            self.ways(RouteCargo(priority: .normal, octets: octets), standings, capacities: capacities)
        }
        #expect(ways(20_000) == ["cheap", "dear", "dearest", "hub"])
        #expect(ways(20_001) == ["dear", "dearest", "hub", "cheap"])
        #expect(ways(50_001) == ["dearest", "hub", "cheap", "dear"])
        // One that is down will carry it some day.
        #expect(ways(20_001, ["dear": .barred, "dearest": .barred]) == ["dear", "dearest", "hub", "cheap"])
    }

    @Test("so does one that never carries mail of that priority, or none at all")
    func priorities() {
        let capacities = ["cheap": LinkCapacity { $0 == .urgent ? 20_000 : nil }, "dear": LinkCapacity.nothing]
        func ways(_ priority: Priority, _ octets: Int) -> [String] {
            self.ways(RouteCargo(priority: priority, octets: octets), capacities: capacities)
        }
        #expect(ways(.urgent, 20_000) == ["cheap", "dearest", "hub", "dear"])
        #expect(ways(.urgent, 20_001) == ["dearest", "hub", "cheap", "dear"])
        #expect(ways(.normal, 1) == ["dearest", "hub", "cheap", "dear"])
        #expect(ways(.nonUrgent, 0) == ["dearest", "hub", "cheap", "dear"])
    }

    @Test("where none carries it the order is that of specificity and cost: it waits at the preferred one")
    func noneCarries() {
        let capacities = Dictionary(
            uniqueKeysWithValues: ["cheap", "dear", "dearest", "hub"].map { ($0, LinkCapacity.nothing) })
        let cargo = RouteCargo(priority: .normal, octets: 1)
        #expect(ways(cargo, capacities: capacities) == ["cheap", "dear", "dearest", "hub"])
        #expect(ways(cargo, ["cheap": .barred], capacities: capacities).first == "dear")
    }

    @Test("O/R addresses: spaces with as many attributes are equally specific")
    func x400() throws {
        let spaces = [("C=KE; P=Acme", 1, "acme"), ("C=KE; P=Acme", 2, "other"), ("C=KE", 1, "kenya")]
        let table = RoutingTable(
            try spaces.map { AddressSpace(.x400(try X400Address(parsing: $0.0)), cost: $0.1, connector: $0.2) })
        let recipient = Recipient(
            number: 1, mailbox: Mailbox(localPart: "lee", domain: "acme.example"),
            x400Address: try X400Address(parsing: "S=Lee; P=Acme; C=KE"))
        func ways(_ standings: [String: LinkStanding]) -> [String] {
            table.ways(
                for: recipient, carrying: RouteCargo(priority: .urgent, octets: 1), standings: standings, now: Self.now
            ).map(\.connector)
        }
        #expect(ways([:]) == ["acme", "other", "kenya"])
        #expect(ways(["acme": .barred]) == ["other", "acme", "kenya"])
        #expect(ways(["acme": .barred, "other": .barred]) == ["acme", "other", "kenya"])
    }

    @Test("another connector that stands and serves the same is known without a recipient; no other one counts")
    func equalWay() throws {
        let acme = try X400Address(parsing: "P=Acme; C=KE")
        let table = RoutingTable(
            Self.spaces + [
                AddressSpace(pattern: "oslo.example", cost: 1, connector: "oslo"),
                AddressSpace(pattern: "*.oslo.example", cost: 1, connector: "dear"),
                AddressSpace(.x400(acme), cost: 1, connector: "acme"),
                AddressSpace(.x400(try X400Address(parsing: "P=Other; C=KE")), cost: 1, connector: "oslo"),
            ])
        #expect(table.hasEqualWay(beside: "cheap", standings: [:]))
        #expect(table.hasEqualWay(beside: "cheap", standings: ["dear": .paused]))
        #expect(
            !table.hasEqualWay(beside: "cheap", standings: ["dear": .paused, "dearest": .givenUp(until: Self.now)]))
        #expect(table.hasEqualWay(beside: "acme", standings: [:]) && table.hasEqualWay(beside: "oslo", standings: [:]))
        #expect(!table.hasEqualWay(beside: "acme", standings: ["oslo": .barred]))
        for name in ["hub", "unknown"] { #expect(!table.hasEqualWay(beside: name, standings: [:])) }
    }

    @Test("what a worker has told is read until it tells otherwise, or its connector is gone")
    func standings() {
        let standings = LinkStandings()
        standings.set("cheap", .barred)
        standings.set("dear", .paused)
        #expect(standings.snapshot() == ["cheap": .barred, "dear": .paused])
        standings.set("cheap", .stands)
        #expect(standings.snapshot() == ["dear": .paused])
        standings.forget("dear")
        #expect(standings.snapshot().isEmpty)
    }
}
