package import Admin
internal import Message

/// Answers as text for people.
package struct Presentation: Sendable {
    let format: HumanFormat

    package init(_ format: HumanFormat) { self.format = format }

    // MARK: Status

    package func status(_ s: AdminStatus) -> String {
        let name = HumanFormat.clean("\(s.localName) (\(s.globalDomain)) on \(s.hostname)")
        var lines = [
            ("", "trunkd \(s.version): \(name), \(running(s)), process \(s.processID)"),
            ("Spool", s.spoolProblem.map { "TAKES NO MESSAGES: \($0)" } ?? "takes messages"),
            ("Configuration", "\(s.configurationDirectory), read \(format.ago(s.configured))"),
            (
                "Queued",
                "\(HumanFormat.count(s.queued, "message")), \(format.size(s.queuedOctets)) "
                    + "(urgent \(s.urgent), normal \(s.normal), non-urgent \(s.nonUrgent)), held \(s.held)"
            ),
        ]
        if let oldest = s.oldest {
            let connector = s.oldestConnector.map { ", waits for \($0)" } ?? ""
            lines.append(("Oldest", format.age(oldest) + connector))
        }
        lines.append(
            (
                "Connectors",
                "\(s.connectors): \(s.connectorsUp) connected, \(s.connectorsBarred) barred; "
                    + HumanFormat.count(s.associations, "association")
            ))
        lines.append(("RAS", "\(s.rasInUse) of \(HumanFormat.count(s.rasConfigured, "slot")) in use"))
        if let call = s.nextCall {
            lines.append(("Next call", "\(s.nextCallConnector ?? "") \(format.until(call))"))
        }
        lines.append(
            (
                "Since start",
                "\(s.messagesIn) in, \(s.messagesOut) out, \(s.messagesDelivered) delivered, "
                    + "\(s.messagesFailed) not delivered"
            ))
        return Self.block(lines)
    }

    private func running(_ s: AdminStatus) -> String {
        format.utc ? "running since \(s.started.iso8601)" : "running for \(HumanFormat.span(s.now - s.started))"
    }

    /// `name: value` lines, colons under each other; the first line, without a name, stands at the margin.
    static func block(_ lines: [(String, String)]) -> String {
        let width = lines.map { $0.0.count }.max() ?? 0
        return lines.map { name, value in
            let text = HumanFormat.clean(value)
            if name.isEmpty { return "● \(text)\n" }
            return String(repeating: " ", count: width - name.count + 2) + "\(name): \(text)\n"
        }.joined()
    }

    // MARK: Connectors

    package func connectors(_ connectors: [AdminConnector]) -> String {
        var table = Table([
            Table.Column("CONNECTOR"), Table.Column("TYPE"), Table.Column("REMOTE MTA"), Table.Column("STATE"),
            Table.Column("QUEUE", .right), Table.Column("SIZE", .right), Table.Column("OLDEST", .right),
            Table.Column("NEXT TRY"), Table.Column("WHY"),
        ])
        for c in connectors {
            table.add([
                c.name, c.kind, c.remoteMTA, c.state.rawValue, "\(c.queued)", format.size(c.queuedOctets),
                c.oldest.map(format.age), c.nextTry.map(format.until), c.why,
            ])
        }
        return table.text + "\n\(HumanFormat.count(connectors.count, "connector")) listed.\n"
    }

    package func connector(_ c: AdminConnector) -> String {
        var lines = [
            ("", "\(c.name) (\(c.kind))" + (c.remoteMTA.isEmpty ? "" : " to \(c.remoteMTA)")),
            ("State", c.state.rawValue + (c.why.map { ": \($0)" } ?? "")),
            ("Schedule", c.schedule),
            ("Address space", c.addressSpaces.isEmpty ? "none" : c.addressSpaces.joined(separator: ", ")),
        ]
        if let address = c.address { lines.append(("Address", address)) }
        if let entry = c.phonebookEntry { lines.append(("Phonebook entry", entry)) }
        if let slot = c.rasSlot { lines.append(("RAS slot", "\(slot)")) }
        if let index = c.localityIndex { lines.append(("Locality table", "row \(index)")) }
        lines.append(("Associations", "\(c.associations)"))
        let held = c.held > 0 ? ", \(c.held) held" : ""
        let oldest = c.oldest.map { ", oldest \(format.age($0))" } ?? ""
        lines.append(
            (
                "Queued",
                "\(HumanFormat.count(c.queued, "message")), \(format.size(c.queuedOctets)), \(c.urgent) urgent"
                    + "\(held)\(oldest)"
            ))
        if let next = c.nextTry { lines.append(("Next try", format.until(next))) }
        lines.append(("Failed opens", "\(c.failedOpens) of \(c.openRetries)"))
        if let error = c.lastError {
            lines.append(("Last error", error + (c.lastErrorAt.map { " (\(format.ago($0)))" } ?? "")))
        }
        if let success = c.lastSuccess { lines.append(("Last success", format.ago(success))) }
        lines.append(("Out since start", "\(HumanFormat.count(c.messagesOut, "message")), \(format.size(c.octetsOut))"))
        lines.append(("In since start", "\(HumanFormat.count(c.messagesIn, "message")), \(format.size(c.octetsIn))"))
        return Self.block(lines)
    }

    // MARK: Queue and lines

    package func queue(_ entries: [AdminQueueEntry], total: Int, connector: String?) -> String {
        if entries.isEmpty { return total == 0 ? "No messages wait.\n" : "\(total) messages wait, none listed.\n" }
        var columns = [
            Table.Column("MESSAGE"), Table.Column("PRIORITY"), Table.Column("SIZE", .right),
            Table.Column("AGE", .right),
            Table.Column("STATE"), Table.Column("TRIES", .right), Table.Column("UNTIL"), Table.Column("CONNECTOR"),
            Table.Column("FROM → TO"), Table.Column("WHY"),
        ]
        if connector != nil { columns.remove(at: 7) }
        // Most are messages.
        let showsKind = entries.contains { $0.kind != "message" }
        if showsKind { columns.insert(Table.Column("KIND"), at: 1) }
        let showsETA = entries.contains { $0.eta != nil }
        if showsETA { columns.insert(Table.Column("ETA"), at: columns.count - 2) }
        var table = Table(columns)
        for e in entries {
            let more = e.recipients > 1 ? " +\(e.recipients - 1)" : ""
            let from = e.originator.isEmpty ? "<>" : e.originator
            var cells: [String?] = [
                e.message, e.priority, format.size(e.octets), format.age(e.submitted), e.state.rawValue,
                "\(e.attempts)",
                e.until.map(format.until), e.connector, "\(from) → \(e.firstRecipient)\(more)", e.why,
            ]
            if connector != nil { cells.remove(at: 7) }
            if showsKind { cells.insert(e.kind, at: 1) }
            if showsETA { cells.insert(e.eta.map(format.until), at: cells.count - 2) }
            table.add(cells)
        }
        let octets = entries.reduce(0) { $0 &+ $1.octets }
        let listed = "\(HumanFormat.count(entries.count, "message")), \(format.size(octets))"
        return table.text + "\n\(listed)" + (total > entries.count ? ", of \(total) that wait" : "") + ".\n"
    }

    package func hold(_ hold: AdminHold) -> String {
        var text = "message \(hold.message) is \(hold.isHeld ? "held" : "released")"
        if hold.isHeld, !hold.inTransfer.isEmpty {
            let connectors = hold.inTransfer.joined(separator: ", ")
            text += "; its transfer by \(connectors) goes on to its end, and it is held there if that fails"
        }
        return HumanFormat.clean(text) + "\n"
    }

    package func ras(_ slots: [AdminRASSlot], configured: Int) -> String {
        let footer = "\(slots.count) of \(HumanFormat.count(configured, "slot")) in use.\n"
        if slots.isEmpty { return footer }
        var table = Table([
            Table.Column("SLOT", .right), Table.Column("GENERATION", .right), Table.Column("CONNECTOR"),
            Table.Column("ENTRY"), Table.Column("STATE"), Table.Column("SINCE", .right), Table.Column("OUT", .right),
            Table.Column("IN", .right),
        ])
        for s in slots {
            table.add([
                "\(s.slot)", "\(s.generation)", s.connector, s.entry, s.state.rawValue, format.age(s.since),
                format.size(s.octetsOut), format.size(s.octetsIn),
            ])
        }
        return table.text + "\n" + footer
    }

    // MARK: Events

    /// One event, with its hint on a line of its own.
    package func event(_ e: AdminEvent) -> String {
        let time = format.utc ? e.time.iso8601 : String(e.time.iso8601.dropFirst(11).dropLast())
        let number = String(repeating: " ", count: max(0, 5 - "\(e.number)".count)) + "\(e.number)"
        let connector = e.connector.map { "\($0): " } ?? ""
        var text = HumanFormat.clean("\(time) \(number) \(e.severity) \(connector)\(e.text)") + "\n"
        if let hint = e.hint { text += HumanFormat.clean("               → \(hint)") + "\n" }
        return text
    }
}
