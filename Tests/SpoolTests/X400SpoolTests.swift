import Foundation
import Message
import Spool
import Testing

@Suite("The store: X.400's envelopes, reports and probes, and what an older release left")
struct X400SpoolTests {
    static let address = X400Address([.init("C", "KE"), .init("A", " "), .init("S", "Lee;=/"), .init("DDA:x", "")])

    static func transit() -> Envelope {
        var envelope = sampleEnvelope()
        envelope.originatorX400Address = address
        envelope.x400ContentType = "P22"
        envelope.deferredDelivery = t0 + .seconds(60)
        envelope.latestDelivery = t0 + .seconds(3600)
        envelope.transferEnvelope = octets(100_000)
        envelope.recipients[0].x400Address = address
        envelope.recipients[0].mtaReportRequest = .audited
        return envelope
    }

    static func report() -> Envelope {
        var envelope = sampleEnvelope("R-1", recipients: ["bob@hq.example"], originator: nil)
        var report = DeliveryReport(
            subject: MTSIdentifier(domain: domain, localIdentifier: "S-1"), contentIdentifier: "c", envelopeID: "e",
            recipients: [
                .init(recipient: transit().recipients[0], result: .failed(noSuchUser), arrival: t0),
                .init(recipient: sampleEnvelope().recipients[0], result: .delivered(at: t0 + .seconds(1))),
                .init(
                    recipient: sampleEnvelope().recipients[0],
                    result: .failed(
                        NonDelivery(
                            reason: NonDeliveryReason(rawValue: -1), diagnostic: NonDeliveryDiagnostic(rawValue: 32767))
                    )),
            ])
        report.origin = .transit(reportingMTA: "C=KE;A= ;P=ACME")
        report.isOfProbe = true
        report.header = octets(16_384)
        envelope.kind = .report(report)
        return envelope
    }

    @Test("every field comes back, over a restart", arguments: ["transit", "report", "probe"])
    func keeps(what: String) async throws {
        let folder = try TemporaryFolder()
        var store: any SpoolStore = try SQLiteSpool(directory: folder.path)
        var envelope = what == "transit" ? Self.transit() : Self.report()
        if what == "probe" { envelope.kind = .probe }
        let accepted = try await store.accept(store.acceptance(envelope, content: []))
        await store.close()
        store = try SQLiteSpool(directory: folder.path)
        #expect(try store.envelope(of: accepted.id, connector: "berlin") == envelope)
        let entry = try #require(try store.queueEntries(connector: "berlin").first)
        #expect(entry == accepted.entries[0])
        #expect(entry.kind == envelope.kind.name && entry.latestDelivery == envelope.latestDelivery)
        #expect(entry.deferredDelivery == envelope.deferredDelivery && entry.notBefore == envelope.deferredDelivery)
        await store.close()
    }

    @Test("a deferred time that has passed puts nothing off")
    func deferredInThePast() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteSpool(directory: folder.path)
        let accepted = try await store.accept(store.acceptance(Self.transit(), now: t0 + .seconds(61)))
        #expect(accepted.entries[0].notBefore == nil)
        await store.close()
    }

    @Test("what stands beside a message goes with it")
    func goes() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteSpool(directory: folder.path)
        for _ in 0..<20 {
            let accepted = try await store.accept(store.acceptance(Self.transit()))
            #expect(try await store.settle(accepted.entries[0], [1: .transferred]).isRemoved)
        }
        await store.close()
        // Twenty envelopes of 100,000 octets each would not go into this.
        let size = try FileManager.default.attributesOfItem(atPath: folder.path + "/spool.db")[.size] as? Int
        #expect(try #require(size) < 500_000)
    }

    @Test("an envelope beyond the limit is refused")
    func limit() async throws {
        let folder = try TemporaryFolder()
        var limits = SpoolLimits()
        limits.transferEnvelope = 99_999
        let store = try SQLiteSpool(directory: folder.path, limits: limits)
        await #expect(throws: SpoolError(.invalid, "")) {
            _ = try await store.accept(store.acceptance(Self.transit()))
        }
        await store.close()
    }

    @Test("a delivery waits for its report where one is asked for; a transfer never does")
    func deliveries() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteSpool(directory: folder.path)
        var envelope = sampleEnvelope(recipients: ["a@b.example", "b@b.example", "c@b.example", "d@b.example"])
        envelope.recipients[0].notify = .success
        envelope.recipients[1].notify = .success
        envelope.recipients[2].notify = .never
        envelope.recipients[2].mtaReportRequest = .report
        let accepted = try await store.accept(store.acceptance(envelope))
        let settled = try await store.settle(
            accepted.entries[0], [1: .delivered, 2: .transferred, 3: .delivered, 4: .delivered])
        #expect(settled.failures.isEmpty && !settled.isRemoved)
        let waiting = try #require(settled.report)
        let results = try store.results(of: waiting.id)
        #expect(results.map(\.recipient) == [envelope.recipients[0], envelope.recipients[2]])
        #expect(results.map(\.result) == [.delivered(at: t0), .delivered(at: t0)])
        await store.close()
    }

    @Test("of a report nothing is reported, whatever its recipient asks")
    func reportOfReport() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteSpool(directory: folder.path)
        var envelope = Self.report()
        envelope.originator = Mailbox("eve@hq.example")
        envelope.recipients[0].notify = [.success, .failure]
        let accepted = try await store.accept(store.acceptance(envelope))
        let settled = try await store.settle(accepted.entries[0], [1: .failed(noSuchUser)])
        #expect(settled.report == nil && settled.isRemoved)
        await store.close()
    }

    @Test("a store of version 1 is read, goes on, and is of this version from then on")
    func olderStore() async throws {
        let folder = try TemporaryFolder()
        try oldSpool.write(to: URL(fileURLWithPath: folder.path + "/spool.db"))
        for _ in 0..<2 {
            let store = try SQLiteSpool(directory: folder.path)
            let entries = try store.allEntries(limit: 10)
            #expect(entries.map(\.connector) == ["berlin", "paris", "berlin", SpoolLimits.reports])
            #expect(entries.map(\.mtsIdentifier.localIdentifier) == ["OLD-1", "OLD-1", "OLD-2", "OLD-2"])
            #expect(entries.allSatisfy { $0.kind == .message && $0.latestDelivery == nil })
            #expect(entries.allSatisfy { $0.history == EntryHistory() && !$0.isToldOfDelay })
            #expect(
                entries[2].hold == "" && entries[0].hold == nil && entries[2].attempts == 3
                    && entries[2].notBefore == t0 + .seconds(60))
            let expected = sampleEnvelope(
                "OLD-1", recipients: ["ann@berlin.example", "joe@berlin.example"], notify: [.success, .failure])
            #expect(try store.envelope(of: entries[0].message, connector: "berlin") == expected)
            #expect(try store.wholeContent(of: entries[0].message) == octets(100))
            #expect(try store.results(of: entries[3].id).map(\.result) == [.failed(noSuchUser)])
            await store.close()
        }
        let store = try SQLiteSpool(directory: folder.path)
        let entries = try store.allEntries(limit: 10)
        // One of two recipients is left, written anew; the ledger knows its keys still.
        #expect(try await store.settle(entries[0], [1: .delivered]).remaining == 1)
        #expect(try store.envelope(of: entries[0].message, connector: "berlin").recipients.map(\.number) == [2])
        let again = try await store.accept(
            store.acceptance(sampleEnvelope("OLD-2", recipients: ["eve@berlin.example"]), from: "PEER"))
        #expect(again.duplicates == [1])
        await store.close()
    }
}
