import Acceptance
import Events
import Message
import Spool
import Testing

/// berlin and nairobi speak P1; Kenya's O/R addresses are nairobi's.
func house() throws -> Fixture {
    var policy = Fixture.policy
    policy.x400Connectors = ["berlin", "nairobi"]
    return try Fixture(policy: policy)
}

private let lost = NonDelivery(reason: .transferFailure, diagnostic: .mtsCongestion, supplement: "not reached")
private let lee = X400Address([.init("C", "KE"), .init("A", " "), .init("P", "Acme"), .init("S", "Lee")])

private func report(
    _ results: [DeliveryReport.Result] = [.failed(lost)], to text: String = "bob@hq.example", notify: DSNNotify = [],
    identifier: String = "BERLIN-R1", trace: [TraceElement]? = nil, header: String? = "Subject: Hello\r\n",
    ofOwnProbe: Bool = false
) -> Submission {
    var submission = p1([text], identifier: identifier, originator: nil, first: 1)
    if let trace { submission = p1([text], trace: trace, identifier: identifier, originator: nil, first: 1) }
    var report = DeliveryReport(
        subject: MTSIdentifier(domain: domain, localIdentifier: "HQ-1"),
        recipients: results.enumerated().map { index, result in
            .init(
                recipient: Recipient(number: index + 1, mailbox: mailbox("u\(index)@berlin.example"), notify: notify),
                result: result, arrival: now)
        })
    if ofOwnProbe { report.contentIdentifier = DeliveryReport.ofOwnProbe }
    report.origin = .transit(reportingMTA: "C=DE;A= ;P=ACME BERLIN")
    report.header = header.map { Array($0.utf8) }
    submission.kind = .report(report)
    submission.transferEnvelope = [1, 2, 3]
    return submission
}

private func probe(_ texts: [String], notify: DSNNotify = [.success, .failure]) -> Submission {
    var submission = p1(texts, notify: notify)
    submission.kind = .probe
    submission.transferEnvelope = [7]
    return submission
}

extension Fixture {
    func envelope(of entry: StoredEntry) throws -> Envelope {
        try spool.envelope(of: entry.message, connector: entry.connector)
    }

    func report(of entry: StoredEntry) throws -> DeliveryReport {
        guard case .report(let report) = try envelope(of: entry).kind else {
            throw SpoolError(.invalid, "no report")
        }
        return report
    }

    fileprivate func settle(_ entry: StoredEntry, _ outcomes: [Int: Outcome]) async throws {
        let settlement = Settlement(entry: entry.id, message: entry.message, outcomes: outcomes, now: now)
        let settled = try await withCheckedContinuation { continuation in
            spool.settle([settlement]) { continuation.resume(returning: $0) }
        }.get()
        gate.note(
            settled, mtsIdentifiers: [entry.message: entry.mtsIdentifier], connector: entry.connector, now: now)
    }
}

@Suite("The gate: our reports", .timeLimit(.minutes(1)))
struct OurReportTests {
    @Test("an originator behind P1 gets a report of X.411, with the subject's envelope and header, in a new name")
    func failure() async throws {
        let f = try house()
        var submission = p1(["x@mars.example"])
        submission.transferEnvelope = [9, 9]
        submission.envelopeID = "id"
        _ = try await f.submit(submission)
        let entry = await f.queued.wait(for: 1)[0]
        #expect(entry.connector == "berlin" && entry.kind == .report && entry.originator == nil)
        let envelope = try f.envelope(of: entry)
        let report = try f.report(of: entry)
        #expect(report.origin == .here && report.subject.localIdentifier == "BERLIN-1" && report.envelopeID == "id")
        #expect(report.recipients.map(\.recipient.mailbox) == [mailbox("x@mars.example")])
        #expect(report.recipients[0].arrival == now && report.failures.count == 1)
        #expect(report.header == Array("Subject: Hello\r\n".utf8) && !report.isOfProbe)
        #expect(envelope.transferEnvelope == [9, 9] && envelope.trace.map(\.mtaName) == ["HQ"])
        #expect(envelope.mtsIdentifier.domain == domain && envelope.mtsIdentifier.localIdentifier != "BERLIN-1")
        #expect(envelope.recipients.map(\.mailbox) == [mailbox("eve@berlin.example")])
        #expect(try f.content(of: entry) == "")
        let numbers = await f.sink.records.wait(for: 5).map(\.event.number)
        #expect(numbers == [272, 142, 290, 272, 10023])
    }

