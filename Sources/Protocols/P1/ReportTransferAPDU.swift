package import BER

/// A report as an MTS-APDU (X.419 MTSTransferProtocol), written around returned content that is never held.
package enum ReportTransferAPDU {
    /// The octets before and behind the returned content. All lengths are definite.
    ///
    /// - Parameters:
    ///   - returnedContentLength: how many octets go between the two; nil: the report returns no content.
    ///   - contextIdentifier: as for `MessageTransferAPDU`.
    package static func header(
        envelope: ReportTransferEnvelope, content: ReportTransferContent, returnedContentLength: Int?,
        contextIdentifier: Int?
    ) -> (head: [UInt8], tail: [UInt8]) {
        var head = BERWriter()
        content.writeHead(to: &head)
        if let length = returnedContentLength {
            head.header(ReportTransferContent.returnedContentTag, constructed: false, length: length)
        }
        var tail = BERWriter()
        content.writeTail(to: &tail)

        var report = BERWriter()
        envelope.write(to: &report)
        let fields = head.octets.count + (returnedContentLength ?? 0) + tail.octets.count
        report.header(.set, constructed: true, length: fields)
        let length = report.octets.count + fields
        report.encoded(head.octets)
        MTSAPDUFrame.enclose(&report, in: .context(1), length: length, contextIdentifier: contextIdentifier)
        return (report.octets, tail.octets)
    }

    /// The bare APDU less the returned content, as it is kept while the report is on its way.
    package static func encode(envelope: ReportTransferEnvelope, content: ReportTransferContent) -> [UInt8] {
        let (head, tail) = header(
            envelope: envelope, content: content, returnedContentLength: nil, contextIdentifier: nil)
        return head + tail
    }

    /// An APDU that is held whole; returned content is passed over.
    ///
    /// - Throws: `unexpectedTag` for another APDU, `truncated`, and what is wrong within.
    package static func decode(
        _ octets: ArraySlice<UInt8>, limits: MTSAPDULimits = MTSAPDULimits()
    ) throws(BERError) -> (envelope: ReportTransferEnvelope, content: ReportTransferContent) {
        var decoder = MTSAPDUDecoder(limits: limits)
        let parts = try decoder.consume(octets)
        try decoder.finish()
        for case .report(let envelope, let content) in parts { return (envelope, content) }
        throw BERError(.unexpectedTag, "no report")
    }
}
