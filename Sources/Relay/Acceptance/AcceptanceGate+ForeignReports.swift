import Events
import Message
import Reports
import Routing
import Spool

// A report from a neighbour goes on as a report where its recipient is reached by P1, and otherwise ends here: as a
// notification that an Internet mailbox gets instead, or as an event where it was for this MTA.
extension AcceptanceGate {
    func submit(
        _ report: DeliveryReport, from neighbour: P1Neighbour, _ submission: Submission, content: StagedContent,
        now: Timestamp, reply: @escaping @Sendable (AcceptanceResult) -> Void
    ) {
        let rules = rules
        guard let recipient = submission.recipients.first, !rules.policy.isForThisMTA(report, recipient) else {
            return absorb(report, submission, content: content, now: now, reply: reply)
        }
        let route = rules.routing.routes(for: recipient).first { $0 != neighbour.connector }
        // One that goes round ends as any report does that cannot go on.
        guard let route, !rules.policy.x400Connectors.contains(route), !rules.policy.isRound(neighbour.trace) else {
            let plan = plan(submission, octets: content.count, rules, now: now)
            return take(plan, content: content, now: now, reply: reply)
        }
        do throws(SpoolError) {
            let reporter = ReportingMTA(
                hostname: rules.policy.hostname, postmaster: rules.policy.postmaster,
                reportIdentifier: "\(now.compactDate).\(spool.takeSerial())",
                now: now, needsSMTPUTF8: submission.needsSMTPUTF8)
            let returned = try returnedContent(of: report, submission, content)
            guard
                let notification = DeliveryStatusNotification.compose(
                    report, to: recipient.mailbox, returning: returned, by: reporter)
            else { return absorb(report, submission, content: content, now: now, reply: reply) }
            let writer = try spool.stage()
            try writer.append(notification.content)
            let message = Submission(
                originator: nil, recipients: [Recipient(number: 1, mailbox: recipient.mailbox, notify: .never)],
                priority: submission.priority, bodyType: notification.bodyType,
                needsSMTPUTF8: notification.needsSMTPUTF8, source: .translatedReport(neighbour))
            let staged = try writer.finish()
            let plan = plan(message, octets: staged.count, rules, now: now)
            take(plan, content: staged, now: now) { [self] result in
                if case .accepted = result { self.noteArrival(of: report, plan) }
                reply(result)
            }
        } catch {
            reply(Self.result(of: error))
        }
    }

    private func absorb(
        _ report: DeliveryReport, _ submission: Submission, content: StagedContent, now: Timestamp,
        reply: @escaping @Sendable (AcceptanceResult) -> Void
    ) {
        let plan = AcceptancePlan(absorbing: submission, policy, now: now)
        take(plan, content: content, now: now) { [self] result in
            if case .accepted = result { self.noteArrival(of: report, plan) }
            reply(result)
        }
    }

    /// The subject's content if it came back and is an Internet message, otherwise its header if that came.
    private func returnedContent(
        of report: DeliveryReport, _ submission: Submission, _ content: StagedContent
    ) throws(SpoolError) -> ReturnedContent? {
        if submission.x400ContentType == nil && content.count > 0 {
            let limit = DeliveryStatusNotification.longestBeginning
            return ReturnedContent(
                beginning: try content.beginning(limit), isWhole: content.count <= limit, dsnReturn: nil)
        }
        return report.header.map { ReturnedContent(header: $0) }
    }

    private func noteArrival(of report: DeliveryReport, _ plan: AcceptancePlan) {
        onResults(report.subject, report.recipients)
        let failed = report.failures.count
        let words = report.recipients.prefix(8).map { item in
            switch item.result {
            case .delivered(let time): "\(item.recipient.name): delivered \(time.iso8601)"
            case .delayed(let delay): "\(item.recipient.name): delayed, \(delay.text)"
            case .failed(let why):
                "\(item.recipient.name): reason \(why.reason.rawValue) (\(why.reason)), "
                    + (why.diagnostic.map { "diagnostic \($0.rawValue) (\($0))" } ?? "no diagnostic")
            }
        }
        events.emit(
            EventRecord(
                .reportArrived(
                    entity: plan.entity, mtsIdentifier: report.subject.description,
                    delivered: report.recipients.count - failed, failed: failed),
                connector: plan.connector, entity: plan.entity, mtsIdentifier: report.subject.description,
                hint: words.joined(separator: "; ")))
    }
}

extension AcceptancePolicy {
    /// The answer to a probe of this MTA's, or what names a bare domain, which stands for its MTAs.
    fileprivate func isForThisMTA(_ report: DeliveryReport, _ recipient: Recipient) -> Bool {
        guard let address = recipient.x400Address else {
            return recipient.mailbox == postmaster && report.contentIdentifier == DeliveryReport.ofOwnProbe
        }
        return address.matches(
            X400Address(
                [.init("C", domain.country), .init("A", domain.admd)] + (domain.prmd.map { [.init("P", $0)] } ?? [])))
    }
}