    @Test(
        "content goes back with a failure if it was asked for and is not too long", arguments: [1 << 20, 1 << 20 + 1])
    func returnedContent(count: Int) async throws {
        var policy = Fixture.policy
        policy.x400Connectors = ["berlin"]
        policy.maximumSize = 1 << 21
        let f = try Fixture(policy: policy)
        var submission = p1(["x@mars.example"])
        submission.dsnReturn = .full
        let content = message + [UInt8](repeating: 0x41, count: count - message.count)
        _ = try await f.submit(submission, content)
        let entry = await f.queued.wait(for: 1)[0]
        let isReturned = count == 1 << 20
        #expect(try f.content(of: entry).utf8.count == (isReturned ? count : 0))
        #expect(try f.report(of: entry).header == (isReturned ? nil : Array("Subject: Hello\r\n".utf8)))
    }

    @Test("content of another type is returned as that, and has no header")
    func foreignContent() async throws {
        let f = try house()
        var submission = p1(["x@mars.example"])
        submission.x400ContentType = "P22"
        _ = try await f.submit(submission)
        submission = p1(["x@mars.example"], identifier: "BERLIN-2")
        submission.x400ContentType = "P22"
        submission.dsnReturn = .full
        _ = try await f.submit(submission)
        let entries = await f.queued.wait(for: 2)
        #expect(try f.report(of: entries[0]).header == nil)
        #expect(try f.content(of: entries[0]) == "")
        #expect(try f.content(of: entries[1]) == String(decoding: message, as: UTF8.self))
        #expect(try f.envelope(of: entries[1]).x400ContentType == "P22")
    }

    @Test("an O/R address as originator is where the report goes")
    func x400Originator() async throws {
        let f = try house()
        var submission = p1(["x@mars.example"], originator: "lee@x400.invalid")
        submission.originatorX400Address = lee
        _ = try await f.submit(submission)
        let entry = await f.queued.wait(for: 1)[0]
        #expect(entry.connector == "nairobi")
        #expect(try f.envelope(of: entry).recipients[0].x400Address == lee)
    }

    @Test("a delivery is reported where it was asked for: to a mailbox by RFC 3464, without the body")
    func delivery() async throws {
        let f = try house()
        _ = try await f.submit(smtp(["ann@hq.example", "max@hq.example"], notify: .success))
        let entry = await f.queued.wait(for: 1)[0]
        try await f.settle(entry, [1: .delivered])
        let told = await f.queued.wait(for: 2)[1]
        #expect(told.connector == "mailboxes" && told.kind == .message)
        let text = try f.content(of: told)
        #expect(text.contains("Final-Recipient: rfc822; ann@hq.example\r\nAction: delivered"))
        #expect(!text.contains("max@hq.example") && text.contains("Subject: Hello") && !text.contains("\r\nBody"))
        // Handed on is not delivered.
        try await f.settle(entry, [2: .transferred])
        #expect(try f.spool.allEntries(limit: 10).map(\.id) == [told.id])
    }

    @Test("an MTA that asked hears of a delivery of which the originator does not want to")
    func mtaRequest() async throws {
        let f = try house()
        var submission = p1(["bob@hq.example"], notify: .never)
        submission.recipients[0].mtaReportRequest = .audited
        _ = try await f.submit(submission)
        try await f.settle(await f.queued.wait(for: 1)[0], [3: .delivered])
        let entry = await f.queued.wait(for: 2)[1]
        #expect(entry.connector == "berlin")
        #expect(try f.report(of: entry).recipients[0].recipient.mtaReportRequest == .audited)
    }

    @Test("a report that cannot go on begets none")
    func noReportOfReport() async throws {
        let f = try house()
        _ = try await f.submit(p1(["x@mars.example"]))
        let entry = await f.queued.wait(for: 1)[0]
        try await f.settle(entry, [1: .failed(lost)])
        #expect(try f.spool.allEntries(limit: 10).isEmpty)
    }
}

@Suite("The gate: reports from neighbours", .timeLimit(.minutes(1)))
struct ForeignReportTests {
    @Test("goes on as it came where its way is P1, with one more element of trace")
    func transit() async throws {
        let f = try house()
        let submission = report(to: "joy@nairobi.example")
        _ = try await f.submit(submission, [])
        let entry = await f.queued.wait(for: 1)[0]
        let envelope = try f.envelope(of: entry)
        #expect(entry.connector == "nairobi" && envelope.kind == submission.kind)
        #expect(envelope.transferEnvelope == [1, 2, 3] && envelope.mtsIdentifier.localIdentifier == "BERLIN-R1")
        #expect(envelope.trace.map(\.mtaName) == ["BERLIN", "HQ"])
        #expect(try await f.submit(submission, []) == .duplicate)
        #expect(f.sink.numbers == [272, 10020])
    }

