import Events
package import Message
import Reports
import Routing
package import Spool

// A recipient that failed waits in the spool's entry of reports until its report takes that entry's place, in one
// transaction: a crash between the two repeats the report's composing and never its sending.
extension AcceptanceGate {
    /// Sends the reports that these entries of `SpoolLimits.reports` ask for; other entries are passed over.
    package func report(_ entries: [StoredEntry], now: Timestamp) {
        let waiting = entries.filter { $0.connector == SpoolLimits.reports }
        if waiting.isEmpty { return }
        later { [self] in
            for entry in waiting where self.beginReport(entry.id) { self.compose(for: entry, now: now) }
        }
    }

    /// Sends what has been left: call at the start, and when the spool becomes available again.
    package func resumeReports(now: Timestamp) throws(SpoolError) {
        report(try spool.queueEntries(connector: SpoolLimits.reports), now: now)
    }

    /// After connectors have settled outcomes: event 290 for each recipient that failed, and its report.
    package func note(
        _ settled: [SettledMessage], mtsIdentifiers: [MessageID: MTSIdentifier], connector: String?, now: Timestamp
    ) {
        for message in settled {
            let mtsIdentifier =
                message.report?.mtsIdentifier.description ?? mtsIdentifiers[message.message]?.description
                ?? message.message.description
            for failure in message.failures {
                let event = Event.nonDelivery(
                    reason: failure.reason.reason.rawValue, diagnostic: failure.reason.diagnostic?.rawValue,
                    mtsIdentifier: mtsIdentifier, recipient: failure.recipient.mailbox.description,
                    number: failure.recipient.number)
                events.emit(
                    EventRecord(event, connector: connector, mtsIdentifier: mtsIdentifier, hint: failure.reason.text))
            }
        }
        report(settled.compactMap(\.report), now: now)
    }

    private func compose(for entry: StoredEntry, now: Timestamp) {
        do throws(SpoolError) {
            let failures = try spool.failures(of: entry.id)
            let envelope = try spool.envelope(of: entry.message, connector: SpoolLimits.reports)
            let reader = try spool.content(of: entry.message)
            let beginning = try reader.read(offset: 0, count: NonDeliveryReport.longestBeginning)
            let policy = policy
            let reporter = ReportingMTA(
                hostname: policy.hostname, localName: policy.localName,
                reportIdentifier: "\(now.compactDate).\(spool.takeSerial()).\(entry.id)", now: now)
            let report = NonDeliveryReport.compose(
                ReportSubject(envelope: envelope, beginning: beginning, isWhole: beginning.count == reader.count),
                failed: failures.map { ReportedRecipient(recipient: $0.recipient, reason: $0.reason) }, by: reporter)
            guard let report else { return drop(entry, failures, now: now) }
            try send(report, about: envelope, for: entry, failures, now: now)
        } catch {
            endReport(entry.id)
            // notFound: another call has sent it. Otherwise the entry stays, and `resumeReports` comes back to it.
            if error.code != .notFound, error.code != .closed {
                events.emit(EventRecord(.spoolUnavailable(problem: "a report waits: \(error)")))
            }
        }
    }

    private func send(
        _ report: ComposedReport, about subject: Envelope, for entry: StoredEntry, _ failures: [FailedRecipient],
        now: Timestamp
    ) throws(SpoolError) {
        guard !rules.routing.routes(for: report.recipient).isEmpty else {
            let event = Event.reportCannotBeRouted(
                mtsIdentifier: subject.mtsIdentifier.description, recipient: report.recipient.description)
            events.emit(EventRecord(event, mtsIdentifier: subject.mtsIdentifier.description))
            return drop(entry, failures, now: now)
        }
        let writer = try spool.stage()
        try writer.append(report.content)
        let submission = Submission(
            originator: nil, recipients: [Recipient(number: 1, mailbox: report.recipient, notify: .never)],
            priority: subject.priority, bodyType: report.bodyType, needsSMTPUTF8: report.needsSMTPUTF8,
            source: .report(replaces: [entry.id]))
        let told = report.recipients
        submit(submission, content: try writer.finish(), now: now) { [self] result in
            self.endReport(entry.id)
            guard case .accepted = result else { return }
            let event = Event.reportComposed(
                mtsIdentifier: subject.mtsIdentifier.description, recipients: told)
            self.events.emit(EventRecord(event, mtsIdentifier: subject.mtsIdentifier.description))
        }
    }

    /// Nobody can be told: the entry goes.
    private func drop(_ entry: StoredEntry, _ failures: [FailedRecipient], now: Timestamp) {
        let outcomes = Dictionary(failures.map { ($0.recipient.number, Outcome.failed($0.reason)) }) { first, _ in first
        }
        spool.settle([Settlement(entry: entry.id, message: entry.message, outcomes: outcomes, now: now)]) { [self] _ in
            self.endReport(entry.id)
        }
    }
}
