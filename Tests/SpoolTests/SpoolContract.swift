import IO
import Message
import Spool
import Testing

/// What every store must do, whatever stands behind it. A store's own tests run each function against it.
struct SpoolContract {
    /// Opens the store in a folder, again after it was closed there.
    let open: (String) throws -> any SpoolStore

    func keepsWhatItAccepted() async throws {
        let folder = try TemporaryFolder()
        var store = try open(folder.path)
        let envelope = sampleEnvelope(
            recipients: ["ann@berlin.example", "jürgen@berlin.example", "zoe@nairobi.example"],
            notify: [.failure, .delay])
        let body = octets(4096)
        let accepted = try await store.accept(
            store.acceptance(envelope, content: body, routes: [1: "berlin", 2: "berlin", 3: "nairobi"]))
        #expect(accepted.id.value > 0)
        #expect(accepted.duplicates.isEmpty)
        #expect(accepted.entries.map(\.connector) == ["berlin", "nairobi"])
        #expect(accepted.entries.map(\.recipients) == [2, 1])
        await store.close()
        store = try open(folder.path)
        #expect(try store.queueEntries(connector: "berlin") == [accepted.entries[0]])
        #expect(try store.allEntries(limit: 10) == accepted.entries)
        #expect(try store.allEntries(limit: 1) == [accepted.entries[0]])
        var expected = envelope
        expected.recipients = Array(envelope.recipients.prefix(2))
        #expect(try store.envelope(of: accepted.id, connector: "berlin") == expected)
        #expect(try store.wholeContent(of: accepted.id) == body)
        #expect(throws: SpoolError(.notFound, "")) { try store.envelope(of: accepted.id, connector: "paris") }
        #expect(throws: SpoolError(.notFound, "")) { try store.content(of: MessageID(99)) }
        await store.close()
    }

