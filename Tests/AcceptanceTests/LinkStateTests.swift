import Acceptance
import Events
import Message
import Routing
import Spool
import Testing

/// The gate asks what links carry and whether they are down, for what comes in as for what is rerouted.
@Suite("The gate: the state of links", .timeLimit(.minutes(1)))
struct LinkStateTests {
    private static let spaces = [
        AddressSpace(pattern: "oslo.example", cost: 1, connector: "first"),
        AddressSpace(pattern: "oslo.example", cost: 2, connector: "second"),
        AddressSpace(pattern: "oslo.example", cost: 3, connector: "third"),
        AddressSpace(pattern: "*", cost: 1, connector: "hub"),
        AddressSpace(pattern: "hq.example", cost: 1, connector: "mailboxes"),
    ]

    private func fixture(
        _ capacities: [String: LinkCapacity] = [:], x400: Set<String> = ["first", "second", "third", "hub"],
        neighbours: [String: String] = [:]
    ) throws -> Fixture {
        var policy = Fixture.policy
        policy.x400Connectors = x400
        policy.neighbours = neighbours
        let f = try Fixture(policy: policy)
        f.gate.replace(policy: policy, routing: RoutingTable(Self.spaces, capacities: capacities))
        return f
    }

    /// Where a message to Oslo goes; nil: nowhere.
    private func connector(
        _ f: Fixture, _ submission: Submission = smtp(["ann@oslo.example"]), octets: Int = 100
    ) async throws -> String? {
        let known = f.queued.items.count
        _ = try await f.submit(submission, [UInt8](repeating: 0x41, count: octets))
        return await f.queued.wait(for: known + 1).last?.connector
    }

    private func next(
        _ f: Fixture, _ reason: ReroutePlan.Reason, of submission: Submission = smtp(["ann@oslo.example"]),
        tried: [String] = [], octets: Int = 100
    ) async throws -> String? {
        let known = f.queued.items.count
        _ = try await f.submit(submission, [UInt8](repeating: 0x41, count: octets))
        var entry = try #require(await f.queued.wait(for: known + 1).last)
        entry.connector = "first"
        entry.history.tried = tried
        return f.gate.reroute(entry, try f.spool.envelope(ofEntry: entry.id), reason, now: now).moves.values.first
    }

    @Test("new mail does not go to a link that is given up while another stands, and goes there when it is back")
    func acceptance() async throws {
        let f = try fixture()
        #expect(try await connector(f) == "first")
        f.standings.set("first", .givenUp(until: now + .seconds(600)))
        #expect(try await connector(f) == "second")
        f.standings.set("second", .paused)
        #expect(try await connector(f) == "third")
        f.standings.set("third", .barred)
        #expect(try await connector(f) == "first", "all are down: the cheapest, and not a less specific one")
        f.standings.set("first", .stands)
        #expect(try await connector(f) == "first")
    }

    @Test("a message that the cheapest link never carries goes at once where it is carried, or waits at the cheapest")
    func capacity() async throws {
        let short = LinkCapacity { _ in 500 }
        let f = try fixture(["first": short, "second": short])
        #expect(try await connector(f, octets: 500) == "first")
        #expect(try await connector(f, octets: 501) == "third")
        let none = try fixture(["first": short, "second": short, "third": short, "hub": short])
        #expect(try await connector(none, octets: 501) == "first")
    }

    @Test("a probe goes the way of the message that it asks about")
    func probe() async throws {
        let f = try fixture(["first": LinkCapacity { _ in 500 }])
        var probe = smtp(["ann@oslo.example"])
        probe.kind = .probe
        probe.probedLength = 501
        #expect(try await connector(f, probe, octets: 0) == "second")
        probe.probedLength = 500
        #expect(try await connector(f, probe, octets: 0) == "first")
    }

