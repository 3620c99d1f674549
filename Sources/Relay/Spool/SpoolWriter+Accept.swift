internal import Message

extension SpoolWriter {
    /// Does the work of one request within the transaction; what comes back is called once that is on disk.
    func perform(_ request: WriterRequest, _ database: Database) throws(SpoolError) -> () -> Void {
        switch request {
        case .accept(let acceptance, let reply):
            let accepted = try accept(acceptance, database)
            return { reply(.success(accepted)) }
        case .settle(let settlements, let reply):
            var settled: [SettledMessage] = []
            for settlement in settlements { settled.append(try settle(settlement, database)) }
            return { [settled] in reply(.success(settled)) }
        case .markHanding(let entries, let reply):
            let statement = try database.statement(.markHanding)
            for entry in entries { try statement.run(.integer(entry)) }
            return { reply(.success(())) }
        case .reschedule(let changes, let reply):
            for change in changes { try reschedule(change, database) }
            return { reply(.success(())) }
        case .tellDelays(let notices, let reply):
            var reports: [StoredEntry] = []
            for notice in notices { reports += try tellDelay(notice, database) }
            return { [reports] in reply(.success(reports)) }
        case .hold(let message, let reason, let reply):
            let result = try hold(message, reason: reason, database)
            return { reply(.success(result)) }
        case .saveRecovery(let key, let value, let reply):
            if let value {
                try database.statement(.saveRecovery).run(.text(key), .octets(value))
            } else {
                try database.statement(.removeRecovery).run(.text(key))
            }
            return { reply?(.success(())) }
        case .reserve:
            // Every transaction writes the reservation at its end.
            return {}
        }
    }

    private func accept(_ acceptance: SpoolAcceptance, _ database: Database) throws(SpoolError) -> Accepted {
        let known = try recipientsTaken(acceptance.handover, database)
        var groups: [String: [KeptRecipient]] = [:]
        var order: [String] = []
        var duplicates: [Int] = []
        var taken = known
        for recipient in acceptance.envelope.recipients {
            let result = acceptance.results[recipient.number]
            guard let connector = acceptance.routes[recipient.number] ?? result.map({ _ in SpoolLimits.reports })
            else { continue }
            if !known.isEmpty, known.contains(recipient.number) {
                duplicates.append(recipient.number)
                continue
            }
            taken.insert(recipient.number)
            if let result, !acceptance.envelope.isReportDue(recipient, result) { continue }
            if groups[connector] == nil { order.append(connector) }
            groups[connector, default: []].append(KeptRecipient(recipient: recipient, result: result))
        }
        if let handover = acceptance.handover, taken.count > known.count {
            try note(taken, under: handover, now: acceptance.now, database)
        }
        for entry in acceptance.replaces { try replace(entry, database) }
        if groups.isEmpty {
            unused.insert(ObjectIdentifier(acceptance.content))
            return Accepted(id: MessageID(0), entries: [], duplicates: duplicates)
        }
        let message = try insert(acceptance, database)
        let summary = EnvelopeSummary(acceptance.envelope)
        var entries: [StoredEntry] = []
        for connector in order {
            entries.append(
                try insertEntry(
                    message: message, connector: connector, recipients: groups[connector] ?? [],
                    summary: summary, octets: acceptance.content.count, enqueued: acceptance.now,
                    notBefore: acceptance.envelope.deferredDelivery.flatMap { $0 > acceptance.now ? $0 : nil },
                    history: acceptance.history, database))
        }
        return Accepted(id: message, entries: entries, duplicates: duplicates)
    }

    private func insert(_ acceptance: SpoolAcceptance, _ database: Database) throws(SpoolError) -> MessageID {
        try database.statement(.insertMessage).run(
            .octets(EnvelopeRecord.encode(acceptance.envelope)), .integer(acceptance.now.microseconds),
            .integer(acceptance.content.count), .optional(acceptance.content.place?.name),
            acceptance.content.octets.map { .octets($0) } ?? .null)
        let message = MessageID(database.lastRow)
        if let details = EnvelopeDetails.encode(acceptance.envelope) {
            try database.statement(.insertDetails).run(.integer(message.value), .octets(details))
        }
        return message
    }

    func insertEntry(
        message: MessageID, connector: String, recipients: [KeptRecipient], summary: EnvelopeSummary, octets: Int,
        enqueued: Timestamp, notBefore: Timestamp? = nil, history: EntryHistory = EntryHistory(), isTold: Bool = false,
        hold: String? = nil, _ database: Database
    ) throws(SpoolError) -> StoredEntry {
        guard let first = recipients.first else { throw SpoolError(.invalid, "an entry without recipients") }
        let isReport = connector == SpoolLimits.reports
        let time = isReport ? nil : notBefore
        let past = isReport ? EntryHistory() : history
        try database.statement(.insertEntry).run(
            .integer(message.value), .text(connector), .octets(KeptRecipient.encode(recipients)),
            .optional(time?.microseconds), past.encode().map { .octets($0) } ?? .null, .integer(isTold ? 1 : 0),
            .optional(hold))
        var entry = StoredEntry(
            id: database.lastRow, message: message, connector: connector, summary: summary, octets: octets,
            enqueued: enqueued, recipients: recipients.count, firstRecipient: first.recipient.mailbox)
        entry.notBefore = time
        entry.history = past
        entry.isToldOfDelay = isTold
        entry.hold = hold
        return entry
    }

    private func recipientsTaken(_ handover: Handover?, _ database: Database) throws(SpoolError) -> Set<Int> {
        guard let handover else { return [] }
        let statement = try database.statement(.ledger)
        let rows = try statement.rows(.octets(EnvelopeRecord.key(of: handover))) { () throws(SpoolError) in
            statement.octets(0)
        }
        guard let octets = rows.first else { return [] }
        var record = RecordReader(octets)
        var numbers: Set<Int> = []
        while !record.isAtEnd { numbers.insert(try record.int()) }
        return numbers
    }

    private func note(
        _ taken: Set<Int>, under handover: Handover, now: Timestamp, _ database: Database
    ) throws(SpoolError) {
        var record = RecordWriter()
        for number in taken.sorted() { record.number(number) }
        try database.statement(.noteLedger).run(
            .octets(EnvelopeRecord.key(of: handover)), .octets(record.octets), .integer(now.microseconds))
        let oldest = now.microseconds &- limits.ledgerLifetime.microseconds
        try database.statement(.pruneLedger).run(.integer(oldest))
    }
}
