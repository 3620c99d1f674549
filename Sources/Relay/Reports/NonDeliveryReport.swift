package import Message

/// Delivery status notifications of failures (RFC 3464), as a multipart/report (RFC 6522).
package enum NonDeliveryReport {
    /// As much of the subject's content as a report may carry; a longer one is returned by its header only.
    package static let longestBeginning = ContentLimits.inlineOctets

    /// Whether the originator is to hear of a failure for this recipient (RFC 3461 4.1).
    package static func isDue(_ recipient: Recipient, originator: Mailbox?) -> Bool {
        if originator == nil || recipient.notify.contains(.never) { return false }
        let asked = recipient.notify.intersection([.success, .failure, .delay])
        return asked.isEmpty || asked.contains(.failure)
    }

    /// nil when nobody is to hear of it: the subject has the null reverse path, or its recipients asked for silence.
    package static func compose(
        _ subject: ReportSubject, failed: [ReportedRecipient], by reporter: ReportingMTA
    ) -> ComposedReport? {
        guard let originator = subject.envelope.originator else { return nil }
        let due = failed.filter { isDue($0.recipient, originator: originator) }
        if due.isEmpty { return nil }
        let returned = ReturnedContent(subject)
        let status = statusFields(subject.envelope, due, reporter)
        let words = explanation(subject, due, reporter, returned)
        let isGlobal = !(isASCII(status) && isASCII(words) && isASCII(originator.description))
        // RFC 2046 5.1.1: at most 70 characters, and in none of the parts.
        var boundary = "=_\(token(reporter.reportIdentifier).prefix(40))"
        while boundary.utf8.count < 70,
            returned.octets.contains(boundary.utf8) || words.contains(boundary) || status.contains(boundary)
        {
            boundary += "="
        }
        var lines: [String] = header(originator, reporter)
        lines += ["Content-Type: multipart/report; report-type=delivery-status;", "\tboundary=\"\(boundary)\""]
        if isGlobal || !returned.isASCII { lines.append("Content-Transfer-Encoding: 8bit") }
        lines += ["", "This is a report in several parts (RFC 3464).", "", "--\(boundary)"]
        lines += part("text/plain; charset=\(isGlobal ? "utf-8" : "us-ascii")", eightBit: isGlobal) + [words]
        lines += ["--\(boundary)"]
        lines += part(isGlobal ? "message/global-delivery-status" : "message/delivery-status", eightBit: isGlobal)
        lines += [status, "--\(boundary)"]
        lines += part(returned.contentType(global: subject.envelope.needsSMTPUTF8), eightBit: !returned.isASCII)
        var content = Array(lines.joined(separator: "\r\n").utf8)
        content += [13, 10]
        content += returned.octets
        if !content.suffix(2).elementsEqual([13, 10]) { content += [13, 10] }
        content += Array("\r\n--\(boundary)--\r\n".utf8)
        return ComposedReport(
            content: content, recipient: originator,
            bodyType: isGlobal || !returned.isASCII ? .eightBitMIME : .sevenBit,
            needsSMTPUTF8: isGlobal || subject.envelope.needsSMTPUTF8, recipients: due.count)
    }

    private static func header(_ originator: Mailbox, _ reporter: ReportingMTA) -> [String] {
        let host = token(reporter.hostname)
        return [
            "From: Mail Delivery System <postmaster@\(host)>",
            "To: <\(oneLine(originator.description))>",
            "Subject: Undelivered mail returned",
            "Date: \(reporter.now.internetDate)",
            "Message-ID: <\(token(reporter.reportIdentifier))@\(host)>",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
        ]
    }

    private static func part(_ type: String, eightBit: Bool) -> [String] {
        ["Content-Type: \(type)"] + (eightBit ? ["Content-Transfer-Encoding: 8bit"] : []) + [""]
    }

    /// For people.
    private static func explanation(
        _ subject: ReportSubject, _ failed: [ReportedRecipient], _ reporter: ReportingMTA, _ returned: ReturnedContent
    ) -> String {
        var lines = [
            "This is the mail system at \(token(reporter.hostname)).",
            "",
            failed.count == 1
                ? "Your message could not be delivered to the recipient below, and will not be"
                : "Your message could not be delivered to the \(failed.count) recipients below, and will not be",
            "tried again.",
            "",
        ]
        for item in failed {
            lines.append("<\(oneLine(item.recipient.mailbox.description))>")
            lines.append("    \(oneLine(item.reason.text)) (\(statusCode(item.reason)))")
            lines.append("    \(oneLine(code(item.reason)))")
            lines.append("")
        }
        lines.append("MTS-ID: \(oneLine(subject.envelope.mtsIdentifier.description))")
        lines.append(
            returned.isWhole ? "The message is attached." : "The header of the message is attached, but not its body.")
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    /// RFC 3464 2.2 and 2.3.
    private static func statusFields(
        _ envelope: Envelope, _ failed: [ReportedRecipient], _ reporter: ReportingMTA
    ) -> String {
        var lines = ["Reporting-MTA: dns; \(token(reporter.hostname))"]
        if let identifier = envelope.envelopeID, let decoded = xtext(identifier) {
            lines.append("Original-Envelope-Id: \(oneLine(decoded))")
        }
        lines.append("Arrival-Date: \((envelope.trace.last?.arrival ?? envelope.submitted).internetDate)")
        lines.append("X-X400-MTS-Identifier: \(oneLine(envelope.mtsIdentifier.description))")
        for item in failed {
            lines.append("")
            if let original = item.recipient.originalRecipient, let field = originalRecipient(original) {
                lines.append("Original-Recipient: \(oneLine(field))")
            }
            let address = item.recipient.mailbox.description
            lines.append("Final-Recipient: \(isASCII(address) ? "rfc822" : "utf-8"); \(oneLine(address))")
            lines.append("Action: failed")
            lines.append("Status: \(statusCode(item.reason))")
            lines.append("Diagnostic-Code: x-x411; \(oneLine(code(item.reason)))")
            lines.append("Last-Attempt-Date: \(reporter.now.internetDate)")
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    private static func code(_ reason: NonDelivery) -> String {
        let diagnostic = reason.diagnostic.map { "diagnostic \($0.rawValue) (\($0))" } ?? "no diagnostic"
        return "reason \(reason.reason.rawValue) (\(reason.reason)), \(diagnostic)"
    }

    /// A failure's status is of class 5 (RFC 3463 2); anything else given is replaced.
    private static func statusCode(_ reason: NonDelivery) -> String {
        let parts = reason.status.split(separator: ".", omittingEmptySubsequences: false)
        let isSound =
            parts.count == 3 && parts[0] == "5"
            && parts.dropFirst().allSatisfy { (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy { 48...57 ~= $0 } }
        return isSound ? reason.status : "5.0.0"
    }
}
