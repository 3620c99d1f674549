import Acceptance
import Events
import Message
import Spool
import Testing

@Suite("The gate: mail from neighbours", .timeLimit(.minutes(1)))
struct NeighbourTests {
    @Test("keeps MTS-ID, numbers, submission time and trace, and adds its own element")
    func keeps() async throws {
        let f = try Fixture()
        let result = try await f.submit(p1(["joy@nairobi.example", "bob@hq.example"]))
        guard case .accepted(let id, let identifier) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(identifier.localIdentifier == "BERLIN-1")
        let envelope = try f.spool.envelope(of: id, connector: "mailboxes")
        #expect(envelope.recipients.map(\.number) == [4])
        #expect(envelope.submitted == now + .seconds(-60))
        #expect(envelope.trace.map(\.mtaName) == ["BERLIN", "HQ"])
        #expect(envelope.trace.last?.domain == domain)
        let record = try #require(f.sink.records.items.first)
        #expect(record.event.number == 272 && record.connector == "berlin" && record.entity == "BERLIN")
    }

    @Test("a sender's clock that is ahead does not make a message younger than it is")
    func clockAhead() async throws {
        let f = try Fixture()
        _ = try await f.submit(p1(["joy@nairobi.example"], submitted: now + .seconds(86400)))
        #expect(await f.queued.wait(for: 1).first?.submitted == now)
    }

    @Test("a repeat of a hand-over is a duplicate: confirmed, told by event 10020, and queued once")
    func duplicate() async throws {
        let f = try Fixture()
        _ = try await f.submit(p1(["joy@nairobi.example"]))
        #expect(try await f.submit(p1(["joy@nairobi.example"])) == .duplicate)
        #expect(try f.spool.allEntries(limit: 10).count == 1)
        #expect(f.sink.numbers == [272, 10020])
        // With a recipient that is new, only that one is taken.
        let result = try await f.submit(p1(["joy@nairobi.example", "bob@hq.example"]))
        guard case .accepted = result else {
            Issue.record("\(result)")
            return
        }
        #expect(try f.spool.allEntries(limit: 10).map(\.connector) == ["nairobi", "mailboxes"])
        #expect(f.sink.numbers == [272, 10020, 10020, 272])
    }

    @Test("does not send a message back where it comes from, but by the next connector")
    func notBack() async throws {
        let f = try Fixture()
        _ = try await f.submit(p1(["x@berlin.example"]))
        #expect(await f.queued.wait(for: 1).first?.connector == "nairobi")
    }

    @Test("a recipient without route: events 142 and 290, and a report that goes to the originator in its place")
    func noRoute() async throws {
        let f = try Fixture()
        _ = try await f.submit(p1(["joy@nairobi.example", "x@mars.example"]))
        let entries = await f.queued.wait(for: 2)
        #expect(entries.map(\.connector) == ["nairobi", "berlin"])
        let report = try #require(entries.last)
        #expect(report.originator == nil && report.firstRecipient == mailbox("eve@berlin.example"))
        let text = try f.content(of: report)
        #expect(text.contains("Final-Recipient: rfc822; x@mars.example"))
        #expect(text.contains("Status: 5.1.2"))
        #expect(text.contains("C=DE;A= ;P=ACME;L=BERLIN-1"))
        // What came before the report, the report's own acceptance, and that it has been sent.
        let numbers = await f.sink.records.wait(for: 5).map(\.event.number)
        #expect(numbers == [272, 142, 290, 272, 10023])
        #expect(try f.spool.queueEntries(connector: SpoolLimits.reports).isEmpty)
    }

    @Test("a message that has been here loops: event 201, non-delivery with loop-detected")
    func loop() async throws {
        let f = try Fixture()
        let trace = [
            TraceElement(domain: domain, mtaName: "HQ", arrival: now),
            TraceElement(domain: elsewhere, mtaName: "BERLIN", arrival: now),
        ]
        _ = try await f.submit(p1(["joy@nairobi.example"], trace: trace))
        let entries = await f.queued.wait(for: 1)
        #expect(entries.map(\.connector) == ["berlin"])
        #expect(try f.content(of: entries[0]).contains("(loop-detected)"))
        let numbers = await f.sink.records.wait(for: 5).map(\.event.number)
        #expect(numbers == [272, 201, 290, 272, 10023])
    }

