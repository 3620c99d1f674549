import Acceptance
import Events
import IO
import Message
import Spool

/// Another way for what this connector gives up.
extension BacklogWorker {
    /// Hands each recipient of an entry to the next connector by preference that was not tried for it. For whom none is
    /// left, `failure` is the outcome; nil: he stays here.
    ///
    /// What is in mid-transfer, or may be the neighbour's already, stays as it is: the neighbour alone can say what it
    /// has, and another way could make two of it. What an operator holds stays too.
    ///
    /// - Returns: whether anything of it leaves this queue.
    @discardableResult
    func reroute(
        _ entry: StoredEntry, _ reason: ReroutePlan.Reason, orFail failure: NonDelivery?, cause: EventCause? = nil
    ) -> Bool {
        if backlog.isMoving(entry.id) || backlog.isHeld(entry.id) || backlog.recoverable[entry.id] != nil
            || backlog.doubtful.contains(entry.id)
        {
            return false
        }
        let envelope: Envelope
        do throws(SpoolError) {
            envelope = try rooms.spool.envelope(ofEntry: entry.id)
        } catch {
            if error.code == .notFound { backlog.finish(entry.id) }
            if error.code == .notFound { return true }
            // It waits here until it can be read.
            backlog.makeNew(entry.id)
            post(after: 60) { $0.pump() }
            return false
        }
        let plan = rooms.gate.reroute(entry, envelope, reason, now: now())
        if plan.moves.isEmpty, failure == nil { return false }
        backlog.begin(entry.id)
        var outcomes: [Int: Outcome] = [:]
        if let failure { for number in plan.stranded { outcomes[number] = .failed(failure) } }
        var settlement = Settlement(entry: entry.id, message: entry.message, outcomes: outcomes, now: now())
        settlement.moves = plan.moves
        commit([settlement], cause: cause)
        return true
    }

    /// After the commit: the others get what is theirs now.
    func noteMoves(_ message: SettledMessage, cause: EventCause?) {
        for entry in message.moved {
            rooms.events.emit(
                EventRecord(
                    .messageRerouted(
                        mtsIdentifier: entry.mtsIdentifier.description, from: name, to: entry.connector,
                        recipients: entry.recipients), connector: name, incident: cause?.incident,
                    mtsIdentifier: entry.mtsIdentifier.description, hint: cause?.hint ?? lastError?.text))
        }
        rooms.workers.deliver(message.moved)
    }
}
