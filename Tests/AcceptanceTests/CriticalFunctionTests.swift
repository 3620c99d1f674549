import Acceptance
import Message
import Spool
import Testing

@Suite("The gate: what a message requires and is not known here", .timeLimit(.minutes(1)))
struct CriticalFunctionTests {
    @Test("what an extension requires and is not known here fails for all, one recipient's for that one")
    func critical() async throws {
        let f = try house()
        var submission = p1(["joy@nairobi.example", "bob@hq.example"])
        submission.unsupportedCriticalFunction = "extension 99"
        _ = try await f.submit(submission)
        let report = try f.report(of: await f.queued.wait(for: 1)[0])
        #expect(report.failures.count == 2)
        submission = p1(["joy@nairobi.example", "bob@hq.example"], identifier: "BERLIN-2")
        submission.failures[4] = NonDelivery(reason: .unableToTransfer, diagnostic: .unsupportedCriticalFunction)
        _ = try await f.submit(submission)
        #expect(await f.queued.wait(for: 3).map(\.connector) == ["berlin", "nairobi", "berlin"])
        for entry in f.queued.items where entry.kind == .report {
            for item in try f.report(of: entry).failures {
                guard case .failed(let why) = item.result else { continue }
                #expect(why.diagnostic == .unsupportedCriticalFunction)
            }
        }
    }

    @Test("what delivery requires and is not known here fails at a mailbox, and goes on to X.400 neighbours")
    func criticalForDelivery() async throws {
        let f = try house()
        for kind in [MessageKind.message, .probe] {
            var submission = p1(
                ["joy@nairobi.example", "bob@hq.example", "ann@hq.example"],
                identifier: "BERLIN-\(kind.name)", notify: .failure)
            submission.kind = kind
            submission.unsupportedForDelivery = [3: "extension 99", 4: "extension 99"]
            let known = f.queued.items.count
            _ = try await f.submit(submission)
            let entries = await f.queued.wait(for: known + (kind == .probe ? 2 : 3))[known...]
            let onward = try #require(entries.first { $0.connector == "nairobi" })
            #expect(try f.envelope(of: onward).recipients.map(\.number) == [3])
            let local = entries.filter { $0.connector == "mailboxes" }
            #expect(try local.map { try f.envelope(of: $0).recipients.map(\.number) } == (kind == .probe ? [] : [[5]]))
            let failures = try f.report(of: try #require(entries.first { $0.kind == .report })).failures
            #expect(failures.map(\.recipient.number) == [4])
            guard case .failed(let why)? = failures.first?.result else { continue }
            #expect(why.reason.rawValue == 1 && why.diagnostic?.rawValue == 18)
            #expect(why.text.contains("extension 99"))
        }
    }
}