    @Test("another MTA of our domain, or another domain's MTA of our name, is no loop")
    func noLoop() async throws {
        let f = try Fixture()
        let trace = [
            TraceElement(domain: domain, mtaName: "LAGOS", arrival: now),
            TraceElement(domain: domain, mtaName: nil, arrival: now),
            TraceElement(domain: elsewhere, mtaName: "HQ", arrival: now),
            TraceElement(domain: domain, mtaName: "hq", arrival: now),
        ]
        _ = try await f.submit(p1(["joy@nairobi.example"], trace: trace))
        #expect(await f.queued.wait(for: 1).map(\.connector) == ["nairobi"])
        #expect(f.sink.numbers == [272])
    }

    @Test("25 elements are a long way, 26 are a loop", arguments: [(25, [272]), (26, [272, 201, 290])])
    func longTrace(count: Int, expected: [Int]) async throws {
        let f = try Fixture()
        let trace = (0..<count).map { TraceElement(domain: elsewhere, mtaName: "MTA\($0)", arrival: now) }
        _ = try await f.submit(p1(["joy@nairobi.example"], trace: trace, notify: .never))
        #expect(f.sink.numbers == expected)
    }

    @Test("eight elements of our domain that name no MTA may be a long way, nine are a loop, rerouting is none")
    func unnamed() async throws {
        let f = try Fixture()
        let element = TraceElement(domain: domain, mtaName: nil, arrival: now)
        var trace = [TraceElement](repeating: element, count: 8)
        trace.append(TraceElement(domain: domain, mtaName: nil, arrival: now, rerouted: true))
        _ = try await f.submit(p1(["joy@nairobi.example"], trace: trace, notify: .never))
        #expect(f.sink.numbers == [272])
        _ = try await f.submit(
            p1(["joy@nairobi.example"], trace: trace + [element], identifier: "BERLIN-2", notify: .never))
        #expect(f.sink.numbers == [272, 272, 201, 290])
    }

    @Test("what comes round from the neighbour that had given it is no repeat: it goes on, or its originator is told")
    func roundIsNoRepeat() async throws {
        let f = try Fixture()
        let unnamed = TraceElement(domain: domain, mtaName: nil, arrival: now)
        let here = TraceElement(domain: domain, mtaName: "HQ", arrival: now)
        for trace in [[], [unnamed], [unnamed, unnamed]] {
            guard case .accepted = try await f.submit(p1(["joy@nairobi.example"], trace: trace)) else {
                Issue.record("not taken: \(trace)")
                return
            }
            #expect(try await f.submit(p1(["joy@nairobi.example"], trace: trace)) == .duplicate)
        }
        #expect(try f.spool.queueEntries(connector: "nairobi").count == 3)
        _ = try await f.submit(p1(["joy@nairobi.example"], trace: [unnamed, unnamed, here], notify: .never))
        #expect(f.sink.numbers.suffix(3) == [272, 201, 290])
    }

    @Test("what is too long or has too many recipients is taken, and its originator told")
    func limits() async throws {
        let f = try Fixture()
        _ = try await f.submit(p1(["joy@nairobi.example"]), [UInt8](repeating: 0x41, count: 100_001))
        let long = await f.queued.wait(for: 1)
        #expect(try f.content(of: long[0]).contains("(content-too-long)"))
        let many = (0..<21).map { "a\($0)@nairobi.example" }
        _ = try await f.submit(p1(many, identifier: "BERLIN-2"))
        let both = await f.queued.wait(for: 2)
        #expect(try f.content(of: both[1]).contains("(too-many-recipients)"))
    }

    @Test("nobody is told of a report that cannot be delivered, nor who asked for silence; the events stay")
    func silence() async throws {
        let f = try Fixture()
        _ = try await f.submit(p1(["x@mars.example"], originator: nil))
        _ = try await f.submit(p1(["x@mars.example"], identifier: "BERLIN-2", notify: .never))
        #expect(f.sink.numbers == [272, 142, 290, 272, 142, 290])
        #expect(try f.spool.allEntries(limit: 10).isEmpty)
        // The repeat of such a hand-over is known too.
        #expect(try await f.submit(p1(["x@mars.example"], originator: nil)) == .duplicate)
    }

    @Test("a report without a way to the originator is dropped with event 141, and does not stay in the spool")
    func reportCannotGo() async throws {
        let f = try Fixture()
        _ = try await f.submit(p1(["x@mars.example"], originator: "e@venus.example"))
        _ = await f.sink.records.wait(for: 4)
        #expect(f.sink.numbers == [272, 142, 290, 141])
        while try !f.spool.allEntries(limit: 10).isEmpty { await Task.yield() }
    }

    @Test("a message for nobody is confirmed and leaves nothing")
    func nobody() async throws {
        let f = try Fixture()
        guard case .accepted(MessageID(0), _) = try await f.submit(p1([])) else {
            Issue.record("refused")
            return
        }
        #expect(try f.spool.allEntries(limit: 10).isEmpty)
    }
}
