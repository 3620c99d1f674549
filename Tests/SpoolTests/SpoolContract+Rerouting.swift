import Message
import Spool
import Testing

/// Other ways, and word to originators whose mail waits.
extension SpoolContract {
    func movesRecipientsToOtherConnectors() async throws {
        let folder = try TemporaryFolder()
        var store = try open(folder.path)
        var envelope = sampleEnvelope(
            recipients: ["a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example"])
        envelope.trace[1].rerouted = false
        var acceptance = try store.acceptance(envelope, content: octets(100_000))
        acceptance.history.cameBy = "paris"
        acceptance.history.staysInX400 = true
        let first = try #require(try await store.accept(acceptance).entries.first)
        #expect(first.history == acceptance.history)
        #expect(try store.envelope(ofEntry: first.id) == envelope)

        // One each way that there is: taken, failed, to two connectors, left here.
        var settlement = Settlement(
            entry: first.id, message: first.message, outcomes: [1: .transferred, 2: .failed(noSuchUser)],
            now: t0 + .seconds(600))
        settlement.moves = [2: "rome", 3: "rome", 4: "oslo"]
        let settled = try #require(try await store.settle([settlement]).first)
        #expect(settled.remaining == 1 && !settled.isRemoved)
        #expect(settled.failures.map(\.recipient.number) == [2], "an outcome goes before a move")
        #expect(settled.moved.map(\.connector) == ["rome", "oslo"])
        await store.close()

        store = try open(folder.path)
        #expect(try store.queueEntries(connector: "rome") == [settled.moved[0]])
        let rome = settled.moved[0]
        #expect(rome.history.tried == ["berlin"] && rome.history.cameBy == "paris" && rome.history.staysInX400)
        #expect(rome.enqueued == t0 && rome.notBefore == nil && rome.attempts == 0 && rome.recipients == 1)
        let moved = try store.envelope(ofEntry: rome.id)
        #expect(moved.recipients == [envelope.recipients[2]])
        #expect(moved.trace.last?.rerouted == true)
        #expect(try store.envelope(ofEntry: first.id).recipients.map(\.number) == [5])
        #expect(try store.wholeContent(of: rome.message) == octets(100_000))

        // Where it all went before is known on the third way too, and the message goes with its last recipient.
        var second = Settlement(entry: rome.id, message: rome.message, outcomes: [:], now: t0)
        second.moves = [3: "oslo"]
        let again = try #require(try await store.settle([second]).first?.moved.first)
        #expect(again.history.tried == ["berlin", "rome"])
        #expect(throws: SpoolError(.notFound, "")) { try store.envelope(ofEntry: rome.id) }
        let oslo = try store.queueEntries(connector: "oslo")
        #expect(try oslo.map { try store.envelope(ofEntry: $0.id).recipients.map(\.number) } == [[4], [3]])
        for entry in oslo { #expect(try await !store.settle(entry, [3: .delivered, 4: .delivered]).isRemoved) }
        #expect(try await !store.settle(first, [5: .delivered]).isRemoved, "the report of number 2 waits")
        let report = try #require(settled.report)
        #expect(try await store.settle(report, [2: .transferred]).isRemoved)
        #expect(try store.allEntries(limit: 10).isEmpty)
        await store.close()
    }

    func movesNothingOfAnEntryThatIsGone() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder.path)
        let entry = try #require(try await store.accept(store.acceptance()).entries.first)
        _ = try await store.settle(entry, [1: .delivered])
        var settlement = Settlement(entry: entry.id, message: entry.message, outcomes: [:], now: t0)
        settlement.moves = [1: "rome"]
        let settled = try #require(try await store.settle([settlement]).first)
        #expect(settled.moved.isEmpty && settled.isRemoved)
        #expect(try store.allEntries(limit: 10).isEmpty)
        await store.close()
    }

    func holdsAMessageUntilItIsReleased() async throws {
        let folder = try TemporaryFolder()
        var store = try open(folder.path)
        let envelope = sampleEnvelope(recipients: (1...3).map { "r\($0)@x.example" })
        let routes = [1: "berlin", 2: "rome"]
        let failures = [3: noSuchUser]
        let accepted = try await store.accept(store.acceptance(envelope, routes: routes, failures: failures))
        let other = try #require(try await store.accept(store.acceptance()).entries.first)
        #expect(try await store.hold(MessageID(4711), reason: "x") == HoldResult(entries: [], wasHeld: false))
        let held = try await store.hold(accepted.id, reason: "looks odd")
        #expect(!held.wasHeld && held.entries.map(\.connector) == ["berlin", "rome"])
        #expect(held.entries.allSatisfy { $0.hold == "looks odd" })
        #expect(try store.queueEntries(connector: SpoolLimits.reports).allSatisfy { $0.hold == nil })
        // A failed attempt ends no hold, nor does another way.
        try await store.reschedule([Reschedule(entry: held.entries[0].id, notBefore: nil, attempts: 1, why: "busy")])
        var settlement = Settlement(entry: held.entries[1].id, message: accepted.id, outcomes: [:], now: t0)
        settlement.moves = [2: "oslo"]
        #expect(try await store.settle([settlement]).first?.moved.first?.hold == "looks odd")
        await store.close()

        store = try open(folder.path)
        #expect(try store.queueEntries(connector: "berlin").map(\.hold) == ["looks odd", nil])
        #expect(try store.queueEntries(connector: "oslo").map(\.hold) == ["looks odd"])
        let replaced = try await store.hold(accepted.id, reason: "")
        #expect(replaced.wasHeld && replaced.entries.allSatisfy { $0.hold == "" })
        let released = try await store.hold(accepted.id, reason: nil)
        #expect(released.wasHeld && released.entries.map(\.connector) == ["berlin", "oslo"])
        #expect(try await !store.hold(accepted.id, reason: nil).wasHeld)
        #expect(try store.allEntries(limit: 10).allSatisfy { $0.hold == nil })
        #expect(try store.queueEntries(connector: "berlin").last == other)
        await store.close()
    }

    func tellsOfADelayOnce() async throws {
        let folder = try TemporaryFolder()
        var store = try open(folder.path)
        let delay = DeliveryReport.Delay(status: "4.4.1", text: "no answer", until: t0 + .seconds(86400))
        var envelope = sampleEnvelope(recipients: (1...5).map { "r\($0)@x.example" })
        envelope.recipients[1].notify = .delay
        envelope.recipients[2].notify = .never
        envelope.recipients[3].notify = [.failure, .success]
        envelope.recipients[4].notify = [.failure, .delay]
        let entry = try #require(try await store.accept(store.acceptance(envelope)).entries.first)
        #expect(!entry.isToldOfDelay)
        let reports = try await store.tellDelays([
            DelayNotice(entry: entry.id, delay: delay), DelayNotice(entry: entry.id, delay: delay),
            DelayNotice(entry: 4711, delay: delay),
        ])
        let report = try #require(reports.first)
        #expect(reports.count == 1 && report.connector == SpoolLimits.reports)
        await store.close()

        store = try open(folder.path)
        let results = try store.results(of: report.id)
        #expect(results.map(\.recipient.number) == [1, 2, 5])
        #expect(results.allSatisfy { $0.result == .delayed(delay) })
        #expect(try store.queueEntries(connector: "berlin").first?.isToldOfDelay == true)
        #expect(try store.envelope(ofEntry: entry.id).recipients.count == 5, "it waits on")
        #expect(try await store.tellDelays([DelayNotice(entry: entry.id, delay: delay)]).isEmpty)
        // Nor on another way.
        var settlement = Settlement(entry: entry.id, message: entry.message, outcomes: [:], now: t0)
        settlement.moves = Dictionary(uniqueKeysWithValues: (1...5).map { ($0, "rome") })
        let moved = try #require(try await store.settle([settlement]).first?.moved.first)
        #expect(moved.isToldOfDelay)
        #expect(try await store.tellDelays([DelayNotice(entry: moved.id, delay: delay)]).isEmpty)
        await store.close()
    }

    func tellsNobodyOfADelayWhoMustNotHear() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder.path)
        let delay = DeliveryReport.Delay(status: "4.4.1", text: "no answer", until: t0)
        for (originator, notify) in [(nil, []), ("bob@hq.example", DSNNotify.never), ("bob@hq.example", .failure)] {
            let envelope = sampleEnvelope(originator: originator, notify: notify)
            let entry = try #require(try await store.accept(store.acceptance(envelope)).entries.first)
            #expect(try await store.tellDelays([DelayNotice(entry: entry.id, delay: delay)]).isEmpty)
            #expect(try store.queueEntries(connector: "berlin").last?.isToldOfDelay == true)
        }
        #expect(try store.queueEntries(connector: SpoolLimits.reports).isEmpty)
        await store.close()
    }
}