    @Test("links decide the way and never whether there is one: what needs X.400 stays in it, however down that is")
    func staysInX400() async throws {
        let f = try fixture(x400: ["first"])
        f.standings.set("first", .barred)
        #expect(try await connector(f) == "second")
        var content = smtp(["ann@oslo.example"])
        content.x400ContentType = "P22"
        var probe = smtp(["ann@oslo.example"])
        probe.kind = .probe
        var critical = smtp(["ann@oslo.example"])
        critical.unsupportedForDelivery = [1: "extension 99"]
        for submission in [content, probe, critical] { #expect(try await connector(f, submission) == "first") }
        #expect(!f.sink.numbers.contains(290))
    }

    @Test("what came from a neighbour does not go back to it because all others are down")
    func notBack() async throws {
        let f = try fixture()
        var submission = p1(["ann@oslo.example"])
        submission.source = .p1(
            P1Neighbour(
                connector: "first", peer: "OSLO",
                mtsIdentifier: MTSIdentifier(domain: elsewhere, localIdentifier: "O-1"), trace: [], submitted: now))
        for name in ["second", "third", "hub"] { f.standings.set(name, .barred) }
        #expect(try await connector(f, submission) == "second")
    }

    /// A message that has been at Aarhus and Bergen on its way here.
    private func wanderer(_ number: Int = 1) -> Submission {
        var submission = p1(["ann@oslo.example"])
        let trace = ["AARHUS", "BERGEN"].map { TraceElement(domain: domain, mtaName: $0, arrival: now) }
        submission.source = .p1(
            P1Neighbour(
                connector: "hub", peer: "BERGEN",
                mtsIdentifier: MTSIdentifier(domain: domain, localIdentifier: "A-\(number)"), trace: trace,
                submitted: now))
        return submission
    }

    @Test("it waits for a link that is down rather than go to an MTA where it has been, and goes there if none is left")
    func notRound() async throws {
        let f = try fixture(neighbours: ["first": "OSLO", "second": "AARHUS", "third": "BERGEN"])
        f.standings.set("first", .givenUp(until: now + .seconds(600)))
        #expect(try await connector(f, wanderer()) == "first")
        #expect(try await connector(f) == "second", "our own")
        #expect(!f.sink.numbers.contains(201))
        let round = try fixture(neighbours: ["first": "BERGEN", "second": "AARHUS", "third": "BERGEN"])
        round.standings.set("first", .barred)
        #expect(try await connector(round, wanderer()) == "second")
    }

    @Test("what may wait is not rerouted to an MTA where it has been; what would be returned is, as a last resort")
    func notReroutedRound() async throws {
        let f = try fixture(neighbours: ["first": "OSLO", "second": "AARHUS", "third": "BERGEN"])
        for (number, reason) in [ReroutePlan.Reason.stillDown, .neverCarried].enumerated() {
            #expect(try await next(f, reason, of: wanderer(number)) == nil)
            #expect(try await next(f, reason) == "second", "our own")
        }
        #expect(try await next(f, .retriesUsedUp, of: wanderer(2)) == "second")
        let other = try fixture(neighbours: ["first": "OSLO", "second": "AARHUS", "third": "TROMSO"])
        for (number, reason) in [ReroutePlan.Reason.stillDown, .neverCarried, .retriesUsedUp].enumerated() {
            #expect(try await next(other, reason, of: wanderer(number)) == "third")
        }
    }

    @Test("open retries used up: the next that carries it and is not down; else one that is down, but none twice")
    func retriesUsedUp() async throws {
        let f = try fixture(["second": LinkCapacity { _ in 500 }])
        #expect(try await next(f, .retriesUsedUp) == "second")
        #expect(try await next(f, .retriesUsedUp, octets: 501) == "third")
        f.standings.set("second", .givenUp(until: now + .seconds(600)))
        #expect(try await next(f, .retriesUsedUp) == "third")
        f.standings.set("third", .barred)
        #expect(try await next(f, .retriesUsedUp) == "second")
        #expect(try await next(f, .retriesUsedUp, tried: ["second"]) == "third")
        #expect(try await next(f, .retriesUsedUp, tried: ["second", "third"]) == "hub")
        #expect(try await next(f, .retriesUsedUp, tried: ["second", "third", "hub"]) == nil)
        let held = try fixture(["second": .nothing, "third": .nothing, "hub": .nothing])
        #expect(try await next(held, .retriesUsedUp) == "second", "it is returned no earlier")
    }

    @Test("never carried here: to one that carries it, be it down, and otherwise it stays")
    func neverCarried() async throws {
        let short = LinkCapacity { _ in 500 }
        let f = try fixture(["first": short, "second": short])
        f.standings.set("third", .barred)
        #expect(try await next(f, .neverCarried, octets: 501) == "third")
        #expect(try await next(f, .neverCarried, tried: ["third"], octets: 501) == "hub")
        let none = try fixture(["first": short, "second": short, "third": short, "hub": short])
        #expect(try await next(none, .neverCarried, octets: 501) == nil)
    }

    @Test("its connector is removed: to one that carries it and was not tried, else to one that was, and not back")
    func removed() async throws {
        let f = try fixture(["second": LinkCapacity { _ in 500 }])
        #expect(try await next(f, .removed) == "second")
        #expect(try await next(f, .removed, octets: 501) == "third")
        #expect(try await next(f, .removed, tried: ["second", "third"]) == "hub")
        #expect(try await next(f, .removed, tried: ["second", "third", "hub"]) == "second")
        let back = try fixture(neighbours: ["second": "BERGEN", "third": "BERGEN", "hub": "BERGEN"])
        #expect(try await next(back, .removed, of: wanderer()) == nil)
    }

    @Test("still down: only to an equally specific one of which nothing bad is known and that was not tried")
    func stillDown() async throws {
        let f = try fixture(["second": LinkCapacity { _ in 500 }])
        f.standings.set("first", .givenUp(until: now + .seconds(600)))
        #expect(try await next(f, .stillDown) == "second")
        #expect(try await next(f, .stillDown, octets: 501) == "third")
        #expect(try await next(f, .stillDown, tried: ["second"]) == "third")
        #expect(
            try await next(f, .stillDown, tried: ["second", "third"]) == nil, "not the hub, which is less specific")
        // Given up too, though its next open is due.
        f.standings.set("second", .givenUp(until: now))
        f.standings.set("third", .paused)
        #expect(try await next(f, .stillDown) == nil)
    }
}
