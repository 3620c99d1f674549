import Acceptance
import Events
import Message
import Routing
import Spool
import Testing

@Suite("The gate: another way", .timeLimit(.minutes(1)))
struct ReroutingTests {
    private static let routing = RoutingTable([
        AddressSpace(pattern: "berlin.example", cost: 1, connector: "berlin"),
        AddressSpace(pattern: "berlin.example", cost: 2, connector: "nairobi"),
        AddressSpace(pattern: "berlin.example", cost: 3, connector: "mailboxes"),
        AddressSpace(pattern: "oslo.example", cost: 1, connector: "berlin"),
        AddressSpace(pattern: "hq.example", cost: 1, connector: "mailboxes"),
    ])

    private func fixture(
        suspended: Set<String> = [], routing: RoutingTable = routing
    ) throws -> Fixture {
        var policy = Fixture.policy
        policy.x400Connectors = ["berlin", "nairobi"]
        policy.suspendedConnectors = suspended
        let f = try Fixture(policy: policy)
        f.gate.replace(policy: policy, routing: routing)
        return f
    }

    private func plan(
        _ f: Fixture, _ submission: Submission, tried: [String] = [], _ reason: ReroutePlan.Reason = .retriesUsedUp
    ) async throws -> (plan: ReroutePlan, entry: StoredEntry) {
        let known = f.queued.items.count
        _ = try await f.submit(submission)
        var entry = try #require(await f.queued.wait(for: known + 1).last)
        entry.history.tried = tried
        return (f.gate.reroute(entry, try f.spool.envelope(ofEntry: entry.id), reason, now: now), entry)
    }

    @Test("each recipient goes to the next connector by cost; who has none is named")
    func nextByCost() async throws {
        let f = try fixture()
        let (plan, entry) = try await plan(f, smtp(["ann@berlin.example", "lee@oslo.example"]))
        #expect(entry.connector == "berlin")
        #expect(plan.moves == [1: "nairobi"] && plan.stranded == [2])
    }

    @Test("no connector is tried twice: after the second way the third, and then none")
    func noPingPong() async throws {
        let f = try fixture()
        for (tried, next) in [(["nairobi"], "mailboxes"), (["nairobi", "mailboxes"], nil)] as [([String], String?)] {
            let (plan, _) = try await plan(f, smtp(["ann@berlin.example"]), tried: tried)
            #expect(plan.moves[1] == next && plan.stranded == (next == nil ? [1] : []))
        }
    }

    @Test("it never goes back to the neighbour from which it came (Q164838)")
    func notBack() async throws {
        let f = try fixture()
        var submission = p1(["ann@berlin.example"])
        submission.source = .p1(
            P1Neighbour(
                connector: "nairobi", peer: "NAIROBI",
                mtsIdentifier: MTSIdentifier(domain: elsewhere, localIdentifier: "N-1"), trace: [], submitted: now))
        let (plan, entry) = try await plan(f, submission)
        #expect(entry.connector == "berlin" && entry.history.cameBy == "nairobi")
        #expect(plan.moves == [3: "mailboxes"])
    }

    @Test("nor to a connector that is suspended")
    func suspended() async throws {
        let f = try fixture(suspended: ["nairobi"])
        #expect(try await plan(f, smtp(["ann@berlin.example"])).plan.moves == [1: "mailboxes"])
    }

    @Test("what only X.400 can carry stays in X.400: content, probes, reports, functions that are not known here")
    func staysInX400() async throws {
        let f = try fixture()
        var content = smtp(["ann@berlin.example"])
        content.x400ContentType = "P22"
        var probe = smtp(["ann@berlin.example"])
        probe.kind = .probe
        var report = smtp(["ann@berlin.example"], from: nil)
        report.kind = .report(
            DeliveryReport(subject: MTSIdentifier(domain: domain, localIdentifier: "HQ-1"), recipients: []))
        report.source = .report(replaces: [])
        var critical = smtp(["ann@berlin.example"])
        critical.unsupportedForDelivery = [1: "extension 99"]
        for submission in [content, probe, report, critical] {
            let (first, _) = try await plan(f, submission)
            #expect(first.moves == [1: "nairobi"])
            let (second, _) = try await plan(f, submission, tried: ["nairobi"])
            #expect(second.moves.isEmpty && second.stranded == [1])
        }
    }
}

@Suite("The gate: word of a delay", .timeLimit(.minutes(1)))
struct DelayReportTests {
    private static let delay = DeliveryReport.Delay(
        status: "4.4.1", text: "not handed on yet; last: no answer", until: now + .seconds(86400))

    private func tell(_ f: Fixture, _ entry: StoredEntry) async throws {
        let reports = try await withCheckedContinuation { continuation in
            f.spool.tellDelays([DelayNotice(entry: entry.id, delay: Self.delay)]) { continuation.resume(returning: $0) }
        }.get()
        f.gate.report(reports, now: now)
    }

    @Test("an Internet originator gets one notification, action delayed; the message waits on and is no failure")
    func internet() async throws {
        let f = try house()
        _ = try await f.submit(smtp(["ann@berlin.example"]))
        let entry = await f.queued.wait(for: 1)[0]
        try await tell(f, entry)
        let report = await f.queued.wait(for: 2)[1]
        #expect(report.firstRecipient == mailbox("bob@hq.example"))
        let text = try f.content(of: report)
        #expect(text.contains("Action: delayed") && text.contains("Final-Recipient: rfc822; ann@berlin.example"))
        #expect(text.contains("last: no answer") && text.contains("Subject: Mail delayed"))
        #expect(try f.spool.allEntries(limit: 10).map(\.id) == [entry.id, report.id])
        #expect(!f.sink.numbers.contains(290))
        try await tell(f, entry)
        #expect(try f.spool.allEntries(limit: 10).count == 2, "told once")
    }

    @Test("to an originator behind X.400 nothing is sent, and nothing is left behind")
    func x400() async throws {
        let f = try house()
        _ = try await f.submit(p1(["joy@nairobi.example"], originator: "eve@berlin.example"))
        let entry = await f.queued.wait(for: 1)[0]
        try await tell(f, entry)
        #expect(try await until { try f.spool.allEntries(limit: 10).map(\.id) == [entry.id] })
        #expect(f.queued.items.count == 1 && !f.sink.numbers.contains(10023))
    }

    private func until(_ condition: () throws -> Bool) async throws -> Bool {
        for _ in 0..<100_000 {
            if try condition() { return true }
            await Task.yield()
        }
        return false
    }
}
