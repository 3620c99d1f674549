import Acceptance
import Events
import Message
import Spool
import Testing

@Suite("The gate: reports", .timeLimit(.minutes(1)))
struct ReportingTests {
    private let lost = NonDelivery(
        reason: .unableToTransfer, diagnostic: .mtsCongestion, status: "5.4.4", text: "not reached within the retries")

    private func settle(_ f: Fixture, _ entry: StoredEntry, _ outcomes: [Int: Outcome]) async throws -> [SettledMessage]
    {
        let settlement = Settlement(entry: entry.id, message: entry.message, outcomes: outcomes, now: now)
        let result = await withCheckedContinuation { continuation in
            f.spool.settle([settlement]) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    @Test("a recipient that a connector could not serve: event 290 and a report to the originator")
    func afterSettlement() async throws {
        let f = try Fixture()
        _ = try await f.submit(smtp(["ann@berlin.example", "max@berlin.example"]))
        let entry = await f.queued.wait(for: 1)[0]
        let settled = try await settle(f, entry, [1: .transferred, 2: .failed(lost)])
        f.gate.note(settled, mtsIdentifiers: [entry.message: entry.mtsIdentifier], connector: "berlin", now: now)
        let report = await f.queued.wait(for: 2)[1]
        #expect(report.connector == "mailboxes" && report.firstRecipient == mailbox("bob@hq.example"))
        let text = try f.content(of: report)
        #expect(text.contains("Final-Recipient: rfc822; max@berlin.example"))
        #expect(!text.contains("ann@berlin.example"))
        #expect(text.contains("Subject: Hello"))
        let records = await f.sink.records.wait(for: 4)
        #expect(records.map(\.event.number) == [272, 290, 272, 10023])
        #expect(records[1].connector == "berlin" && records[1].mtsIdentifier == entry.mtsIdentifier.description)
        #expect(try f.spool.allEntries(limit: 10).map(\.id) == [report.id])
    }

    @Test("a failed report is not reported")
    func failedReport() async throws {
        let f = try Fixture()
        _ = try await f.submit(smtp(["ann@berlin.example"], from: nil))
        let entry = await f.queued.wait(for: 1)[0]
        let settled = try await settle(f, entry, [1: .failed(lost)])
        f.gate.note(settled, mtsIdentifiers: [entry.message: entry.mtsIdentifier], connector: "berlin", now: now)
        #expect(f.sink.numbers == [272, 290])
        #expect(try f.spool.allEntries(limit: 10).isEmpty)
    }

    @Test("what could not be reported stays, and is reported once when the store is there again")
    func resumes() async throws {
        let f = try Fixture()
        f.spool.set { $0.readError = SpoolError(.io, "x") }
        _ = try await f.submit(p1(["x@mars.example"]))
        #expect(try f.spool.queueEntries(connector: SpoolLimits.reports).count == 1)
        #expect(f.queued.items.isEmpty)
        f.spool.set { $0.readError = nil }
        f.spool.set { $0.holdsReplies = true }
        try f.gate.resumeReports(now: now)
        // Under way: asked again, it is not sent twice.
        try f.gate.resumeReports(now: now)
        while f.spool.heldReplies == 0 { await Task.yield() }
        try f.gate.resumeReports(now: now)
        f.spool.set { $0.holdsReplies = false }
        f.spool.answer()
        _ = await f.queued.wait(for: 1)
        try f.gate.resumeReports(now: now)
        #expect(try f.spool.allEntries(limit: 10).count == 1)
        #expect(f.queued.items.count == 1)
        #expect(f.spool.acceptances == 2)
    }

    @Test("a long message comes back by its header, and a report is exempt from the greatest size")
    func longMessage() async throws {
        var policy = Fixture.policy
        policy.maximumSize = 200
        let f = try Fixture(policy: policy)
        let content = message + [UInt8](repeating: 0x41, count: 99_000)
        _ = try await f.submit(p1(["joy@nairobi.example"]), content)
        let report = await f.queued.wait(for: 1)[0]
        let text = try f.content(of: report)
        #expect(report.octets > 200)
        #expect(text.contains("Content-Type: text/rfc822-headers\r\n\r\nSubject: Hello\r\n"))
        #expect(!text.contains("AAAA"))
    }
}
