extension ReportTransferEnvelope {
    /// The report's envelope as a neighbour of 1984 understands it; nil where 1984 cannot name its destination, or an
    /// extension is critical for transfer: nothing can be reported about a report, it is discarded.
    ///
    /// Extensions that are critical for delivery are dropped: they protect a report that would otherwise not come.
    package func downgraded() -> Downgraded<ReportTransferEnvelope> {
        var losses = DowngradeLosses()
        var result = self
        guard !extensions.contains(where: \.isCriticalForTransfer),
            let destination = try? reportDestinationName.downgraded(&losses)
        else { return Downgraded(value: nil, lost: [], undeliverable: []) }
        losses.dropExtensions(extensions)
        result.extensions = []
        result.reportDestinationName = destination
        result.traceInformation = traceInformation.map { $0.downgraded(&losses) }
        return Downgraded(value: result, lost: losses.list, undeliverable: [])
    }

    /// As of a message.
    package func upgraded() -> ReportTransferEnvelope {
        var result = self
        result.reportDestinationName = reportDestinationName.upgraded
        return result
    }
}

extension ReportTransferContent {
    /// What the report tells, as a neighbour of 1984 understands it. It always has such a form: names are the nearest,
    /// codes that came later become older ones, and the supplementary information says what they were.
    package func downgraded() -> Downgraded<ReportTransferContent> {
        var losses = DowngradeLosses()
        var result = self
        result.subjectIntermediateTraceInformation = subjectIntermediateTraceInformation.map {
            $0.downgraded(&losses)
        }
        if originalEncodedInformationTypes != nil { losses.add("original encoded information types") }
        result.originalEncodedInformationTypes = nil
        if contentType != nil { losses.add("content type") }
        result.contentType = nil
        losses.dropExtensions(extensions)
        result.extensions = []
        result.perRecipientFields = perRecipientFields.map { fields in
            losses.recipient = fields.originallySpecifiedRecipientNumber
            return fields.downgraded(&losses)
        }
        return Downgraded(value: result, lost: losses.list, undeliverable: [])
    }

    /// As of a message.
    package func upgraded() -> ReportTransferContent {
        var result = self
        for index in result.perRecipientFields.indices {
            let fields = result.perRecipientFields[index]
            result.perRecipientFields[index].actualRecipientName = fields.actualRecipientName.upgraded
            result.perRecipientFields[index].originallyIntendedRecipientName =
                fields.originallyIntendedRecipientName?.upgraded
        }
        return result
    }
}

extension PerRecipientReportTransferFields {
    func downgraded(_ losses: inout DowngradeLosses) -> Self {
        var result = self
        result.actualRecipientName = actualRecipientName.nearest1984(&losses)
        result.originallyIntendedRecipientName = originallyIntendedRecipientName?.nearest1984(&losses)
        result.perRecipientIndicators = perRecipientIndicators.downgraded
        result.lastTraceInformation.convertedEncodedInformationTypes =
            lastTraceInformation.convertedEncodedInformationTypes?.downgraded(&losses)
        losses.dropExtensions(extensions)
        result.extensions = []
        result.lastTraceInformation.report = lastTraceInformation.report.downgraded
        guard result.lastTraceInformation.report != lastTraceInformation.report else { return result }
        switch lastTraceInformation.report {
        case .delivery(_, let user): losses.add("type of user \(user)")
        case .nonDelivery(let reason, let diagnostic):
            let text = "reason \(reason)" + (diagnostic.map { ", diagnostic \($0)" } ?? "")
            losses.add(text)
            if supplementaryInformation == nil { result.supplementaryInformation = text }
        }
        return result
    }
}

extension ReportType {
    /// 1984 has public and private users, three reasons and eighteen diagnostics.
    fileprivate var downgraded: ReportType {
        switch self {
        case .delivery(let time, let user):
            .delivery(messageDeliveryTime: time, typeOfMTSUser: user <= 1 ? user : Self.publicUser)
        case .nonDelivery(let reason, let diagnostic):
            .nonDelivery(
                reason: 0...2 ~= reason ? reason : reason == 8 ? 0 : 1,
                diagnostic: diagnostic.flatMap { 0...17 ~= $0 ? $0 : nil })
        }
    }
}
