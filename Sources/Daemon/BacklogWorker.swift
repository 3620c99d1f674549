import Acceptance
import Events
import IO
import Message
import OSI
import P1Connector
import Queue
import Spool

/// A worker with a queue of its own: what all of them do with it, wherever the way leads.
protocol BacklogWorker: QueueWorker {
    var rooms: Rooms { get }
    var backlog: ConnectorBacklog { get set }
    var lifetimes: Lifetimes { get }
    /// What failed last, for the report of a message whose time is up.
    var lastError: (text: String, at: Timestamp)? { get }
    var isStopping: Bool { get }

    /// Does what can be done with the queue now.
    func pump()
    func emit(_ event: Event, of entry: StoredEntry)
    func emit(_ event: Event)
}

extension BacklogWorker {
    func queued(_ entries: [StoredEntry]) {
        for entry in entries { backlog.insert(entry) }
        pump()
    }

    /// Takes up what the spool holds for this connector, as soon as it can be read.
    func takeUp() {
        if isStopping { return }
        do throws(SpoolError) {
            let entries = try rooms.spool.queueEntries(connector: name)
            // An entry that is there without what is known of its transfer could go another way as well.
            let recoveries = try rooms.spool.recoveries(prefix: StoredRecovery.prefix(connector: name))
            for entry in entries { backlog.insert(entry) }
            for (key, octets) in recoveries {
                guard let entry = StoredRecovery.parts(of: key)?.entry else { continue }
                if backlog[entry] != nil {
                    backlog.recoverable[entry] = StoredRecovery(octets)?.recovery.octets ?? 0
                } else {
                    rooms.spool.saveRecovery(key: key, value: nil, reply: nil)
                }
            }
        } catch {
            emit(.spoolUnavailable(problem: "queue of \(name): \(error)"))
            if error.code != .closed { post(after: 10) { $0.takeUp() } }
        }
        pump()
    }

    func holdChanged(_ entry: StoredEntry) -> Bool {
        let isMoving = backlog.noteHold(entry)
        pump()
        return isMoving
    }

    // MARK: The end of a lifetime

    /// Returns what has been under way for too long, and tells of what has waited for long.
    func expire() {
        for entry in backlog.expired(now: now(), lifetimes: lifetimes) {
            let minutes = Int((now() - entry.submitted).microseconds / 60_000_000)
            emit(.lifetimeEnded(mtsIdentifier: entry.mtsIdentifier.description, minutes: minutes), of: entry)
            giveBack(
                entry,
                NonDelivery(
                    reason: .unableToTransfer, diagnostic: .maximumTimeExpired, status: "4.4.7",
                    text: "not delivered within \(minutes) minutes; last: \(lastWord(of: entry))"))
        }
        tellOfDelays()
    }

    /// What kept an entry from going, in words for its originator. Why an operator holds it is not for him.
    func lastWord(of entry: StoredEntry) -> String {
        entry.hold != nil ? "held by an operator" : lastError?.text ?? "no attempt yet"
    }

    /// When the next lifetime ends, or somebody has to be told that a message is late. A time that has passed is
    /// that of an entry in transfer, and looked at again.
    func nextExpiry(after time: Timestamp) -> Timestamp? {
        let expiry = backlog.nextExpiry(lifetimes: lifetimes).map { $0 > time ? $0 : time + .seconds(60) }
        return [expiry, nextWord(after: time)].compactMap(\.self).min()
    }

    /// All recipients of an entry have failed.
    func giveBack(_ entry: StoredEntry, _ why: NonDelivery, cause: EventCause? = nil) {
        backlog.begin(entry.id)
        do throws(SpoolError) {
            let recipients = try rooms.spool.envelope(ofEntry: entry.id).recipients
            let outcomes = Dictionary(recipients.map { ($0.number, Outcome.failed(why)) }) { first, _ in first }
            commit(
                [Settlement(entry: entry.id, message: entry.message, outcomes: outcomes, now: now())], cause: cause)
        } catch {
            if error.code == .notFound { return backlog.finish(entry.id) }
            // Without its recipients nobody can be told: later.
            backlog.deferUntil(entry.id, until: now() + .seconds(60), why: "\(error)", counts: false)
        }
    }

    // MARK: Outcomes

    /// - Parameter cause: what the events 290 of it follow from.
    func commit(_ settlements: [Settlement], cause: EventCause? = nil) {
        rooms.spool.settle(settlements) { result in
            self.post { worker in
                switch result {
                case .success(let settled): worker.settled(settled, settlements, cause)
                case .failure(let error): worker.notSettled(settlements, cause, error)
                }
            }
        }
    }

    private func settled(_ messages: [SettledMessage], _ settlements: [Settlement], _ cause: EventCause?) {
        let retries = Dictionary(
            settlements.compactMap { settlement in settlement.retry.map { (settlement.entry, $0) } }
        ) { $1 }
        var identifiers: [MessageID: MTSIdentifier] = [:]
        for message in messages {
            identifiers[message.message] = backlog[message.entry]?.mtsIdentifier
            noteMoves(message, cause: cause)
            if message.remaining > 0, !message.moved.isEmpty {
                backlog.putBack(message.entry)
            } else if message.remaining > 0 {
                let retry = retries[message.entry]
                backlog.deferUntil(
                    message.entry, until: retry?.notBefore ?? now() + .seconds(60), why: retry?.why ?? "",
                    counts: true)
            } else {
                finish(message.entry)
            }
            rooms.counters.add { $0.messagesFailed += message.failures.count }
        }
        rooms.gate.note(messages, mtsIdentifiers: identifiers, connector: name, cause: cause, now: now())
        pump()
    }

    /// The entry is gone, and what was kept of a cut transfer of it.
    private func finish(_ entry: Int64) {
        backlog.finish(entry)
        if backlog.recoverable.removeValue(forKey: entry) == nil { return }
        rooms.spool.saveRecovery(key: StoredRecovery.key(connector: name, entry: entry), value: nil, reply: nil)
    }

    /// The outcomes stand; the spool will take them when it can. Until then the entries are not tried again.
    private func notSettled(_ settlements: [Settlement], _ cause: EventCause?, _ error: SpoolError) {
        if error.code == .closed || isStopping { return }
        post(after: 1) { $0.commit(settlements, cause: cause) }
    }
}
