internal import IO
package import Message

extension SQLiteSpool {
    package func connectors() throws(SpoolError) -> [String] {
        try readers.read { database throws(SpoolError) in
            let row = try database.statement(.connectors)
            return try row.rows { () throws(SpoolError) in row.text(0) }
        }.filter { $0 != SpoolLimits.reports }
    }

    package func queueEntries(connector: String) throws(SpoolError) -> [StoredEntry] {
        try entries(.entriesOfConnector, .text(connector))
    }

    package func allEntries(limit: Int) throws(SpoolError) -> [StoredEntry] {
        try entries(.entries, .integer(max(limit, 0)))
    }

    package func envelope(of message: MessageID, connector: String) throws(SpoolError) -> Envelope {
        try readers.read { database throws(SpoolError) in
            // One snapshot for all statements.
            try database.execute("BEGIN")
            defer { try? database.execute("COMMIT") }
            let list = try database.statement(.entryRecipients)
            let lists = try list.rows(.integer(message.value), .text(connector)) { () throws(SpoolError) in
                try KeptRecipient.decode(list.octets(0))
            }
            guard !lists.isEmpty, let envelope = try Self.envelope(of: message, for: Array(lists.joined()), database)
            else { throw SpoolError(.notFound, "message \(message) is not queued for \(connector)") }
            return envelope
        }
    }

    package func envelope(ofEntry entry: Int64) throws(SpoolError) -> Envelope {
        try readers.read { database throws(SpoolError) in
            try database.execute("BEGIN")
            defer { try? database.execute("COMMIT") }
            let row = try database.statement(.entry)
            let found = try row.rows(.integer(entry)) { () throws(SpoolError) in
                (
                    MessageID(row.integer(0)), try KeptRecipient.decode(row.octets(2)),
                    try EntryHistory.decode(row.octets(3))
                )
            }.first
            guard let (message, recipients, history) = found,
                var envelope = try Self.envelope(of: message, for: recipients, database)
            else { throw SpoolError(.notFound, "no entry \(entry)") }
            if !history.tried.isEmpty, let last = envelope.trace.indices.last { envelope.trace[last].rerouted = true }
            return envelope
        }
    }

    private static func envelope(
        of message: MessageID, for recipients: [KeptRecipient], _ database: Database
    ) throws(SpoolError) -> Envelope? {
        let head = try database.statement(.message)
        let heads = try head.rows(.integer(message.value)) { () throws(SpoolError) in head.octets(0) }
        guard let octets = heads.first else { return nil }
        let more = try database.statement(.details)
        let details = try more.rows(.integer(message.value)) { () throws(SpoolError) in more.octets(0) }.first
        return try EnvelopeRecord.decode(
            octets, details: details, recipients: recipients.map(\.recipient).sorted { $0.number < $1.number })
    }

    package func results(of entry: Int64) throws(SpoolError) -> [DeliveryReport.RecipientReport] {
        try readers.read { database throws(SpoolError) in
            let statement = try database.statement(.entry)
            let rows = try statement.rows(.integer(entry)) { () throws(SpoolError) in
                try KeptRecipient.decode(statement.octets(2))
            }
            guard let list = rows.first else { throw SpoolError(.notFound, "no entry \(entry)") }
            return list.compactMap { kept in
                kept.result.map { DeliveryReport.RecipientReport(recipient: kept.recipient, result: $0) }
            }
        }
    }

    package func content(of message: MessageID) throws(SpoolError) -> ContentReader {
        guard let row = try contentRow(of: message) else { throw SpoolError(.notFound, "no message \(message)") }
        guard let name = row.file else { return ContentReader(octets: row.octets) }
        let path = ContentPlace(directory: directory, name: name).path
        do {
            return ContentReader(file: try ReadFile(path), count: row.count)
        } catch {
            let error = SpoolError(error)
            if error.code != .notFound { throw error }
            // Removed between the row and the file, or damaged?
            if try contentRow(of: message) == nil { throw error }
            throw SpoolError(.corrupt, "the file of message \(message) is gone")
        }
    }

    private func contentRow(
        of message: MessageID
    ) throws(SpoolError) -> (count: Int, file: String?, octets: [UInt8])? {
        try readers.read { database throws(SpoolError) in
            let row = try database.statement(.content)
            return try row.rows(.integer(message.value)) { () throws(SpoolError) in
                (count: Int(row.integer(0)), file: row.optionalText(1), octets: row.octets(2))
            }.first
        }
    }

    package func recoveries(prefix: String) throws(SpoolError) -> [(key: String, value: [UInt8])] {
        try readers.read { database throws(SpoolError) in
            let statement = try database.statement(.recoveries)
            return try statement.rows(.text(prefix)) { () throws(SpoolError) in
                (key: statement.text(0), value: statement.octets(1))
            }
        }
    }

    private func entries(_ query: Query, _ value: SQLValue) throws(SpoolError) -> [StoredEntry] {
        try readers.read { database throws(SpoolError) in
            let row = try database.statement(query)
            return try row.rows(value) { () throws(SpoolError) in try StoredEntry(row) }
        }
    }
}

extension StoredEntry {
    /// The row at which a statement stands that selects entries with what listings show of their messages.
    init(_ row: Statement) throws(SpoolError) {
        let recipients = try KeptRecipient.summary(row.octets(3))
        self.init(
            id: row.integer(0), message: MessageID(row.integer(1)), connector: row.text(2),
            summary: try EnvelopeRecord.summary(row.octets(9)), octets: Int(row.integer(11)),
            enqueued: Timestamp(microseconds: row.integer(10)), recipients: recipients.count,
            firstRecipient: recipients.first)
        notBefore = row.optionalInteger(4).map { Timestamp(microseconds: $0) }
        attempts = Int(row.integer(5))
        why = row.optionalText(6)
        hold = row.optionalText(7)
        handing = row.integer(8) != 0
        history = try EntryHistory.decode(row.octets(12))
        isToldOfDelay = row.integer(13) != 0
    }
}
