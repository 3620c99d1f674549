internal import Message

extension SpoolWriter {
    func settle(_ settlement: Settlement, _ database: Database) throws(SpoolError) -> SettledMessage {
        let message = settlement.message
        guard let entry = try entry(settlement.entry, database), entry.message == message else {
            let isThere = try stored(message, database) != nil
            return SettledMessage(
                entry: settlement.entry, message: message, remaining: 0, isRemoved: !isThere, failures: [],
                report: nil)
        }
        var staying: [KeptRecipient] = []
        var failures: [FailedRecipient] = []
        var results: [KeptRecipient] = []
        for kept in entry.recipients {
            switch settlement.outcomes[kept.recipient.number] {
            case .transferred: break
            case .delivered:
                results.append(KeptRecipient(recipient: kept.recipient, result: .delivered(at: settlement.now)))
            case .failed(let reason):
                failures.append(FailedRecipient(recipient: kept.recipient, reason: reason))
                results.append(KeptRecipient(recipient: kept.recipient, result: .failed(reason)))
            case .deferred, nil: staying.append(kept)
            }
        }
        // What waits for its report already waits for no second one.
        let report =
            entry.connector == SpoolLimits.reports
            ? nil : try keep(results, of: message, database)
        if staying.isEmpty {
            try database.statement(.removeEntry).run(.integer(settlement.entry))
        } else {
            try database.statement(.updateRecipients).run(
                .integer(settlement.entry), .octets(KeptRecipient.encode(staying)))
            if let retry = settlement.retry { try reschedule(retry, database) }
        }
        var isRemoved = false
        if staying.isEmpty && report == nil { isRemoved = try removeIfUnused(message, database) }
        return SettledMessage(
            entry: settlement.entry, message: message, remaining: staying.count, isRemoved: isRemoved,
            failures: failures, report: report)
    }

    func reschedule(_ change: Reschedule, _ database: Database) throws(SpoolError) {
        try database.statement(.reschedule).run(
            .integer(change.entry), .optional(change.notBefore?.microseconds), .integer(change.attempts),
            .optional(change.why), .integer(change.held ? 1 : 0))
    }

    /// Removes an entry whose place another message takes.
    func replace(_ id: Int64, _ database: Database) throws(SpoolError) {
        guard let entry = try entry(id, database) else { return }
        try database.statement(.removeEntry).run(.integer(id))
        _ = try removeIfUnused(entry.message, database)
    }

    /// Queues those results of which somebody must hear.
    private func keep(
        _ results: [KeptRecipient], of message: MessageID, _ database: Database
    ) throws(SpoolError) -> StoredEntry? {
        if results.isEmpty { return nil }
        guard let stored = try stored(message, database) else { return nil }
        let due = results.filter { kept in
            kept.result.map { stored.summary.isReportDue(kept.recipient, $0) } ?? false
        }
        if due.isEmpty { return nil }
        return try insertEntry(
            message: message, connector: SpoolLimits.reports, recipients: due, summary: stored.summary,
            octets: stored.octets, enqueued: stored.enqueued, database)
    }

    private func removeIfUnused(_ message: MessageID, _ database: Database) throws(SpoolError) -> Bool {
        let statement = try database.statement(.removeMessage)
        let files = try statement.rows(.integer(message.value)) { () throws(SpoolError) in statement.optionalText(0) }
        for case let file? in files { dropped.append(file) }
        if !files.isEmpty { try database.statement(.removeDetails).run(.integer(message.value)) }
        return !files.isEmpty
    }

    private func entry(
        _ id: Int64, _ database: Database
    ) throws(SpoolError) -> (message: MessageID, connector: String, recipients: [KeptRecipient])? {
        let statement = try database.statement(.entry)
        return try statement.rows(.integer(id)) { () throws(SpoolError) in
            (MessageID(statement.integer(0)), statement.text(1), try KeptRecipient.decode(statement.octets(2)))
        }.first
    }

    private func stored(
        _ message: MessageID, _ database: Database
    ) throws(SpoolError) -> (summary: EnvelopeSummary, enqueued: Timestamp, octets: Int)? {
        let statement = try database.statement(.message)
        return try statement.rows(.integer(message.value)) { () throws(SpoolError) in
            (
                try EnvelopeRecord.summary(statement.octets(0)), Timestamp(microseconds: statement.integer(1)),
                Int(statement.integer(2))
            )
        }.first
    }
}
