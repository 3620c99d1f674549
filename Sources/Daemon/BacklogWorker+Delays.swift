import Acceptance
import Events
import IO
import Message
import Queue
import Spool

/// Word to originators whose mail waits: once for each entry, also after a crash and wherever it goes afterwards.
extension BacklogWorker {
    /// Tells of what has waited for longer than `DelayReport=`.
    func tellOfDelays() {
        guard let after = lifetimes.delayReport else { return }
        tellOfDelay(backlog.late(now: now(), after: after)) { lastWord(of: $0) }
    }

    /// Tells at once of a message that no link may carry now, if `DelayReport=` is not never.
    func tellOfHold(_ entry: StoredEntry, why: String) {
        guard lifetimes.delayReport != nil, backlog.tellNow(entry.id) else { return }
        tellOfDelay([entry]) { _ in why }
    }

    private func tellOfDelay(_ entries: [StoredEntry], why: (StoredEntry) -> String) {
        if entries.isEmpty { return }
        for entry in entries {
            let minutes = Int((now() - entry.enqueued).microseconds / 60_000_000)
            emit(
                .messageDelayed(
                    connector: name, mtsIdentifier: entry.mtsIdentifier.description, minutes: minutes, why: why(entry)),
                of: entry)
        }
        note(
            entries.map { entry in
                DelayNotice(
                    entry: entry.id,
                    delay: DeliveryReport.Delay(
                        status: "4.4.1", text: "not handed on yet; last: \(why(entry))",
                        until: backlog.expiry(of: entry, lifetimes)))
            })
    }

    private func note(_ notices: [DelayNotice]) {
        rooms.spool.tellDelays(notices) { result in
            self.post { worker in
                switch result {
                case .success(let reports): worker.rooms.gate.report(reports, now: now())
                case .failure(let error):
                    if error.code == .closed || worker.isStopping { return }
                    worker.post(after: 10) { $0.note(notices) }
                }
            }
        }
    }

    /// When somebody has to be told next. One whose time has passed is in transfer, and looked at again.
    func nextWord(after time: Timestamp) -> Timestamp? {
        guard let after = lifetimes.delayReport, let next = backlog.nextLate(after: after) else { return nil }
        return next > time ? next : time + .seconds(60)
    }
}
