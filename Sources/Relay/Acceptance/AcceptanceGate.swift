package import Events
package import Message
package import Routing
package import Spool
internal import Synchronization

/// The one gate: mail from clients, messages, probes and reports from neighbours, and our own reports enter the MTA
/// here and nowhere else.
///
/// It checks limits and the trace, finds a connector for each recipient, and hands all of it to the spool in one
/// transaction. `reply` comes once that is on disk: that is the moment at which this MTA becomes responsible.
/// A recipient that cannot be served becomes a non-delivery, whose report enters here again.
/// Owner: none; any queue may call. Replies come on the spool's queue.
package final class AcceptanceGate: Sendable {
    struct Rules: Sendable {
        var policy: AcceptancePolicy
        var routing: RoutingTable
        /// Of the connectors whose links do not stand.
        var standings: [String: LinkStanding] = [:]

        func ways(for recipient: Recipient, carrying cargo: RouteCargo, now: Timestamp) -> [Way] {
            routing.ways(for: recipient, carrying: cargo, standings: standings, now: now)
        }
    }

    let spool: any SpoolStore
    let events: any EventSink
    let onQueued: @Sendable ([StoredEntry]) -> Void
    let later: @Sendable (@escaping @Sendable () -> Void) -> Void
    let onResults: @Sendable (MTSIdentifier, [DeliveryReport.RecipientReport]) -> Void
    private let current: Mutex<Rules>
    private let standings: LinkStandings
    /// Entries of reports that are being worked on, so that none is sent twice.
    private let reporting = Mutex<Set<Int64>>([])

    /// `standings` is what the connectors tell of their links.
    /// `onQueued` gets the entries that connectors have to move on, after they are on disk.
    /// `onResults` hears what reports that arrive say of their subjects, and what becomes here of a subject that began
    /// here.
    /// `later` runs the composing of reports, which reads from the spool; give it a queue that may block shortly.
    package init(
        spool: any SpoolStore, events: any EventSink, policy: AcceptancePolicy, routing: RoutingTable,
        standings: LinkStandings = LinkStandings(), onQueued: @escaping @Sendable ([StoredEntry]) -> Void,
        onResults: @escaping @Sendable (MTSIdentifier, [DeliveryReport.RecipientReport]) -> Void = { _, _ in },
        later: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { $0() }
    ) {
        self.spool = spool
        self.events = events
        self.standings = standings
        self.onQueued = onQueued
        self.onResults = onResults
        self.later = later
        current = Mutex(Rules(policy: policy, routing: routing))
    }

    /// A reload. What is at the gate already goes by the old rules.
    package func replace(policy: AcceptancePolicy, routing: RoutingTable) {
        current.withLock { $0 = Rules(policy: policy, routing: routing) }
    }

    package var policy: AcceptancePolicy { rules.policy }
    package var availability: SpoolAvailability { spool.availability }

    var rules: Rules {
        var rules = current.withLock { $0 }
        rules.standings = standings.snapshot()
        return rules
    }

    /// False: the entry's report is under way already.
    func beginReport(_ entry: Int64) -> Bool { reporting.withLock { $0.insert(entry).inserted } }
    func endReport(_ entry: Int64) { reporting.withLock { _ = $0.remove(entry) } }

    /// Whether a recipient may be named by this client.
    package func verdict(for recipient: Mailbox, from source: SubmissionSource) -> RecipientVerdict {
        let rules = rules
        let routes = rules.routing.routes(for: recipient)
        let isPostmaster = recipient == rules.policy.postmaster
        guard let first = routes.first else { return isPostmaster ? .noPostmaster : .noRoute }
        switch source {
        case .smtp(let client):
            return client.mayRelay || isPostmaster || rules.policy.localConnectors.contains(first)
                ? .accepted : .relayDenied
        case .p1(let neighbour):
            return routes.contains { $0 != neighbour.connector } ? .accepted : .noRoute
        case .report, .translatedReport, .here: return .accepted
        }
    }

    /// A place for content that is about to arrive. Errors: those of the spool.
    package func stage() throws(SpoolError) -> ContentWriter { try spool.stage() }

    /// The trace field that stands before the content of a message from SMTP (RFC 5321 4.4); write it first into the
    /// content. Empty for other sources: their content is not touched.
    package func receivedField(for source: SubmissionSource, now: Timestamp) -> [UInt8] {
        guard case .smtp(let client) = source else { return [] }
        return ReceivedField.octets(client: client, hostname: policy.hostname, now: now)
    }

    /// Takes responsibility for a message, or says why not. The content belongs to the spool after `accepted`.
    package func submit(
        _ submission: Submission, content: StagedContent, now: Timestamp,
        reply: @escaping @Sendable (AcceptanceResult) -> Void
    ) {
        if case .unavailable(let why) = spool.availability { return reply(.unavailable(why)) }
        if case .report(let report) = submission.kind, case .p1(let neighbour) = submission.source {
            return submit(report, from: neighbour, submission, content: content, now: now, reply: reply)
        }
        let rules = rules
        if let refusal = refusal(submission, octets: content.count, rules.policy) { return reply(.refused(refusal)) }
        take(plan(submission, octets: content.count, rules, now: now), content: content, now: now, reply: reply)
    }

    func plan(_ submission: Submission, octets: Int, _ rules: Rules, now: Timestamp) -> AcceptancePlan {
        AcceptancePlan(submission, octets: octets, rules: rules, now: now, serial: { [spool] in spool.takeSerial() })
    }

    /// Does what was decided. `reply` comes after the events.
    func take(
        _ plan: AcceptancePlan, content: StagedContent, now: Timestamp,
        reply: @escaping @Sendable (AcceptanceResult) -> Void
    ) {
        spool.accept(plan.acceptance(content: content, now: now)) { [self] result in
            switch result {
            case .success(let accepted): reply(self.note(accepted, of: plan, octets: content.count, now: now))
            case .failure(let error): reply(Self.result(of: error))
            }
        }
    }

    /// What is refused outright. A neighbour and our own reports are not: they have nobody to say it to.
    private func refusal(_ submission: Submission, octets: Int, _ policy: AcceptancePolicy) -> Refusal? {
        guard case .smtp = submission.source else { return nil }
        if octets > policy.maximumSize {
            return Refusal(552, "5.3.4", "The message is longer than \(policy.maximumSize) octets")
        }
        if submission.recipients.isEmpty { return Refusal(554, "5.5.1", "The message has no recipients") }
        if submission.recipients.count > policy.maximumRecipients {
            return Refusal(452, "4.5.3", "The message has more than \(policy.maximumRecipients) recipients")
        }
        return nil
    }

    static func result(of error: SpoolError) -> AcceptanceResult {
        switch error.code {
        case .invalid: .refused(Refusal(554, "5.3.0", "The message contradicts itself"))
        case .full, .readOnly, .corrupt, .newerVersion, .locked, .io, .notFound, .closed: .unavailable("\(error)")
        }
    }

    /// After the commit: events, then the connectors, then reports.
    private func note(
        _ accepted: Accepted, of plan: AcceptancePlan, octets: Int, now: Timestamp
    ) -> AcceptanceResult {
        let mtsIdentifier = plan.envelope.mtsIdentifier
        let isRepeat = !accepted.duplicates.isEmpty
        if isRepeat {
            emit(.duplicateDropped(entity: plan.entity, mtsIdentifier: mtsIdentifier.description), plan)
        }
        let duplicates = Set(accepted.duplicates)
        if isRepeat, plan.envelope.recipients.allSatisfy({ duplicates.contains($0.number) }) { return .duplicate }
        emit(
            .messageReceived(
                entity: plan.entity, priority: plan.envelope.priority, mtsIdentifier: mtsIdentifier.description,
                octets: octets), plan)
        if plan.isLoop { emit(.loopDetected(mtsIdentifier: mtsIdentifier.description), plan) }
        for recipient in plan.envelope.recipients where !duplicates.contains(recipient.number) {
            guard case .failed(let reason)? = plan.results[recipient.number] else { continue }
            emitFailure(recipient, reason, of: plan)
        }
        let queued = accepted.entries.filter { $0.connector != SpoolLimits.reports }
        if let until = queued.lazy.compactMap(\.notBefore).first {
            emit(.deferredDeliveryStarted(mtsIdentifier: mtsIdentifier.description, until: until.iso8601), plan)
        }
        if !queued.isEmpty { onQueued(queued) }
        if case .here = plan.source {
            let known = plan.envelope.recipients.compactMap { recipient in
                plan.results[recipient.number].map {
                    DeliveryReport.RecipientReport(recipient: recipient, result: $0)
                }
            }
            if !known.isEmpty { onResults(mtsIdentifier, known) }
        }
        report(accepted.entries, now: now)
        return .accepted(accepted.id, mtsIdentifier)
    }

    private func emitFailure(_ recipient: Recipient, _ reason: NonDelivery, of plan: AcceptancePlan) {
        let name = recipient.name
        let mtsIdentifier = plan.envelope.mtsIdentifier.description
        if plan.isReport {
            emit(.reportCannotBeRouted(mtsIdentifier: mtsIdentifier, recipient: name), plan)
            return
        }
        if plan.unroutable.contains(recipient.number) {
            emit(
                .recipientCannotBeRouted(recipient: name, mtsIdentifier: mtsIdentifier, number: recipient.number),
                plan)
        }
        emit(
            .nonDelivery(
                reason: reason.reason.rawValue, diagnostic: reason.diagnostic?.rawValue, mtsIdentifier: mtsIdentifier,
                recipient: name, number: recipient.number), plan)
    }

    func emit(_ event: Event, _ plan: AcceptancePlan, hint: String? = nil) {
        events.emit(
            EventRecord(
                event, connector: plan.connector, entity: plan.entity,
                mtsIdentifier: plan.envelope.mtsIdentifier.description, hint: hint))
    }
}
