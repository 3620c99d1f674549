package import Events
package import Message
import Reports
import Routing
package import Spool

// A recipient of whom somebody must hear waits in the spool's entry of reports until its report takes that entry's
// place, in one transaction: a crash between the two repeats the report's composing and never its sending.
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

    /// After connectors have settled outcomes: event 290 for each recipient that failed, and the reports that are due.
    ///
    /// - Parameter cause: what the failures follow from, where that has been told of by events.
    package func note(
        _ settled: [SettledMessage], mtsIdentifiers: [MessageID: MTSIdentifier], connector: String?,
        cause: EventCause? = nil, now: Timestamp
    ) {
        for message in settled {
            let mtsIdentifier =
                message.report?.mtsIdentifier.description ?? mtsIdentifiers[message.message]?.description
                ?? message.message.description
            if let subject = message.report?.mtsIdentifier ?? mtsIdentifiers[message.message] {
                let failures = message.failures.map { failure in
                    DeliveryReport.RecipientReport(recipient: failure.recipient, result: .failed(failure.reason))
                }
                if !failures.isEmpty { onResults(subject, failures) }
            }
            for failure in message.failures {
                let event = Event.nonDelivery(
                    reason: failure.reason.reason.rawValue, diagnostic: failure.reason.diagnostic?.rawValue,
                    mtsIdentifier: mtsIdentifier, recipient: failure.recipient.name,
                    number: failure.recipient.number)
                let hint = cause?.hint.map { "\(failure.reason.text). \($0)" } ?? failure.reason.text
                events.emit(
                    EventRecord(
                        event, connector: connector, incident: cause?.incident, mtsIdentifier: mtsIdentifier, hint: hint
                    ))
            }
        }
        report(settled.compactMap(\.report), now: now)
    }

    private func compose(for entry: StoredEntry, now: Timestamp) {
        do throws(SpoolError) {
            let results = try spool.results(of: entry.id)
            let subject = try spool.envelope(of: entry.message, connector: SpoolLimits.reports)
            guard let (submission, content) = try report(results, about: subject, for: entry, now: now) else {
                return drop(entry, results, now: now)
            }
            submit(submission, content: content, now: now) { [self] result in
                self.endReport(entry.id)
                guard case .accepted = result else { return }
                let event = Event.reportComposed(
                    mtsIdentifier: subject.mtsIdentifier.description, recipients: results.count)
                self.events.emit(EventRecord(event, mtsIdentifier: subject.mtsIdentifier.description))
            }
        } catch {
            endReport(entry.id)
            // notFound: another call has sent it. Otherwise the entry stays, and `resumeReports` comes back to it.
            if error.code != .notFound, error.code != .closed {
                events.emit(EventRecord(.spoolUnavailable(problem: "a report waits: \(error)")))
            }
        }
    }

    /// The one place that decides, by the way to the originator, between a report of X.411 and a notification of
    /// RFC 3464. nil: nobody can be told.
    private func report(
        _ results: [DeliveryReport.RecipientReport], about subject: Envelope, for entry: StoredEntry, now: Timestamp
    ) throws(SpoolError) -> (Submission, StagedContent)? {
        guard let originator = subject.originator else { return nil }
        let recipient = Recipient(
            number: 1, mailbox: originator, notify: .never, x400Address: subject.originatorX400Address)
        let rules = rules
        guard let route = rules.routing.routes(for: recipient).first else {
            let event = Event.reportCannotBeRouted(
                mtsIdentifier: subject.mtsIdentifier.description, recipient: recipient.name)
            events.emit(EventRecord(event, mtsIdentifier: subject.mtsIdentifier.description))
            return nil
        }
        var report = DeliveryReport(
            subject: subject.mtsIdentifier, envelopeID: subject.envelopeID, recipients: results)
        report.isOfProbe = subject.kind == .probe
        for index in report.recipients.indices { report.recipients[index].arrival = subject.trace.last?.arrival }
        let reader = try spool.content(of: entry.message)
        var submission = Submission(
            originator: nil, recipients: [recipient], priority: subject.priority,
            needsSMTPUTF8: subject.needsSMTPUTF8, source: .report(replaces: [entry.id]))
        guard rules.policy.x400Connectors.contains(route) else {
            let notification = DeliveryStatusNotification.compose(
                report, to: originator, returning: try returned(subject, reader, report),
                by: ReportingMTA(
                    hostname: rules.policy.hostname, postmaster: rules.policy.postmaster,
                    reportIdentifier: "\(now.compactDate).\(spool.takeSerial()).\(entry.id)", now: now,
                    needsSMTPUTF8: subject.needsSMTPUTF8))
            guard let notification else { return nil }
            submission.bodyType = notification.bodyType
            submission.needsSMTPUTF8 = notification.needsSMTPUTF8
            return (submission, try stage(notification.content))
        }
        // X.411 has no word for what waits.
        report.recipients.removeAll { if case .delayed = $0.result { true } else { false } }
        if report.recipients.isEmpty { return nil }
        submission.x400ContentType = subject.x400ContentType
        submission.transferEnvelope = subject.transferEnvelope
        let content = try spool.stage()
        // X.411 8.2.1.1.1.8: content goes back with a non-delivery, and only if that was asked for.
        if subject.dsnReturn == .full, !report.failures.isEmpty, reader.count <= Self.longestReturn {
            while content.count < reader.count {
                try content.append(reader.read(offset: content.count, count: ContentLimits.inlineOctets))
            }
        } else if subject.kind == .message, subject.x400ContentType == nil {
            let beginning = try reader.read(offset: 0, count: DeliveryReport.longestHeader)
            report.header = ReturnedContent.header(beginning, limit: DeliveryReport.longestHeader)
        }
        submission.kind = .report(report)
        return (submission, try content.finish())
    }

    /// Octets of content that a report of X.411 carries; what is longer does not go back.
    private static var longestReturn: Int { 1 << 20 }

    private func returned(
        _ subject: Envelope, _ reader: ContentReader, _ report: DeliveryReport
    ) throws(SpoolError) -> ReturnedContent? {
        if subject.kind != .message || subject.x400ContentType != nil { return nil }
        let beginning = try reader.read(offset: 0, count: DeliveryStatusNotification.longestBeginning)
        // RFC 3461 4.3: what was delivered is not sent back.
        return ReturnedContent(
            beginning: beginning, isWhole: beginning.count == reader.count,
            dsnReturn: report.failures.isEmpty ? .headers : subject.dsnReturn)
    }

    private func stage(_ octets: [UInt8]) throws(SpoolError) -> StagedContent {
        let writer = try spool.stage()
        try writer.append(octets)
        return try writer.finish()
    }

    /// Nobody can be told: the entry goes.
    private func drop(_ entry: StoredEntry, _ results: [DeliveryReport.RecipientReport], now: Timestamp) {
        let outcomes = Dictionary(results.map { ($0.recipient.number, Outcome.transferred) }) { first, _ in first }
        spool.settle([Settlement(entry: entry.id, message: entry.message, outcomes: outcomes, now: now)]) { [self] _ in
            self.endReport(entry.id)
        }
    }
}
