package import BER

/// The end of the subject's way to one recipient (X.411 LastTraceInformation).
package struct LastTraceInformation: Hashable, Sendable, BERReadable {
    /// When the subject entered the domain that delivered it or could not.
    package var arrivalTime: UTCTime
    package var convertedEncodedInformationTypes: EncodedInformationTypes?
    package var report: ReportType

    package init(
        arrivalTime: UTCTime, convertedEncodedInformationTypes: EncodedInformationTypes? = nil, report: ReportType
    ) {
        self.arrivalTime = arrivalTime
        self.convertedEncodedInformationTypes = convertedEncodedInformationTypes
        self.report = report
    }

    package init(_ reader: inout BERReader) throws(BERError) {
        var fields = try Fields(&reader)
        arrivalTime = try fields.required(.context(0), UTCTime.init)
        convertedEncodedInformationTypes = try fields.optional(
            .encodedInformationTypes, EncodedInformationTypes.init)
        report = try ReportType(fields.required(.context(1)).onlyChild())
        try fields.expectEnd()
    }

    func write(to writer: inout BERWriter, tag: BERTag) {
        writer.constructed(tag) { inner in
            arrivalTime.write(to: &inner, tag: .context(0))
            convertedEncodedInformationTypes?.write(to: &inner)
            inner.constructed(.context(1)) { report.write(to: &$0) }
        }
    }
}
