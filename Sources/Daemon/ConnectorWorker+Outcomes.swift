import Acceptance
import Events
import IO
import Links
import Message
import P1Connector
import Queue
import Routing
import Spool

/// What becomes of messages: outcomes to the spool, and what follows from them.
extension ConnectorWorker {
    /// What was sent here before it was known that the link is down goes on at once.
    func queued(_ entries: [StoredEntry]) {
        for entry in entries { backlog.insert(entry) }
        if standing.isDown(at: now()) { giveUpNewMail(Set(entries.map(\.id)), cause: nil) }
        pump()
    }

    /// The next message for a session that has the turn; nil when nothing is due.
    ///
    /// - Parameter inOurCall: the session is one that we opened.
    func nextMessage(inOurCall: Bool) -> OutboundMessage? {
        let time = now()
        reviewPolicy(time)
        guard nextMayGo(inOurCall: inOurCall, time) else { return nil }
        while !isStopping, let entry = backlog.take(now: now()) {
            do throws(SpoolError) {
                let envelope = try rooms.spool.envelope(ofEntry: entry.id)
                let content = try rooms.spool.content(of: entry.message)
                moving[entry.id] = envelope.recipients.map(\.number)
                return OutboundMessage(
                    entry: entry.id, message: entry.message, envelope: envelope, content: content)
            } catch {
                guard error.code != .notFound else {
                    backlog.finish(entry.id)
                    continue
                }
                retry(entry, after: .seconds(60), why: error.description, counts: false)
            }
        }
        return nil
    }

    func transferEnded(_ id: Int64, _ result: P1TransferResult, incident: String) {
        guard let entry = backlog[id] else { return }
        let identifier = entry.mtsIdentifier.description
        switch result {
        case .transferred(let octets, let failing):
            totals.messagesOut += 1
            rooms.counters.add { $0.messagesOut += 1 }
            rooms.localities.count(locality, messagesOut: 1, octetsOut: octets)
            emit(
                .messageTransferredOut(
                    entity: settings.session.remoteName, priority: entry.priority, mtsIdentifier: identifier,
                    octets: entry.octets), incident: incident, mtsIdentifier: identifier)
            settle(entry, .transferred, but: failing)
        case .interrupted(let checkpoint, let octets, let isWhole):
            moving[id] = nil
            backlog.putBack(id)
            if checkpoint > 0 { backlog.recoverable[id] = octets }
            if isWhole { handOverIsInDoubt(id) }
            emit(
                .transferInterrupted(mtsIdentifier: identifier, checkpoint: checkpoint, octets: octets),
                incident: incident, mtsIdentifier: identifier)
        case .refused(let why):
            transferRefused(entry, why: why, incident: incident)
        case .failed(let reason): settle(entry, .failed(reason))
        case .unreadable(let why):
            retry(entry, after: .seconds(60), why: why, counts: false)
        }
    }

    private func transferRefused(_ entry: StoredEntry, why: String, incident: String) {
        let attempts = backlog.attempts(entry.id) + 1
        // What an operator holds meanwhile stays: its next transfer decides.
        if settings.retry.isTransferExhausted(attempts: attempts), !backlog.isHeld(entry.id) {
            settle(
                entry,
                .failed(
                    NonDelivery(
                        reason: .transferFailure, diagnostic: .transferAttemptsLimitReached, status: "4.4.0",
                        text: "\(attempts) transfers failed: \(why)")))
            return
        }
        let delay = settings.retry.transferDelay(fraction: randomFraction())
        emit(
            .deliveryDeferred(
                connector: name, mtsIdentifier: entry.mtsIdentifier.description, seconds: delay.wholeSeconds,
                why: why), incident: incident, mtsIdentifier: entry.mtsIdentifier.description,
            retryAt: now() + delay)
        retry(entry, after: delay, why: why, counts: true)
    }

    /// Puts a message off, here and in the spool.
    private func retry(_ entry: StoredEntry, after delay: Interval, why: String, counts: Bool) {
        moving[entry.id] = nil
        backlog.doubtful.remove(entry.id)
        let until = now() + delay
        if counts {
            backlog.putBehind(entry.id, until: until, why: why, counts: true)
        } else {
            backlog.deferUntil(entry.id, until: until, why: why, counts: false)
        }
        rooms.spool.reschedule(
            [Reschedule(entry: entry.id, notBefore: until, attempts: backlog.attempts(entry.id), why: why)]
        ) { _ in }
        arm(.due, at: backlog.nextDue(after: now()))
    }

    /// One outcome for all recipients of an entry, but for those that fail.
    func settle(_ entry: StoredEntry, _ outcome: Outcome, but failing: [Int: NonDelivery] = [:]) {
        let recipients = moving.removeValue(forKey: entry.id) ?? []
        commit([
            Settlement(
                entry: entry.id, message: entry.message,
                outcomes: Dictionary(
                    uniqueKeysWithValues: recipients.map { ($0, failing[$0].map { .failed($0) } ?? outcome) }),
                now: now())
        ])
    }

    /// All of it had been sent when the line went, and no confirmation came: the neighbour may have it or not, and only
    /// the neighbour can say. The spool is told, so that it is known after a restart too.
    private func handOverIsInDoubt(_ id: Int64) {
        if backlog.doubtful.insert(id).inserted { rooms.spool.markHanding([id]) { _ in } }
    }

    /// Every open failed: what waits goes to other connectors, and to its senders where none is left (event 290,
    /// MTS-congestion).
    func giveUpEverything(why: String, cause: EventCause?) {
        for entry in backlog.takeIdle(now: now()) {
            reroute(
                entry, .retriesUsedUp,
                orFail: NonDelivery(
                    reason: .transferFailure, diagnostic: .mtsCongestion, status: "4.4.1",
                    text: "\(settings.session.remoteName) was not reached in \(failedOpens) attempts: \(why)"),
                cause: cause)
        }
    }

    /// One more open has failed since they were used up: what came to see whether the neighbour is back goes by another
    /// connector of which nothing bad is known. Without one it stays, for as many retries as ever.
    ///
    /// Each envelope is read from the spool for that, so that no message is looked at twice, nor any while all links
    /// to the same recipients are down.
    ///
    /// - Parameter entries: nil: all.
    func giveUpNewMail(_ entries: Set<Int64>? = nil, cause: EventCause?) {
        guard rooms.gate.hasEqualWay(beside: name) else { return }
        for entry in backlog.takeNewcomers(among: entries, now: now()) {
            reroute(entry, .stillDown, orFail: nil, cause: cause)
        }
    }
}