    func keepsContentOfEveryLength() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder.path)
        for count in [0, 1, 65535, 65536, 65537, 1_000_003] {
            let body = octets(count, seed: count)
            let accepted = try await store.accept(store.acceptance(content: body))
            #expect(accepted.entries.first?.octets == count)
            #expect(try store.wholeContent(of: accepted.id, pieces: 70_001) == body)
            let reader = try store.content(of: accepted.id)
            #expect(reader.count == count)
            #expect(try reader.read(offset: count, count: 1).isEmpty)
            #expect(try reader.read(offset: -1, count: 1).isEmpty)
            #expect(try reader.read(offset: 0, count: 0).isEmpty)
            let part = Array(body.dropFirst(60_000).prefix(10_000))
            #expect(try reader.read(offset: 60_000, count: 10_000) == part)
        }
        await store.close()
    }

    func removesAMessageWithItsLastRecipient() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder.path)
        let envelope = sampleEnvelope(recipients: ["a@b.example", "b@b.example", "c@c.example"])
        let accepted = try await store.accept(
            store.acceptance(envelope, content: octets(100_000), routes: [1: "b", 2: "b", 3: "c"]))
        let (b, c) = (accepted.entries[0], accepted.entries[1])
        let reader = try store.content(of: accepted.id)

        let first = try await store.settle(b, [1: .transferred, 2: .deferred(why: "busy"), 3: .delivered])
        #expect(first.remaining == 1)
        #expect(!first.isRemoved)
        #expect(try store.envelope(of: b.message, connector: "b").recipients.map(\.number) == [2])
        #expect(try store.envelope(of: b.message, connector: "c").recipients.map(\.number) == [3])

        let second = try await store.settle(b, [2: .delivered])
        #expect(second.remaining == 0)
        #expect(!second.isRemoved)
        let third = try await store.settle(c, [3: .delivered])
        #expect(third.isRemoved)
        #expect(try store.allEntries(limit: 10).isEmpty)
        #expect(throws: SpoolError(.notFound, "")) { try store.content(of: accepted.id) }
        // Who was reading goes on.
        #expect(try reader.read(offset: 99_000, count: 1000).count == 1000)

        let again = try await store.settle(c, [3: .delivered])
        #expect(again.remaining == 0)
        #expect(again.isRemoved)
        await store.close()
    }

    func leavesOutWhatANeighbourHandedOverBefore() async throws {
        let folder = try TemporaryFolder()
        var store = try open(folder.path)
        let envelope = sampleEnvelope("B-7", recipients: ["a@b.example", "b@b.example", "c@b.example"])
        let first = try await store.accept(
            store.acceptance(envelope, routes: [1: "local", 2: "local"], from: "BERLIN"))
        #expect(first.entries.first?.recipients == 2)
        _ = try await store.settle(first.entries[0], [1: .delivered, 2: .delivered])
        await store.close()
        store = try open(folder.path)
        let repeated = try await store.accept(
            store.acceptance(envelope, content: octets(100_000), routes: [1: "local", 2: "local"], from: "BERLIN"))
        #expect(repeated.id == MessageID(0))
        #expect(repeated.entries.isEmpty)
        #expect(repeated.duplicates == [1, 2])
        let more = try await store.accept(
            store.acceptance(envelope, routes: [1: "local", 2: "local", 3: "local"], from: "BERLIN"))
        #expect(more.duplicates == [1, 2])
        #expect(try store.envelope(of: more.id, connector: "local").recipients.map(\.number) == [3])
        // The name is compared octet by octet; another neighbour is another hand-over.
        let other = try await store.accept(
            store.acceptance(envelope, routes: [1: "local"], from: "Berlin"))
        #expect(other.duplicates.isEmpty)
        #expect(other.entries.count == 1)
        await store.close()
    }

    func forgetsHandoversAfterTheirLifetime() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder.path)
        func hand(_ name: String, day: Int) async throws -> [Int] {
            let now = t0 + .seconds(day * 86400)
            return try await store.accept(store.acceptance(sampleEnvelope(name), from: "B", now: now)).duplicates
        }
        #expect(try await hand("old", day: 0) == [])
        #expect(try await hand("young", day: 20) == [])
        #expect(try await hand("old", day: 29) == [1])
        #expect(try await hand("another", day: 31) == [])
        #expect(try await hand("old", day: 31) == [])
        #expect(try await hand("young", day: 31) == [1])
        await store.close()
    }

    func keepsFailuresUntilTheirReportIsTaken() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder.path)
        let accepted = try await store.accept(
            store.acceptance(
                sampleEnvelope(recipients: ["a@b.example", "b@b.example"]), failures: [2: noSuchUser]))
        #expect(accepted.entries.map(\.connector) == ["berlin", SpoolLimits.reports])
        #expect(try store.results(of: accepted.entries[1].id).map(\.result) == [.failed(noSuchUser)])
        let settled = try await store.settle(accepted.entries[0], [1: .failed(noSuchUser)])
        #expect(settled.failures.map(\.recipient.number) == [1])
        #expect(!settled.isRemoved)
        let pending = try #require(settled.report)
        #expect(pending.connector == SpoolLimits.reports)
        #expect(try store.queueEntries(connector: SpoolLimits.reports) == [accepted.entries[1], pending])
        #expect(try store.results(of: pending.id).map(\.recipient.number) == [1])
        #expect(try store.wholeContent(of: accepted.id) == octets(100))
        let report = sampleEnvelope("R-1", recipients: ["bob@hq.example"], originator: nil)
        let taken = try await store.accept(
            store.acceptance(report, replaces: [pending.id, accepted.entries[1].id]))
        #expect(try store.allEntries(limit: 10) == taken.entries)
        #expect(throws: SpoolError(.notFound, "")) { try store.content(of: accepted.id) }
        await store.close()
    }

    func reportsNothingThatMustNotBeReported() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder.path)
        for (originator, notify) in [(nil, []), ("bob@hq.example", DSNNotify.never), ("bob@hq.example", .success)] {
            let envelope = sampleEnvelope(originator: originator, notify: notify)
            let accepted = try await store.accept(store.acceptance(envelope))
            let settled = try await store.settle(accepted.entries[0], [1: .failed(noSuchUser)])
            #expect(settled.report == nil)
            #expect(settled.failures.count == 1)
            #expect(settled.isRemoved)
            let refused = try await store.accept(store.acceptance(envelope, failures: [1: noSuchUser]))
            #expect(refused.id == MessageID(0))
        }
        #expect(try store.allEntries(limit: 10).isEmpty)
        await store.close()
    }

    func keepsTimesAndNotes() async throws {
        let folder = try TemporaryFolder()
        var store = try open(folder.path)
        let entry = try #require(try await store.accept(store.acceptance()).entries.first)
        let later = Reschedule(
            entry: entry.id, notBefore: t0 + .seconds(600), attempts: 3, why: "no answer")
        try await store.markHanding([entry.id, 4711])
        #expect(try store.allEntries(limit: 1).first?.handing == true)
        try await store.reschedule([later, Reschedule(entry: 4711, notBefore: nil, attempts: 0, why: nil)])
        await store.close()
        store = try open(folder.path)
        var expected = entry
        expected.notBefore = t0 + .seconds(600)
        expected.attempts = 3
        expected.why = "no answer"
        #expect(try store.allEntries(limit: 1) == [expected])
        let retry = Reschedule(entry: entry.id, notBefore: nil, attempts: 4, why: "busy")
        _ = try await store.settle(entry, [1: .deferred(why: "busy")], retry: retry)
        #expect(try store.allEntries(limit: 1).first?.attempts == 4)
        await #expect(throws: SpoolError(.invalid, "")) {
            _ = try await store.settle(
                entry, [:], retry: Reschedule(entry: entry.id + 1, notBefore: nil, attempts: 4, why: nil))
        }
        await store.close()
    }

    func givesNoNumberTwice() async throws {
        let folder = try TemporaryFolder()
        var numbers: Set<Int64> = []
        var ids: Set<Int64> = []
        for _ in 0..<3 {
            let store = try open(folder.path)
            for _ in 0..<2500 { #expect(numbers.insert(store.takeSerial()).inserted) }
            let accepted = try await store.accept(store.acceptance())
            #expect(ids.insert(accepted.id.value).inserted)
            #expect(ids.insert(-accepted.entries[0].id).inserted)
            _ = try await store.settle(accepted.entries[0], [1: .delivered])
            await store.close()
        }
        #expect(numbers.count == 7500)
    }

    func keepsRecoveries() async throws {
        let folder = try TemporaryFolder()
        var store = try open(folder.path)
        try await store.saveRecovery("out/berlin/1", [1, 2])
        try await store.saveRecovery("out/berlin/2", [])
        try await store.saveRecovery("out/berlin/1", [3])
        try await store.saveRecovery("in/%/1", [4])
        store.saveRecovery(key: "gone", value: [5], reply: nil)
        try await store.saveRecovery("gone", nil)
        await store.close()
        store = try open(folder.path)
        #expect(try store.recoveries(prefix: "out/berlin/").map(\.key) == ["out/berlin/1", "out/berlin/2"])
        #expect(try store.recoveries(prefix: "out/berlin/").map(\.value) == [[3], []])
        #expect(try store.recoveries(prefix: "in/%").map(\.value) == [[4]])
        #expect(try store.recoveries(prefix: "").count == 3)
        await store.close()
    }

    func answersInTheOrderOfTheRequests() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder.path)
        let count = 600
        let order = Log<Int64>()
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            for index in 0..<count {
                guard let acceptance = try? store.acceptance() else { continue }
                store.accept(acceptance) { result in
                    order.append((try? result.get().id.value) ?? 0)
                    if index == count - 1 { done.resume() }
                }
            }
        }
        let ids = order.values
        #expect(ids.count == count)
        #expect(ids == ids.sorted())
        #expect(ids.first ?? 0 > 0)
        await store.close()
    }

    func refusesAllAfterItsEnd() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder.path)
        let acceptances = [try store.acceptance(), try store.acceptance(content: octets(70_000))]
        await store.close()
        for acceptance in acceptances {
            await #expect(throws: SpoolError(.closed, "")) { _ = try await store.accept(acceptance) }
        }
        await #expect(throws: SpoolError(.closed, "")) { try await store.saveRecovery("a", [1]) }
        #expect(throws: SpoolError(.closed, "")) { try store.allEntries(limit: 1) }
    }

    func refusesWhatContradictsItself() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder.path)
        var envelope = sampleEnvelope(recipients: ["a@b.example", "b@b.example"])
        envelope.recipients[1].number = 1
        let acceptance = SpoolAcceptance(envelope: envelope, content: try store.stage([1]), routes: [1: "b"], now: t0)
        await #expect(throws: SpoolError(.invalid, "")) { _ = try await store.accept(acceptance) }
        let writer = try store.stage()
        _ = try writer.finish()
        #expect(throws: SpoolError(.invalid, "")) { try writer.append([1]) }
        #expect(throws: SpoolError(.invalid, "")) { _ = try writer.finish() }
        await store.close()
    }
}
