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
        var leaving: [(connector: String, recipients: [KeptRecipient])] = []
        for kept in entry.recipients {
            if settlement.outcomes[kept.recipient.number] == nil,
                let connector = settlement.moves[kept.recipient.number]
            {
                if let place = leaving.firstIndex(where: { $0.connector == connector }) {
                    leaving[place].recipients.append(kept)
                } else {
                    leaving.append((connector, [kept]))
                }
                continue
            }
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
        let moved = try move(leaving, from: entry, database)
        if staying.isEmpty {
            try database.statement(.removeEntry).run(.integer(settlement.entry))
        } else {
            try database.statement(.updateRecipients).run(
                .integer(settlement.entry), .octets(KeptRecipient.encode(staying)))
            if let retry = settlement.retry { try reschedule(retry, database) }
        }
        var isRemoved = false
        if staying.isEmpty && report == nil && moved.isEmpty { isRemoved = try removeIfUnused(message, database) }
        var settled = SettledMessage(
            entry: settlement.entry, message: message, remaining: staying.count, isRemoved: isRemoved,
            failures: failures, report: report)
        settled.moved = moved
        return settled
    }

    /// An entry for each connector that takes recipients over.
    private func move(
        _ leaving: [(connector: String, recipients: [KeptRecipient])], from entry: Entry, _ database: Database
    ) throws(SpoolError) -> [StoredEntry] {
        guard !leaving.isEmpty, let stored = try stored(entry.message, database) else { return [] }
        var history = entry.history
        history.tried.append(entry.connector)
        var moved: [StoredEntry] = []
        for (connector, recipients) in leaving {
            moved.append(
                try insertEntry(
                    message: entry.message, connector: connector, recipients: recipients, summary: stored.summary,
                    octets: stored.octets, enqueued: stored.enqueued, history: history, isTold: entry.isTold,
                    hold: entry.hold, database))
        }
        return moved
    }

    /// The report and the note that it was given, or neither.
    func tellDelay(_ notice: DelayNotice, _ database: Database) throws(SpoolError) -> [StoredEntry] {
        guard let entry = try entry(notice.entry, database), !entry.isTold else { return [] }
        try database.statement(.markTold).run(.integer(notice.entry))
        let results = entry.recipients.map { KeptRecipient(recipient: $0.recipient, result: .delayed(notice.delay)) }
        return try keep(results, of: entry.message, database).map { [$0] } ?? []
    }

    func reschedule(_ change: Reschedule, _ database: Database) throws(SpoolError) {
        try database.statement(.reschedule).run(
            .integer(change.entry), .optional(change.notBefore?.microseconds), .integer(change.attempts),
            .optional(change.why))
    }

    func hold(_ message: MessageID, reason: String?, _ database: Database) throws(SpoolError) -> HoldResult {
        let row = try database.statement(.entriesOfMessage)
        var entries = try row.rows(.integer(message.value)) { () throws(SpoolError) in try StoredEntry(row) }
        // What its originator is to hear is on its way already.
        entries.removeAll { $0.connector == SpoolLimits.reports }
        let wasHeld = entries.contains { $0.hold != nil }
        for index in entries.indices where entries[index].hold != reason {
            try database.statement(.hold).run(.integer(entries[index].id), .optional(reason))
            entries[index].hold = reason
        }
        return HoldResult(entries: entries, wasHeld: wasHeld)
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

    private struct Entry {
        let message: MessageID
        let connector: String
        let recipients: [KeptRecipient]
        let history: EntryHistory
        let isTold: Bool
        let hold: String?
    }

    private func entry(_ id: Int64, _ database: Database) throws(SpoolError) -> Entry? {
        let row = try database.statement(.entry)
        return try row.rows(.integer(id)) { () throws(SpoolError) in
            Entry(
                message: MessageID(row.integer(0)), connector: row.text(1),
                recipients: try KeptRecipient.decode(row.octets(2)), history: try EntryHistory.decode(row.octets(3)),
                isTold: row.integer(4) != 0, hold: row.optionalText(5))
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
