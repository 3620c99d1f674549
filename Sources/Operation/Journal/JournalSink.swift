package import Events
internal import IO
internal import Message
internal import Synchronization

/// Takes events from everybody and writes them to the journal, without ever making the giver wait.
///
/// Owner: its own queue, which may block in the journal's socket for as long as journald stands still. At most
/// `greatestBacklog` events wait for it; those that come beyond are counted, and one notice tells their number when
/// the queue flows again.
package final class JournalSink: EventSink {
    package static let greatestBacklog = 10_000
    /// Entries that wait for one subscriber.
    package static let greatestSubscriptionBacklog = 1000
    /// Entries written before the backlog is counted anew and subscribers get theirs.
    private static let turn = 64

    private struct Subscription {
        let handler: @Sendable (JournalBatch) -> Void
        var waiting: [JournalEntry] = []
        var dropped = 0
        /// A batch is with the subscriber.
        var isBusy = false
    }
    private struct State {
        var waiting: [(record: EventRecord, time: Timestamp)] = []
        /// Being written, and so still part of the backlog.
        var inHand = 0
        var dropped = 0
        var isDraining = false
        var subscriptions: [Int: Subscription] = [:]
    }

    private let executor = QueueExecutor(label: "journal", blocking: true)
    private let destination: JournalDestination
    private let state = Mutex(State())

    package init(_ destination: JournalDestination = .automatic) {
        self.destination = destination
    }

    // MARK: Giving

    package func emit(_ record: EventRecord) {
        let time = Timestamp(microseconds: SystemClock.utcMicroseconds())
        let begins = state.withLock { s in
            guard s.waiting.count + s.inHand < Self.greatestBacklog else {
                s.dropped += 1
                return false
            }
            s.waiting.append((record, time))
            defer { s.isDraining = true }
            return !s.isDraining
        }
        if begins { executor.post { self.drain() } }
    }

    /// Calls `done` on the sink's queue when all that was emitted before has been written.
    package func flush(_ done: @escaping @Sendable () -> Void) { executor.post(done) }

    // MARK: Following

    /// Hands on every event from now on. `handler` runs on the sink's queue, must not block, and gets one batch at a
    /// time: the next comes after `proceed(id)`. In between at most `greatestSubscriptionBacklog` entries are kept.
    /// A second subscription under the same number replaces the first.
    package func subscribe(_ id: Int, handler: @escaping @Sendable (JournalBatch) -> Void) {
        state.withLock { $0.subscriptions[id] = Subscription(handler: handler) }
    }

    package func unsubscribe(_ id: Int) {
        let gone = state.withLock { $0.subscriptions.removeValue(forKey: id) }
        _ = gone
    }

    /// The subscriber has dealt with its batch.
    package func proceed(_ id: Int) {
        state.withLock { $0.subscriptions[id]?.isBusy = false }
        executor.post { self.handOut() }
    }

    // MARK: The queue

    private func drain() {
        while true {
            let (taken, dropped): ([(record: EventRecord, time: Timestamp)], Int) = state.withLock { s in
                let taken = s.waiting
                let dropped = s.dropped
                s.waiting = []
                s.inHand = taken.count
                s.dropped = 0
                if taken.isEmpty, dropped == 0 { s.isDraining = false }
                return (taken, dropped)
            }
            guard !taken.isEmpty || dropped > 0 else { return }
            for start in stride(from: 0, to: taken.count, by: Self.turn) {
                let part = taken[start..<min(start + Self.turn, taken.count)]
                pass(part.map { JournalEntry($0.record, time: $0.time) })
                state.withLock { $0.inHand -= part.count }
            }
            // Events are dropped when the backlog is full, that is after all that was taken here.
            if dropped > 0 {
                pass([JournalEntry(dropped: dropped, time: Timestamp(microseconds: SystemClock.utcMicroseconds()))])
            }
        }
    }

    private func pass(_ entries: [JournalEntry]) {
        if case .standardError = destination {
            StandardError.write(entries.map(\.line).joined())
        } else {
            for entry in entries { write(entry) }
        }
        give(entries)
    }

    private func write(_ entry: JournalEntry) {
        switch destination {
        case .automatic:
            guard JournalDestination.journalRuns, NativeJournal.send(entry) else {
                StandardError.write(entry.line)
                return
            }
        case .standardError: StandardError.write(entry.line)
        case .lines(let take): take(entry.line)
        }
    }

    private func give(_ entries: [JournalEntry]) {
        state.withLock { s in
            for id in s.subscriptions.keys {
                let room = Self.greatestSubscriptionBacklog - (s.subscriptions[id]?.waiting.count ?? 0)
                s.subscriptions[id]?.waiting += entries.prefix(max(0, room))
                s.subscriptions[id]?.dropped += max(0, entries.count - max(0, room))
            }
        }
        handOut()
    }

    private func handOut() {
        let batches: [(@Sendable (JournalBatch) -> Void, JournalBatch)] = state.withLock { s in
            var batches: [(@Sendable (JournalBatch) -> Void, JournalBatch)] = []
            for id in s.subscriptions.keys.sorted() {
                guard var one = s.subscriptions[id], !one.isBusy, !one.waiting.isEmpty || one.dropped > 0 else {
                    continue
                }
                batches.append((one.handler, JournalBatch(entries: one.waiting, dropped: one.dropped)))
                one.waiting = []
                one.dropped = 0
                one.isBusy = true
                s.subscriptions[id] = one
            }
            return batches
        }
        for (handler, batch) in batches { handler(batch) }
    }
}
