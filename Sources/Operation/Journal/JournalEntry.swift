package import Events
package import Message

/// An event as it goes to the journal, to standard error and to those who follow it.
package struct JournalEntry: Hashable, Sendable {
    /// A field of the journal's: upper-case letters, digits and underscores; the value is any text.
    package struct Field: Hashable, Sendable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// When it happened.
    package let time: Timestamp
    /// syslog(3): 3 error, 4 warning, 6 informational.
    package let priority: Int
    /// One line for people.
    package let text: String
    /// The event's number for ever; nil for the journal's own notice of dropped events.
    package let number: Int?
    /// When it will be tried again.
    package let retryAt: Timestamp?
    /// All fields but MESSAGE, PRIORITY and SYSLOG_IDENTIFIER.
    package let fields: [Field]

    package init(_ record: EventRecord, time: Timestamp) {
        let event = record.event
        self.time = time
        priority = event.syslogPriority
        text = event.text
        number = event.number
        retryAt = record.retryAt
        let possible: [(String, String?)] = [
            ("MESSAGE_ID", event.messageID),
            ("MTA_EVENT", "\(event.number)"),
            ("MTA_CATEGORY", event.category.name),
            ("MTA_CONNECTOR", record.connector ?? event.connector),
            ("MTA_ENTITY", record.entity),
            ("MTA_INCIDENT", record.incident),
            ("MTA_MTSID", record.mtsIdentifier),
            ("MTA_RAS_CODE", (record.rasCode ?? event.rasCode).map { "\($0)" }),
            ("MTA_RAS_INDEX", record.rasIndex.map { "\($0)" }),
            ("MTA_LTAB", record.localityIndex.map { "\($0)" }),
            ("MTA_ERROR", event.errorCode.map { "\($0)" }),
            ("MTA_RETRY_AT", record.retryAt?.iso8601),
            ("MTA_HINT", record.hint ?? event.hint),
        ]
        fields = possible.compactMap { name, value in value.map { Field(name, $0) } }
    }

    /// The notice that `count` events were dropped, because they came faster than the journal took them.
    package init(dropped count: Int, time: Timestamp) {
        self.time = time
        priority = 4
        text = "The journal was too slow: \(count) events were dropped."
        number = nil
        retryAt = nil
        fields = [Field("MTA_DROPPED", "\(count)")]
    }

    package func value(of name: String) -> String? { fields.first { $0.name == name }?.value }

    /// `<4>2026-11-21T01:17:18Z 9311 text; hint`, with the line end. Control characters are written as `\xNN`.
    package var line: String {
        var line = "<\(priority)>\(time.iso8601) "
        if let number { line += "\(number) " }
        line += escaped(text)
        if let hint = value(of: "MTA_HINT") { line += "; " + escaped(hint) }
        return line + "\n"
    }
}

/// Terminals act on control characters; C1 controls (U+0080...U+009F) and line separators count as such.
private func escaped(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: result += "\\x" + String(scalar.value, radix: 16)
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
