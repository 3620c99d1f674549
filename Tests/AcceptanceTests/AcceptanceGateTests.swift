import Acceptance
import Events
import Message
import Routing
import Spool
import Testing

@Suite("The gate", .timeLimit(.minutes(1)))
struct AcceptanceGateTests {
    @Test("mail from a client gets an MTS-ID, a first trace element, numbers, and an entry for each connector")
    func fromClient() async throws {
        let f = try Fixture()
        let result = try await f.submit(smtp(["ann@berlin.example", "joy@nairobi.example", "max@berlin.example"]))
        guard case .accepted(let id, let mtsIdentifier) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(mtsIdentifier.domain == domain)
        #expect(mtsIdentifier.localIdentifier.hasPrefix("HQ-\(now.compactDate)Z-"))
        let entries = await f.queued.wait(for: 2)
        #expect(entries.map(\.connector) == ["berlin", "nairobi"])
        #expect(entries.allSatisfy { $0.message == id && $0.octets == message.count })
        let envelope = try f.spool.envelope(of: id, connector: "berlin")
        #expect(envelope.recipients.map(\.number) == [1, 3])
        #expect(envelope.trace == [TraceElement(domain: domain, mtaName: "HQ", arrival: now)])
        #expect(envelope.submitted == now)
        #expect(f.sink.numbers == [272])
        #expect(f.sink.records.items.first?.entity == "192.0.2.7")
    }

    @Test("no two messages have one MTS-ID, and none is longer than 32 octets however long the MTA's name")
    func identifiers() async throws {
        var policy = Fixture.policy
        var seen: Set<MTSIdentifier> = []
        for name in ["HQ", String(repeating: "N", count: 32), String(repeating: "N", count: 31) + "X", "B\u{FC}ro"] {
            policy.localName = name
            let f = try Fixture(policy: policy)
            for _ in 0..<5 {
                guard case .accepted(_, let identifier) = try await f.submit(smtp(["ann@berlin.example"])) else {
                    Issue.record("not accepted")
                    continue
                }
                #expect((1...32).contains(identifier.localIdentifier.utf8.count))
                #expect(identifier.localIdentifier.utf8.allSatisfy { $0 < 0x7F })
                #expect(seen.insert(identifier).inserted)
            }
        }
    }

    @Test("the reply comes only after the store has answered")
    func replyAfterCommit() async throws {
        let f = try Fixture()
        f.spool.set { $0.holdsReplies = true }
        let replies = Recorder<AcceptanceResult>()
        f.gate.submit(smtp(["ann@berlin.example"]), content: try f.stage(), now: now) { replies.add($0) }
        while f.spool.heldReplies == 0 { await Task.yield() }
        #expect(replies.items.isEmpty)
        #expect(f.queued.items.isEmpty)
        f.spool.answer()
        #expect(await replies.wait(for: 1).count == 1)
        #expect(f.queued.items.count == 1)
    }

    @Test("verdicts at RCPT: route, no route, relaying denied; local mailboxes are open to everybody")
    func verdicts() throws {
        let f = try Fixture()
        let stranger = SubmissionSource.smtp(SMTPClient(address: "198.51.100.9", greeting: "x", mayRelay: false))
        let friend = SubmissionSource.smtp(client)
        #expect(f.gate.verdict(for: mailbox("ann@berlin.example"), from: friend) == .accepted)
        #expect(f.gate.verdict(for: mailbox("ann@berlin.example"), from: stranger) == .relayDenied)
        #expect(f.gate.verdict(for: mailbox("ann@hq.example"), from: stranger) == .accepted)
        #expect(f.gate.verdict(for: mailbox("ann@mars.example"), from: friend) == .noRoute)
        #expect(f.gate.verdict(for: mailbox("ann@mars.example"), from: stranger) == .noRoute)
        // Everybody may write to the postmaster, wherever that is; where nobody leads to it, it is said.
        #expect(f.gate.verdict(for: mailbox("postmaster@mx.hq.example"), from: stranger) == .noPostmaster)
        var policy = Fixture.policy
        policy.postmaster = mailbox("ann@berlin.example")
        f.gate.replace(policy: policy, routing: Fixture.routing)
        #expect(f.gate.verdict(for: mailbox("ann@berlin.example"), from: stranger) == .accepted)
        #expect(f.gate.verdict(for: mailbox("bo@berlin.example"), from: stranger) == .relayDenied)
        #expect(RecipientVerdict.noPostmaster.refusal?.replyCode == 550)
        #expect(RecipientVerdict.accepted.refusal == nil)
        #expect(RecipientVerdict.noRoute.refusal?.replyCode == 550)
        #expect(RecipientVerdict.relayDenied.refusal?.status == "5.7.1")
    }

