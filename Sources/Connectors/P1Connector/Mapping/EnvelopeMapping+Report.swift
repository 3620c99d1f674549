package import Acceptance
import BER
import Message
package import P1

/// What the gate is told of a report from a neighbour.
extension EnvelopeMapping {
    package static func submission(
        of envelope: ReportTransferEnvelope, _ content: ReportTransferContent, beginning: some Collection<UInt8>,
        from origin: P1Origin
    ) -> Submission {
        let destination = envelope.reportDestinationName
        // The bare domain is this MTA itself, or its like; it has no mailbox.
        let recipient = Recipient(
            number: 1, mailbox: mailbox(of: destination), notify: .never, x400Address: x400Address(of: destination))
        var result = Submission(
            originator: nil, recipients: [recipient],
            source: .p1(
                neighbour(
                    envelope.reportIdentifier, trace: envelope.traceInformation, envelope.extensions, from: origin)))
        result.kind = .report(report(of: content, by: reporter(of: envelope)))
        result.x400ContentType = contentType(of: content, beginning)
        result.transferEnvelope = ReportTransferAPDU.encode(envelope: envelope, content: content)
        let critical = envelope.extensions + content.extensions
        result.unsupportedCriticalFunction = critical.unsupportedFunction(for: .transfer)
        return result
    }

    private static func report(of content: ReportTransferContent, by reporter: String) -> DeliveryReport {
        let internet = (try? InternetReportExtension(content.extensions)) ?? nil
        var result = DeliveryReport(
            subject: Message.MTSIdentifier(content.subjectIdentifier), contentIdentifier: content.contentIdentifier,
            envelopeID: internet?.envelopeID,
            recipients: content.perRecipientFields.map { recipientReport(of: $0) }.sorted {
                $0.recipient.number < $1.recipient.number
            })
        result.origin = .transit(reportingMTA: reporter)
        result.header = internet?.header
        return result
    }

    private static func recipientReport(
        of fields: PerRecipientReportTransferFields
    ) -> DeliveryReport.RecipientReport {
        let internet = (try? InternetRecipientExtension(fields.extensions)) ?? nil
        let said = DSNNotify(rawValue: internet?.notify ?? 0)
        let recipient = Recipient(
            number: fields.originallySpecifiedRecipientNumber, mailbox: mailbox(of: fields.actualRecipientName),
            notify: said.isEmpty ? notify(of: fields.perRecipientIndicators) : said,
            originalRecipient: internet?.originalRecipient ?? intended(fields.originallyIntendedRecipientName),
            x400Address: x400Address(of: fields.actualRecipientName))
        let last = fields.lastTraceInformation
        return DeliveryReport.RecipientReport(
            recipient: recipient, result: result(last.report, fields.supplementaryInformation),
            arrival: last.arrivalTime.timestamp)
    }

    /// Whom the originator meant, as RFC 3461 ORCPT has it, where that is a mailbox.
    private static func intended(_ name: ORName?) -> String? {
        guard let mailbox = name?.address.rfc822Mailbox else { return nil }
        return "rfc822;"
            + mailbox.utf8.map { octet in
                if 0x21...0x7E ~= octet, octet != UInt8(ascii: "+"), octet != UInt8(ascii: "=") {
                    return String(UnicodeScalar(octet))
                }
                return "+" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
            }.joined()
    }

    private static func result(_ report: ReportType, _ supplement: String?) -> DeliveryReport.Result {
        switch report {
        case .delivery(let time, _): return .delivered(at: time.timestamp ?? Timestamp(seconds: 0))
        case .nonDelivery(let reason, let diagnostic):
            let reason = NonDeliveryReason(rawValue: reason)
            let diagnostic = diagnostic.map { NonDeliveryDiagnostic(rawValue: $0) }
            return .failed(
                NonDelivery(
                    reason: reason, diagnostic: diagnostic,
                    supplement: supplement.map { PrintableStringEscapes.decode($0) }))
        }
    }

    /// What the returned content is; nil for an Internet message, or for none.
    private static func contentType(of content: ReportTransferContent, _ beginning: some Collection<UInt8>) -> String? {
        guard let type = content.contentType, !beginning.isEmpty else { return nil }
        let hasOurs = content.extensions.first(.private(InternetReportExtension.objectIdentifier)) != nil
        return type == .internetMessage && (hasOurs || looksLikeHeader(beginning)) ? nil : type.text
    }

    /// `C=GB;A= ;P=ACME` and the MTA's name, as far as the report says.
    private static func reporter(of envelope: ReportTransferEnvelope) -> String {
        let domain = GlobalDomain(envelope.reportIdentifier.globalDomainIdentifier)
        if let name = (try? envelope.extensions.reportingMTAName()) ?? nil {
            return "\(GlobalDomain(name.domain)) \(name.mtaName)"
        }
        let mtas = (try? envelope.extensions.internalTraceInformation()) ?? []
        return mtas.first.map { "\(GlobalDomain($0.globalDomainIdentifier)) \($0.mtaName)" } ?? domain.description
    }
}
