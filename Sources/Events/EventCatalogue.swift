/// All events, as operators meet them: the source of systemd/trunkline.catalog, docs/events.md and `trunkctl explain`.
package enum EventCatalogue {
    /// In ascending order of number.
    package static let entries: [EventDescription] =
        EventKind.allCases.sorted { $0.rawValue < $1.rawValue }.map(\.description)

    package static func entry(number: Int) -> EventDescription? { EventKind(rawValue: number)?.description }

    /// What `trunkctl explain NUMBER` prints; nil for a number that is no event.
    package static func explain(_ number: Int) -> String? {
        guard let entry = entry(number: number) else { return reasons[number] }
        var lines = [
            "Event \(entry.number): \(entry.title)",
            "",
            "Name       \(entry.name)",
            "Category   \(entry.category.name)",
            "Type       \(entry.type.name), severity \(entry.severity.rawValue)",
            "Message ID \(entry.kind.messageID)",
        ]
        if !entry.parameters.isEmpty { lines.append("Parameters \(entry.parameters.joined(separator: ", "))") }
        lines += ["", wrap(forPeople(entry.cause)), "", wrap(forPeople(entry.remedy))]
        if let command = entry.command { lines += ["", "Next: \(forPeople(command))"] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Numbers that stand as errors inside other events and are none themselves.
    private static let reasons: [Int: String] = [
        9301: """
        Error 9301: the MTA at the other end is not the one that is configured

        It appears in event 9316. The neighbour answered, but its name is not
        RemoteMTA= of the connector. Names are compared octet by octet: another
        case is another name.

        Next: trunkctl connector status NAME

        """
    ]

    /// The text of systemd/trunkline.catalog (systemd.io/CATALOG).
    package static func journalCatalogue() -> String {
        var text = "# Explanations for journalctl -x, one entry an event. Generated from Sources/Events.\n"
        for entry in entries {
            text += "\n-- \(entry.kind.messageID)\n"
            text += "Subject: Event \(entry.number): \(entry.title)\n"
            text += "Defined-By: Trunkline\n"
            text += "Documentation: man:trunkctl(1)\n\n"
            text += wrap(entry.cause) + "\n\n" + wrap(entry.remedy) + "\n"
            if let command = entry.command { text += "\n    \(command)\n" }
        }
        return text
    }

    /// The text of docs/events.md.
    package static func document() -> String {
        var text = """
            # Events

            Every event has one number for ever. Numbers below 10000 are those of the Exchange 5.5 MTA, with its
            parameters in its order; from 10001 on they are Trunkline's own. Generated from Sources/Events; do not edit
            by hand.

            In the journal each event carries `MESSAGE_ID` (`\(prefix)` and the number in
            eight digits), `MTA_EVENT`, `MTA_CATEGORY`, `MTA_CONNECTOR`, `MTA_ENTITY`, `MTA_INCIDENT`, `MTA_MTSID`,
            `MTA_RAS_CODE`, `MTA_RAS_INDEX`, `MTA_LTAB`, `MTA_ERROR`, `MTA_RETRY_AT` and `MTA_HINT`, where it has them.
            All events of one cause carry the same `MTA_INCIDENT`. The text ends with
            `[component worker thread procedure] (severity)`.

            | Event | Name | Category | Type | Severity | Title |
            |---|---|---|---|---|---|

            """
        for entry in entries {
            text += "| [\(entry.number)](#event-\(entry.number)) | \(entry.name) | \(entry.category.name) "
            text += "| \(entry.type.name) | \(entry.severity.rawValue) | \(entry.title) |\n"
        }
        for entry in entries {
            text += "\n## Event \(entry.number)\n\n"
            text += "**\(entry.title)**, `\(entry.name)`, \(entry.category.name), \(entry.type.name) "
            text += "(\(entry.severity.rawValue)), `[\(entry.origin.worker) 0 \(entry.origin.procedure)]`\n\n"
            if !entry.parameters.isEmpty { text += "Parameters: \(entry.parameters.joined(separator: ", ")).\n\n" }
            text +=
                wrap(forPeople(entry.cause), columns: 110) + "\n\n" + wrap(forPeople(entry.remedy), columns: 110) + "\n"
            if let command = entry.command { text += "\nNext: `\(forPeople(command))`\n" }
        }
        return text
    }

    private static let prefix = String(EventKind.started.messageID.prefix(24))

    /// Text without journal fields: their values are not known outside a journal.
    private static func forPeople(_ text: String) -> String {
        text.replacingField("MTA_CONNECTOR", with: nil).replacingField("MTA_RAS_CODE", with: "CODE")
            .replacingField("MTA_MTSID", with: "MTS-ID").replacingField("MTA_INCIDENT", with: "INCIDENT")
    }

    static func wrap(_ text: String, columns: Int = 76) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > columns {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? word : " " + word
        }
        lines.append(line)
        return lines.joined(separator: "\n")
    }
}

extension String {
    /// Puts a value where `@FIELD@` stands; without one, the word `NAME`.
    func replacingField(_ field: String, with value: String?) -> String {
        let mark = "@\(field)@"
        var result = ""
        var rest = self[...]
        while let at = rest.firstIndex(of: "@") {
            result += rest[..<at]
            rest = rest[at...]
            if rest.hasPrefix(mark) {
                result += value ?? "NAME"
                rest = rest.dropFirst(mark.count)
            } else {
                result += "@"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }
}
