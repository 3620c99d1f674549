package import Message

/// Delivery status notifications (RFC 3464), as a multipart/report (RFC 6522): what an Internet originator gets of a
/// report.
package enum DeliveryStatusNotification {
    /// As much of the subject's content as a notification may carry; a longer one is returned by its header only.
    package static let longestBeginning = ContentLimits.inlineOctets

    /// nil when the originator did not ask to hear any of it.
    package static func compose(
        _ report: DeliveryReport, to originator: Mailbox, returning returned: ReturnedContent?,
        by reporter: ReportingMTA
    ) -> ComposedReport? {
        let told = report.recipients.filter { $0.recipient.isNotified(of: $0.result) }
        if told.isEmpty { return nil }
        let status = StatusFields.text(report, told, reporter)
        let words = ReportWords(report, told, reporter, returned)
        let isGlobal = !(isASCII(status) && isASCII(words.text) && isASCII(originator.description))
        let isEightBit = returned.map { !$0.isASCII } ?? false
        // RFC 2046 5.1.1: at most 70 characters, and in none of the parts.
        var boundary = "=_\(token(reporter.reportIdentifier).prefix(40))"
        while boundary.utf8.count < 70,
            returned?.octets.contains(boundary.utf8) == true || words.text.contains(boundary)
                || status.contains(boundary)
        {
            boundary += "="
        }
        var lines: [String] = header(originator, words.subject, reporter)
        lines += ["Content-Type: multipart/report; report-type=delivery-status;", "\tboundary=\"\(boundary)\""]
        if isGlobal || isEightBit { lines.append("Content-Transfer-Encoding: 8bit") }
        lines += ["", "This is a report in several parts (RFC 3464).", "", "--\(boundary)"]
        lines += part("text/plain; charset=\(isGlobal ? "utf-8" : "us-ascii")", eightBit: isGlobal) + [words.text]
        lines += ["--\(boundary)"]
        lines += part(isGlobal ? "message/global-delivery-status" : "message/delivery-status", eightBit: isGlobal)
        lines += [status]
        var content: [UInt8] = []
        if let returned {
            lines += ["--\(boundary)"]
            lines += part(returned.contentType(global: reporter.needsSMTPUTF8), eightBit: isEightBit)
            content = Array(lines.joined(separator: "\r\n").utf8) + [13, 10] + returned.octets
        } else {
            content = Array(lines.joined(separator: "\r\n").utf8)
        }
        if !content.suffix(2).elementsEqual([13, 10]) { content += [13, 10] }
        content += Array("\r\n--\(boundary)--\r\n".utf8)
        return ComposedReport(
            content: content, recipient: originator,
            bodyType: isGlobal || isEightBit ? .eightBitMIME : .sevenBit,
            needsSMTPUTF8: isGlobal || reporter.needsSMTPUTF8, recipients: told.count)
    }

    private static func header(_ originator: Mailbox, _ subject: String, _ reporter: ReportingMTA) -> [String] {
        let host = token(reporter.hostname)
        return [
            "From: Mail Delivery System <\(oneLine(reporter.postmaster.description))>",
            "To: <\(oneLine(originator.description))>",
            "Subject: \(subject)",
            "Date: \(reporter.now.internetDate)",
            "Message-ID: <\(token(reporter.reportIdentifier))@\(host)>",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
        ]
    }

    private static func part(_ type: String, eightBit: Bool) -> [String] {
        ["Content-Type: \(type)"] + (eightBit ? ["Content-Transfer-Encoding: 8bit"] : []) + [""]
    }
}