    @Test("becomes a notification for a mailbox, once, and event 10025 says what it brought")
    func toMailbox() async throws {
        let f = try house()
        let submission = report([.failed(lost), .delivered(at: now)], notify: [.success, .failure])
        _ = try await f.submit(submission, [])
        let entry = await f.queued.wait(for: 1)[0]
        #expect(entry.connector == "mailboxes" && entry.kind == .message && entry.originator == nil)
        let text = try f.content(of: entry)
        #expect(text.contains("Reporting-MTA: x400; C=DE;A= ;P=ACME BERLIN"))
        #expect(text.contains("Final-Recipient: rfc822; u0@berlin.example\r\nAction: failed\r\nStatus: 4.4.5"))
        #expect(text.contains("Final-Recipient: rfc822; u1@berlin.example\r\nAction: delivered"))
        #expect(text.contains("Content-Type: text/rfc822-headers\r\n\r\nSubject: Hello\r\n"))
        #expect(try await f.submit(submission, []) == .duplicate)
        #expect(try f.spool.allEntries(limit: 10).count == 1)
        let records = f.sink.records.items
        #expect(records.map(\.event.number) == [272, 10025, 10020])
        #expect(records[1].mtsIdentifier == "C=GB;A= ;P=ACME;L=HQ-1")
        #expect(records[1].hint?.hasPrefix("u0@berlin.example: reason 0 (transfer-failure)") == true)
    }

    @Test("content that came back is attached; of another type it is not")
    func returned() async throws {
        let f = try house()
        _ = try await f.submit(report(), message)
        var foreign = report(identifier: "BERLIN-R2", header: nil)
        foreign.x400ContentType = "P22"
        _ = try await f.submit(foreign, message)
        let entries = await f.queued.wait(for: 2)
        #expect(
            try f.content(of: entries[0]).contains("Content-Type: message/rfc822\r\n\r\nSubject: Hello\r\n\r\nBody"))
        #expect(try !f.content(of: entries[1]).contains("Subject: Hello\r\n\r\nBody"))
    }

    @Test("for this MTA, for the bare domain, or what nobody asked for: the event is all, and the ledger knows it")
    func absorbed() async throws {
        let f = try house()
        var nobody = report()
        nobody.recipients = []
        var bare = report(to: "x@x400.invalid", identifier: "BERLIN-R2")
        bare.recipients[0].x400Address = X400Address([.init("C", "gb"), .init("A", " "), .init("P", "Acme")])
        let unwanted = report([.delivered(at: now)], identifier: "BERLIN-R3")
        let own = report(to: "postmaster@mx.hq.example", identifier: "BERLIN-R4", ofOwnProbe: true)
        for submission in [nobody, bare, unwanted, own] {
            guard case .accepted = try await f.submit(submission, []) else {
                Issue.record("not taken")
                return
            }
            #expect(try await f.submit(submission, []) == .duplicate)
        }
        #expect(try f.spool.allEntries(limit: 10).isEmpty && f.queued.items.isEmpty)
        #expect(f.sink.numbers == Array(repeating: [272, 10025, 10020], count: 4).flatMap { $0 })
        // To somebody else, or about something else, it goes on.
        let other = report(to: "postmaster@nairobi.example", identifier: "BERLIN-R5", ofOwnProbe: true)
        _ = try await f.submit(other, [])
        #expect(await f.queued.wait(for: 1)[0].connector == "nairobi")
    }

    @Test("has nowhere to go, goes round, or needs what is not known here: event 141, and it is gone")
    func dropped() async throws {
        let f = try house()
        _ = try await f.submit(report(to: "x@mars.example"), [])
        let here = TraceElement(domain: domain, mtaName: "HQ", arrival: now)
        _ = try await f.submit(report(to: "joy@nairobi.example", identifier: "BERLIN-R2", trace: [here]), [])
        var critical = report(to: "joy@nairobi.example", identifier: "BERLIN-R3")
        critical.unsupportedCriticalFunction = "extension 99"
        _ = try await f.submit(critical, [])
        #expect(f.sink.numbers == [272, 141, 272, 201, 141, 272, 141])
        #expect(try f.spool.allEntries(limit: 10).isEmpty)
    }

    @Test("goes round, and would have become a notification: it ends as one that would have gone on by P1")
    func roundToMailbox() async throws {
        let f = try house()
        let here = TraceElement(domain: domain, mtaName: "HQ", arrival: now)
        let round = report(trace: [here, TraceElement(domain: elsewhere, mtaName: "BERLIN", arrival: now)])
        _ = try await f.submit(round, [])
        #expect(f.sink.numbers == [272, 201, 141])
        #expect(try f.spool.allEntries(limit: 10).isEmpty)
    }

    @Test("is exempt from the greatest size")
    func long() async throws {
        let f = try house()
        _ = try await f.submit(report(to: "joy@nairobi.example"), [UInt8](repeating: 0x41, count: 200_000))
        #expect(await f.queued.wait(for: 1)[0].connector == "nairobi")
    }

    @Test("that cannot be written down is not confirmed")
    func noSpool() async throws {
        let f = try house()
        f.spool.set { $0.acceptError = SpoolError(.full, "x") }
        #expect(try await f.submit(report(), []) == .unavailable("full: x"))
        #expect(f.sink.numbers.isEmpty)
    }
}

