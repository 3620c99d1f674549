import Message

/// The fields that programs read (RFC 3464 2.2 and 2.3; names of X.400 as RFC 2156 5.1.8 has them).
enum StatusFields {
    static func text(
        _ report: DeliveryReport, _ told: [DeliveryReport.RecipientReport], _ reporter: ReportingMTA
    ) -> String {
        let host = token(reporter.hostname)
        var lines: [String] = []
        switch report.origin {
        case .here: lines.append("Reporting-MTA: dns; \(host)")
        case .transit(let other): lines += ["Reporting-MTA: x400; \(oneLine(other))", "DSN-Gateway: dns; \(host)"]
        }
        if let identifier = report.envelopeID, let decoded = xtext(identifier) {
            lines.append("Original-Envelope-Id: \(oneLine(decoded))")
        }
        if let arrival = report.recipients.lazy.compactMap(\.arrival).first {
            lines.append("Arrival-Date: \(arrival.internetDate)")
        }
        lines.append("X-X400-MTS-Identifier: \(oneLine(report.subject.description))")
        if let name = report.contentIdentifier { lines.append("X-X400-Content-Identifier: \(oneLine(name))") }
        for item in told { lines += [""] + group(item, of: report, reporter) }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    private static func group(
        _ item: DeliveryReport.RecipientReport, of report: DeliveryReport, _ reporter: ReportingMTA
    ) -> [String] {
        var lines: [String] = []
        if let original = item.recipient.originalRecipient, let field = originalRecipient(original) {
            lines.append("Original-Recipient: \(oneLine(field))")
        }
        lines.append("Final-Recipient: \(oneLine(finalRecipient(item.recipient)))")
        switch item.result {
        case .delivered(let time):
            lines += ["Action: delivered", "Status: 2.1.5", "Last-Attempt-Date: \(time.internetDate)"]
        case .delayed(let delay):
            lines += [
                "Action: delayed", "Status: \(code(delay.status))", "Will-Retry-Until: \(delay.until.internetDate)",
            ]
        case .failed(let reason):
            lines += ["Action: failed", "Status: \(code(reason.status))"]
            lines.append("Diagnostic-Code: x-x411; \(oneLine(diagnostic(reason)))")
            if report.origin == .here { lines.append("Last-Attempt-Date: \(reporter.now.internetDate)") }
        }
        return lines
    }

    private static func finalRecipient(_ recipient: Recipient) -> String {
        if let address = recipient.x400Address { return "x400; \(address.rfc2156)" }
        let address = recipient.mailbox.description
        return "\(isASCII(address) ? "rfc822" : "utf-8"); \(address)"
    }

    static func diagnostic(_ reason: NonDelivery) -> String {
        let diagnostic = reason.diagnostic.map { "diagnostic \($0.rawValue) (\($0))" } ?? "no diagnostic"
        return "reason \(reason.reason.rawValue) (\(reason.reason)), \(diagnostic)"
    }

    /// A failure's status is of class 5, or of class 4 where only patience ended (RFC 3463 2); anything else given is
    /// replaced.
    static func code(_ status: String) -> String {
        let parts = status.split(separator: ".", omittingEmptySubsequences: false)
        let isSound =
            parts.count == 3 && (parts[0] == "5" || parts[0] == "4")
            && parts.dropFirst().allSatisfy { (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy { 48...57 ~= $0 } }
        return isSound ? status : "5.0.0"
    }
}
