import BER
package import Message
package import P1

/// Reports on their way out.
extension EnvelopeMapping {
    package typealias ReportTransfer = (envelope: ReportTransferEnvelope, content: ReportTransferContent)

    /// - Parameter report: of the envelope's kind.
    package static func reportTransfer(
        of envelope: Envelope, _ report: DeliveryReport, domain: GlobalDomain
    ) throws(UnmappableEnvelope) -> ReportTransfer {
        let ours = GlobalDomainIdentifier(domain)
        guard case .transit = report.origin else { return try newReport(of: envelope, report, ours) }
        guard let kept = envelope.transferEnvelope, var result = try? ReportTransferAPDU.decode(kept[...]) else {
            return try newReport(of: envelope, report, ours)
        }
        addTrace(of: envelope, to: &result.envelope.traceInformation, &result.envelope.extensions)
        return result
    }

    // MARK: Our own

    private static func newReport(
        of envelope: Envelope, _ report: DeliveryReport, _ ours: GlobalDomainIdentifier
    ) throws(UnmappableEnvelope) -> ReportTransfer {
        let subject = report.origin == .here ? subject(in: envelope.transferEnvelope) : nil
        let transfer = ReportTransferEnvelope(
            reportIdentifier: P1.MTSIdentifier(envelope.mtsIdentifier),
            reportDestinationName: try destination(of: envelope, subject, ours),
            // It starts anew: this is the report's way, not the subject's.
            traceInformation: trace(of: envelope), extensions: [internalTrace(of: envelope)])
        var content = ReportTransferContent(
            subjectIdentifier: P1.MTSIdentifier(report.subject),
            originalEncodedInformationTypes: subject?.originalEncodedInformationTypes,
            contentType: subject?.contentType ?? envelope.x400ContentType.map { ContentType(text: $0) },
            contentIdentifier: subject?.contentIdentifier ?? report.contentIdentifier,
            extensions: extensions(of: report, subject),
            perRecipientFields: try fields(of: report, envelope, subject, ours))
        if report.recipients.contains(where: { $0.recipient.mtaReportRequest == .audited }) {
            content.subjectIntermediateTraceInformation = subject?.traceInformation ?? []
        }
        return (transfer, content)
    }

    private static func subject(in kept: [UInt8]?) -> (any SubjectEnvelope)? {
        guard let kept else { return nil }
        if let message = try? MessageTransferEnvelope(encoded: kept) { return message }
        return try? ProbeTransferAPDU.decode(kept[...])
    }

    /// The name that the subject had for its sender, if it is the one that the report goes to.
    private static func destination(
        of envelope: Envelope, _ subject: (any SubjectEnvelope)?, _ ours: GlobalDomainIdentifier
    ) throws(UnmappableEnvelope) -> ORName {
        let recipient = envelope.recipients.first
        if let sender = subject?.sender, let recipient, mailbox(of: sender) == recipient.mailbox { return sender }
        return try name(of: recipient?.mailbox, recipient?.x400Address, in: ours)
    }

    /// The content correlator goes back as it came (X.411 8.2.1.1.1.34).
    private static func extensions(of report: DeliveryReport, _ subject: (any SubjectEnvelope)?) -> [ExtensionField] {
        var result: [ExtensionField] = []
        if let correlator = subject?.extensions.first(.contentCorrelator) {
            result.append(correlator)
        }
        let internet = InternetReportExtension(envelopeID: report.envelopeID, header: report.header)
        if !internet.isDefault { result.append(internet.field) }
        return result
    }

    private static func fields(
        of report: DeliveryReport, _ envelope: Envelope, _ subject: (any SubjectEnvelope)?,
        _ ours: GlobalDomainIdentifier
    ) throws(UnmappableEnvelope) -> [PerRecipientReportTransferFields] {
        var known: [Int: PerRecipientMessageTransferFields] = [:]
        if let subject {
            for (number, fields) in zip(RecipientNumbers.all(of: subject), subject.perRecipientFields) {
                known[number] = known[number] ?? fields
            }
        }
        var result: [PerRecipientReportTransferFields] = []
        for found in report.recipients {
            guard let type = reportType(found.result) else { continue }
            let arrival = found.arrival ?? envelope.submitted
            result.append(try fields(of: found, type, known[found.recipient.number], arrived: arrival, ours))
        }
        return result
    }

    /// - Parameter subject: the subject's fields for this recipient.
    private static func fields(
        of found: DeliveryReport.RecipientReport, _ type: ReportType, _ subject: PerRecipientMessageTransferFields?,
        arrived: Timestamp, _ ours: GlobalDomainIdentifier
    ) throws(UnmappableEnvelope) -> PerRecipientReportTransferFields {
        let recipient = found.recipient
        let internet = InternetRecipientExtension(
            notify: recipient.notify.rawValue, originalRecipient: recipient.originalRecipient)
        var actual = subject?.recipientName
        if actual == nil { actual = try name(of: recipient.mailbox, recipient.x400Address, in: ours) }
        return PerRecipientReportTransferFields(
            actualRecipientName: actual ?? ORName(address: ORAddress(domain: ours)),
            originallySpecifiedRecipientNumber: RecipientNumbers.original(recipient.number),
            perRecipientIndicators: subject?.perRecipientIndicators ?? indicators(of: recipient, responsibility: true),
            lastTraceInformation: LastTraceInformation(
                arrivalTime: UTCTime(seconds: arrived.seconds), report: type),
            originallyIntendedRecipientName: subject.flatMap { intended($0) },
            supplementaryInformation: supplement(of: found.result),
            extensions: internet.isDefault ? [] : [internet.field])
    }

    /// Whom the originator named first, where the subject was redirected since.
    private static func intended(_ fields: PerRecipientMessageTransferFields) -> ORName? {
        ((try? fields.extensions.redirectionHistory()) ?? []).first?.intendedRecipientName
    }

    /// nil: X.411 has no word for it.
    private static func reportType(_ result: DeliveryReport.Result) -> ReportType? {
        switch result {
        case .delivered(let time):
            .delivery(messageDeliveryTime: UTCTime(seconds: time.seconds), typeOfMTSUser: ReportType.publicUser)
        case .failed(let failure):
            .nonDelivery(reason: failure.reason.rawValue, diagnostic: failure.diagnostic?.rawValue)
        case .delayed: nil
        }
    }

    /// PrintableString of at most 256 octets (ub-supplementary-info-length).
    private static func supplement(of result: DeliveryReport.Result) -> String? {
        guard case .failed(let failure) = result, !failure.text.isEmpty else { return nil }
        return String(PrintableStringEscapes.encode(failure.text).prefix(256))
    }
}
