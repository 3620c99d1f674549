package import Admin
internal import Message

/// Incidents as stories, and the ladder of `diagnose`.
extension Presentation {
    package func incidents(_ incidents: [AdminIncident]) -> String {
        if incidents.isEmpty { return "No incidents.\n" }
        var table = Table([
            Table.Column("INCIDENT"), Table.Column(format.utc ? "BEGAN" : "AGO", .right), Table.Column("CONNECTOR"),
            Table.Column("NEIGHBOUR"), Table.Column("EVENTS"), Table.Column("WHAT TO DO"),
        ])
        for i in incidents {
            table.add([
                String(i.id.prefix(8)), format.age(i.began), i.connector, i.entity,
                i.numbers.map { "\($0)" }.joined(separator: " "), i.hint ?? i.cause,
            ])
        }
        return table.text + "\n\(HumanFormat.count(incidents.count, "incident")); "
            + "trunkctl incident ID tells the story of one.\n"
    }

    /// What happened, in order, on which level; and what to do.
    package func incident(_ i: AdminIncident) -> String {
        let of = i.connector.map { ", connector \($0)" } ?? ""
        let with = i.entity.map { ", neighbour \($0)" } ?? ""
        var text = HumanFormat.clean("Incident \(i.id)\(of)\(with)") + "\n"
        text += "Began \(i.began.iso8601)" + (format.utc ? "" : ", \(format.ago(i.began))")
        text += ", lasted \(Self.seconds(i.ended - i.began))\n\n"
        var table = Table([
            Table.Column("AFTER", .right), Table.Column("EVENT", .right), Table.Column("WHERE"),
            Table.Column("WHAT HAPPENED"),
        ])
        for event in i.events {
            table.add([
                Self.seconds(event.time - i.began), "\(event.number)", Self.level(of: event.number),
                Self.withoutBracket(event.text),
            ])
        }
        text += table.text
        if i.omitted > 0 {
            text += "\(HumanFormat.count(i.omitted, "event")) between them not kept; see the journal.\n"
        }
        if let hint = i.hint { text += "\n" + HumanFormat.clean("What to do: \(hint)") + "\n" }
        if let retry = i.retryAt { text += "Next try: \(format.until(retry))\n" }
        return text
    }

    package func diagnosis(_ d: AdminDiagnosis) -> String {
        var text = HumanFormat.clean("\(d.connector) to \(d.remoteMTA) through \(d.through)") + "\n"
        for step in d.steps {
            let mark =
                switch step.state {
                case .passed: "ok    "
                case .failed: "FAILED"
                case .skipped: "-     "
                }
            let name = step.name + String(repeating: " ", count: max(0, 13 - step.name.count))
            text += HumanFormat.clean("  \(mark)  \(name)  \(step.finding)") + "\n"
            if let advice = step.advice { text += HumanFormat.clean("          → \(advice)") + "\n" }
        }
        guard let failed = d.steps.first(where: { $0.state == .failed }) else { return text + "Nothing is wrong.\n" }
        return text + "It fails at: \(failed.name).\n"
    }

    /// On which level an event of an incident stands, from the line up to the reports.
    private static func level(of number: Int) -> String {
        switch number {
        case 9309, 9311, 9315, 10005, 10006, 10007, 10016, 10022: "line"
        case 9215, 10021: "connection"
        case 37, 48, 51, 55, 9316, 9318, 9322: "bind"
        case 1290, 1293, 1294, 10003, 10004: "association"
        case 289: "connector"
        case 301: "timer"
        case 290, 10060: "report"
        default: "message"
        }
    }

    /// An event's sentence without its `[component worker index procedure] (severity)`.
    private static func withoutBracket(_ text: String) -> String {
        guard text.hasSuffix(")"), let bracket = text.lastIndex(of: "["), bracket > text.startIndex else { return text }
        return String(text[..<text.index(before: bracket)])
    }

    /// `0.04 s`
    private static func seconds(_ interval: Interval) -> String {
        let hundredths = max(0, interval.microseconds) / 10_000
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
    }
}