    @Test("a client is refused what is too long, has too many recipients, or none")
    func limits() async throws {
        let f = try Fixture()
        let long = [UInt8](repeating: 0x41, count: 100_001)
        guard case .refused(let tooLong) = try await f.submit(smtp(["ann@berlin.example"]), long) else {
            Issue.record("taken")
            return
        }
        #expect(tooLong.replyCode == 552 && tooLong.status == "5.3.4")
        let many = (0..<21).map { "a\($0)@berlin.example" }
        guard case .refused(let tooMany) = try await f.submit(smtp(many)) else {
            Issue.record("taken")
            return
        }
        #expect(tooMany.replyCode == 452)
        guard case .refused = try await f.submit(smtp([])) else {
            Issue.record("taken")
            return
        }
        #expect(try f.spool.allEntries(limit: 10).isEmpty)
        #expect(f.sink.numbers.isEmpty)
    }

    @Test("an unavailable spool is told before it is asked, and its errors are told as such")
    func unavailable() async throws {
        let f = try Fixture()
        f.spool.set { $0.unavailable = "no space" }
        #expect(try await f.submit(smtp(["ann@berlin.example"])) == .unavailable("no space"))
        #expect(f.spool.acceptances == 0)
        f.spool.set { $0.unavailable = nil }
        for code in [SpoolError.Code.full, .readOnly, .corrupt, .io, .closed, .locked] {
            f.spool.set { $0.acceptError = SpoolError(code, "x") }
            guard case .unavailable = try await f.submit(smtp(["ann@berlin.example"])) else {
                Issue.record("\(code)")
                continue
            }
        }
        f.spool.set { $0.acceptError = SpoolError(.invalid, "x") }
        guard case .refused = try await f.submit(smtp(["ann@berlin.example"])) else {
            Issue.record("taken")
            return
        }
        #expect(f.sink.numbers.isEmpty && f.queued.items.isEmpty)
        f.spool.set { $0.acceptError = nil }
        guard case .accepted = try await f.submit(smtp(["ann@berlin.example"])) else {
            Issue.record("refused")
            return
        }
    }

    @Test("a reload changes policy and routing for what comes after")
    func reload() throws {
        let f = try Fixture()
        var policy = Fixture.policy
        policy.localName = "HQ2"
        f.gate.replace(policy: policy, routing: RoutingTable([]))
        #expect(f.gate.policy.localName == "HQ2")
        #expect(f.gate.verdict(for: mailbox("ann@berlin.example"), from: .smtp(client)) == .noRoute)
    }

    @Test("the Received field is folded, dated, and cannot be forged by a greeting")
    func received() throws {
        let f = try Fixture()
        let good = String(decoding: f.gate.receivedField(for: .smtp(client), now: now), as: UTF8.self)
        #expect(
            good == "Received: from pc.hq.example (192.0.2.7)\r\n\tby mx.hq.example with ESMTP;\r\n\t"
                + "\(now.internetDate)\r\n")
        let evil = SMTPClient(address: "[2001:db8::1]", greeting: "x)\r\nBcc: y\u{0}(;", mayRelay: false)
        let field = String(decoding: f.gate.receivedField(for: .smtp(evil), now: now), as: UTF8.self)
        #expect(field.split(separator: "\r\n").count == 3)
        #expect(field.hasPrefix("Received: from x???Bcc:?y??? ([2001:db8::1])\r\n\tby "))
        #expect(f.gate.receivedField(for: .report(replaces: []), now: now).isEmpty)
        #expect(f.gate.receivedField(for: p1([]).source, now: now).isEmpty)
    }
}