@Suite("The gate: probes, foreign content, times", .timeLimit(.minutes(1)))
struct ProbeTests {
    @Test("a probe goes on by P1, is answered for mailboxes here, and fails for those that nobody serves")
    func probes() async throws {
        let f = try house()
        _ = try await f.submit(probe(["joy@nairobi.example", "bob@hq.example", "x@mars.example"]), [])
        let entries = await f.queued.wait(for: 2)
        #expect(entries.map(\.connector) == ["nairobi", "berlin"])
        #expect(entries.map(\.kind) == [.probe, .report])
        #expect(try f.envelope(of: entries[0]).transferEnvelope == [7])
        let answer = try f.report(of: entries[1])
        #expect(answer.isOfProbe && answer.header == nil)
        #expect(answer.recipients.map(\.recipient.number) == [4, 5])
        #expect(answer.recipients[0].result == .delivered(at: now) && answer.failures.count == 1)
        #expect(try f.spool.queueEntries(connector: SpoolLimits.reports).isEmpty)
        #expect(
            try await f.submit(probe(["joy@nairobi.example", "bob@hq.example", "x@mars.example"]), []) == .duplicate)
    }

    @Test("a probe that asks for failures only hears nothing of what could be delivered")
    func silentProbe() async throws {
        let f = try house()
        _ = try await f.submit(probe(["bob@hq.example"], notify: .failure), [])
        #expect(try f.spool.allEntries(limit: 10).isEmpty && f.queued.items.isEmpty)
    }

    @Test("a probe for a message that would be too long fails")
    func longProbe() async throws {
        let f = try house()
        var submission = probe(["bob@hq.example"])
        submission.probedLength = 100_001
        _ = try await f.submit(submission, [])
        let answer = try f.report(of: await f.queued.wait(for: 1)[0])
        guard case .failed(let why) = answer.recipients[0].result else {
            Issue.record("delivered")
            return
        }
        #expect(why.diagnostic == .contentTooLong)
    }

    @Test("an operator's probe gets a name and a report as mail of this host does")
    func operatorsProbe() async throws {
        let f = try house()
        var submission = Submission(
            originator: mailbox("bob@hq.example"),
            recipients: recipients(["joy@nairobi.example", "x@mars.example"], notify: [.success, .failure]),
            source: .here)
        submission.kind = .probe
        _ = try await f.submit(submission, [])
        let entries = await f.queued.wait(for: 2)
        #expect(entries.map(\.connector) == ["nairobi", "mailboxes"])
        #expect(entries[0].mtsIdentifier.localIdentifier.hasPrefix("HQ-"))
        #expect(try f.content(of: entries[1]).contains("Final-Recipient: rfc822; x@mars.example\r\nAction: failed"))
    }

    @Test("content of another type goes by P1 only: by the next connector, or back with content-type-not-supported")
    func foreignContent() async throws {
        let f = try house()
        var submission = p1(["joy@nairobi.example", "bob@hq.example"])
        submission.x400ContentType = "P22"
        _ = try await f.submit(submission)
        let entries = await f.queued.wait(for: 2)
        #expect(entries.map(\.connector) == ["nairobi", "berlin"])
        guard case .failed(let why)? = try f.report(of: entries[1]).recipients.first?.result else {
            Issue.record("delivered")
            return
        }
        #expect(why.reason == .unableToTransfer && why.diagnostic == .contentTypeNotSupported)
    }

    @Test("deferred delivery puts it off, with event 275; a latest delivery in the past ends it at once")
    func times() async throws {
        let f = try house()
        var submission = p1(["joy@nairobi.example"])
        submission.deferredDelivery = now + .seconds(3600)
        submission.latestDelivery = now + .seconds(7200)
        _ = try await f.submit(submission)
        let entry = await f.queued.wait(for: 1)[0]
        #expect(entry.notBefore == now + .seconds(3600) && entry.latestDelivery == now + .seconds(7200))
        #expect(f.sink.numbers == [272, 275])
        submission = p1(["joy@nairobi.example"], identifier: "BERLIN-2")
        submission.latestDelivery = now
        _ = try await f.submit(submission)
        guard case .failed(let why)? = try f.report(of: await f.queued.wait(for: 2)[1]).recipients.first?.result else {
            Issue.record("no failure")
            return
        }
        #expect(why.diagnostic == .maximumTimeExpired)
    }
}
