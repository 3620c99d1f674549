import Message

/// What a notification says to people.
struct ReportWords {
    let subject: String
    let text: String

    init(
        _ report: DeliveryReport, _ told: [DeliveryReport.RecipientReport], _ reporter: ReportingMTA,
        _ returned: ReturnedContent?
    ) {
        let failed = told.filter { if case .failed = $0.result { true } else { false } }
        let delivered = told.filter { if case .delivered = $0.result { true } else { false } }
        let delayed = told.filter { if case .delayed = $0.result { true } else { false } }
        subject =
            switch (failed.isEmpty, delivered.isEmpty, delayed.isEmpty) {
            case (false, true, true): "Undelivered mail returned"
            case (true, false, true): "Mail delivered"
            case (true, true, false): "Mail delayed"
            default: "Report on mail"
            }
        var lines = ["This is the mail system at \(token(reporter.hostname)).", ""]
        if case .transit(let other) = report.origin {
            lines += ["The report below came from another mail system, \(oneLine(other)).", ""]
        }
        if !failed.isEmpty {
            lines += [
                failed.count == 1
                    ? "Your message could not be delivered to the recipient below, and will not be"
                    : "Your message could not be delivered to the \(failed.count) recipients below, and will not be",
                "tried again.", "",
            ]
        }
        for item in failed {
            guard case .failed(let reason) = item.result else { continue }
            lines += Self.name(item.recipient)
            lines.append("    \(oneLine(reason.text)) (\(StatusFields.code(reason.status)))")
            lines += ["    \(oneLine(StatusFields.diagnostic(reason)))", ""]
        }
        if !delivered.isEmpty {
            let verb = report.isOfProbe ? "could be" : "was"
            lines += [
                delivered.count == 1
                    ? "Your message \(verb) delivered to the recipient below."
                    : "Your message \(verb) delivered to the \(delivered.count) recipients below.", "",
            ]
        }
        for item in delivered {
            guard case .delivered(let time) = item.result else { continue }
            lines += Self.name(item.recipient)
            lines += ["    \(time.internetDate)", ""]
        }
        lines += Self.delays(delayed)
        lines.append("MTS-ID: \(oneLine(report.subject.description))")
        if let returned {
            lines.append(
                returned.isWhole
                    ? "The message is attached." : "The header of the message is attached, but not its body.")
        }
        text = lines.joined(separator: "\r\n") + "\r\n"
    }

    private static func delays(_ delayed: [DeliveryReport.RecipientReport]) -> [String] {
        if delayed.isEmpty { return [] }
        var lines = [
            delayed.count == 1
                ? "Your message has not reached the recipient below yet."
                : "Your message has not reached the \(delayed.count) recipients below yet.",
            "It is tried on; you need not send it again.", "",
        ]
        for item in delayed {
            guard case .delayed(let delay) = item.result else { continue }
            lines += name(item.recipient)
            lines.append("    \(oneLine(delay.text)) (\(StatusFields.code(delay.status)))")
            lines += ["    It is tried until \(delay.until.internetDate).", ""]
        }
        return lines
    }

    private static func name(_ recipient: Recipient) -> [String] {
        recipient.x400Address == nil ? ["<\(oneLine(recipient.name))>"] : [oneLine(recipient.name)]
    }
}
