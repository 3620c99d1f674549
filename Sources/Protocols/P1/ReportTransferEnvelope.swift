package import BER

/// What goes with a report from MTA to MTA (X.411 ReportTransferEnvelope).
package struct ReportTransferEnvelope: Hashable, Sendable, BERReadable {
    package var reportIdentifier: MTSIdentifier
    /// The subject's originator, or the distribution list that the subject came from last.
    package var reportDestinationName: ORName
    /// Oldest first; at least one. It is the report's own way, not the subject's.
    package var traceInformation: [TraceInformationElement]
    package var extensions: [ExtensionField]

    package init(
        reportIdentifier: MTSIdentifier, reportDestinationName: ORName, traceInformation: [TraceInformationElement],
        extensions: [ExtensionField] = []
    ) {
        self.reportIdentifier = reportIdentifier
        self.reportDestinationName = reportDestinationName
        self.traceInformation = traceInformation
        self.extensions = extensions
    }

    /// - Throws: `invalidValue` where there is no trace, and what the parts throw.
    package init(_ reader: inout BERReader) throws(BERError) {
        var fields = try Fields(&reader)
        reportIdentifier = try fields.required(.mtsIdentifier, MTSIdentifier.init)
        reportDestinationName = try fields.required(.orName, ORName.init)
        traceInformation = try fields.required(.traceInformation, TraceInformationElement.list)
        extensions = try fields.optional(.context(1), ExtensionField.list) ?? []
        try fields.expectEnd()
    }

    package func write(to writer: inout BERWriter) {
        writer.set { inner in
            reportIdentifier.write(to: &inner)
            reportDestinationName.write(to: &inner)
            TraceInformationElement.write(traceInformation, to: &inner)
            ExtensionField.write(extensions, to: &inner, tag: .context(1))
        }
    }
}
