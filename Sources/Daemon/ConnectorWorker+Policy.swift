import Acceptance
import Events
import IO
import Links
import Message
import P1Connector
import Queue
import Spool

/// What the link may carry now: asks its policy, and sets aside what has to wait.
extension ConnectorWorker {
    /// By which the desk knows the link: its phonebook entry, or the connector where there is none.
    var linkName: String { settings.entry?.name ?? "connector:\(name)" }

    func followLink() {
        let link = linkName
        rooms.links.post { $0.follow(link, worker: self.name) }
    }

    /// By the desk: what operators have set and what was spent.
    func linkChanged(_ link: String, _ record: LinkRecord) {
        guard link == linkName, !isStopping else { return }
        var new = record
        if bookings > 0, let linkRecord { new.ledger = linkRecord.ledger }
        let old = linkRecord
        linkRecord = new
        // Calls that have ended change nothing of what may go.
        if old?.conditions == new.conditions, old?.ledger == new.ledger { return }
        review = nil
        pump()
    }

    /// A call stands for which schedules and budgets do not hold: the neighbour's, or one by hand.
    private var isFreeCall: Bool {
        isCalledByHand
            || sessions.values.contains { $0.isOpen && !$0.session.isInitiator && $0.session.carriesOurMail }
    }

    /// Asks the policy anew where the last answer does not hold any more.
    func reviewPolicy(_ time: Timestamp) {
        guard let linkRecord else { return }
        let call: LinkCall = isFreeCall ? .free : .ours
        if let review, review.holds(at: time, for: call) { return }
        let wasOpen = review?.isOpen ?? true
        if settings.policy == LinkPolicy(), linkRecord.conditions == LinkConditions() {
            review = PolicyReview(from: time, call: call, isOpen: true)
            if backlog.judge != nil { backlog.reconsider(nil) }
            return tellWindow(isOpen: true, urgentMayCall: false)
        }
        let forecast = LinkForecast(settings.policy, linkRecord.conditions, linkRecord.ledger, now: time)
        let isOpen = forecast.callObstacle(urgent: false, now: time) == nil
        review = PolicyReview(
            from: time, until: forecast.nextChange(after: time), call: call, isOpen: isOpen, forecast: forecast)
        backlog.reconsider(LinkJudge(forecast: forecast, call: call, time: time))
        tellWindow(isOpen: isOpen, urgentMayCall: forecast.callObstacle(urgent: true, now: time) == nil)
        // What may not go in our calls any more does not keep them up (Q217131).
        if wasOpen, !isOpen, call == .ours, !backlog.hasDue(now: time) {
            for record in sessions.values where record.isOpen { record.session.finish() }
        }
    }

    private func tellWindow(isOpen: Bool, urgentMayCall: Bool) {
        guard let link else { return }
        self.link?.urgentMayCall = urgentMayCall
        let isOpen = isOpen && settings.calls
        if link.isWindowOpen != isOpen { tellLink(isOpen ? .windowOpened : .windowClosed) }
    }

    /// When to ask again. With nothing to send and no call there is no hurry.
    func armReview(_ time: Timestamp) {
        guard let until = review?.until, !backlog.isEmpty || !sessions.isEmpty else { return arm(.policy, at: nil) }
        // A clock that is set is noticed within a minute.
        arm(.policy, at: min(until, time + .seconds(60)))
    }

    /// What the link, as it is set up, never carries: another connector takes it, or it is held; operator and sender
    /// are told once.
    func noteRefusals() {
        for (entry, obstacle) in backlog.takeRefusals() {
            emit(
                .messageNotForLink(
                    connector: name, mtsIdentifier: entry.mtsIdentifier.description, why: obstacle.description),
                of: entry)
            if !reroute(entry, .neverCarried, orFail: nil) { tellOfHold(entry, why: obstacle.description) }
        }
    }

    /// Whether what waits is worth the price of a call. If not, the pump comes back when it is by its age.
    func isWorthACall(_ time: Timestamp) -> Bool {
        batchWait = nil
        if isCalledByHand || link?.state.holdsLine ?? false { return true }
        switch settings.policy.batch.verdict(backlog.waitingMail(now: time), now: time) {
        case .may: return true
        case .notBefore(let due, let obstacle):
            batchWait = (obstacle.description, due)
            arm(.batch, at: due)
        case .waits(let obstacle), .never(let obstacle): batchWait = (obstacle.description, nil)
        }
        return false
    }

    /// Whether the next message may go in a call that we make by ourselves, where the neighbour's takes more.
    func nextMayGo(inOurCall: Bool, _ time: Timestamp) -> Bool {
        guard linkRecord != nil else { return false }
        return !inOurCall || isCalledByHand || backlog.nextMayGo(inOurCallAt: time)
    }

    /// Why nothing goes by the policy, and until when.
    var policyWait: (why: String, until: Timestamp?)? {
        if linkRecord == nil { return ("the spool cannot be read", nil) }
        if let batchWait { return batchWait }
        guard let obstacle = review?.forecast?.callObstacle(urgent: false, now: now()) else { return nil }
        return (obstacle.description, obstacle == .window ? review?.until : nil)
    }
}
