import Message
import P1

extension EnvelopeMapping {
    /// What stands around the content of a message, the content that a report returns, or, of a probe, around nothing.
    static func apdu(
        of envelope: Envelope, contentOctets: Int, domain: GlobalDomain, contextIdentifier: Int?
    ) throws(UnmappableEnvelope) -> OutgoingAPDU {
        switch envelope.kind {
        case .message:
            return OutgoingAPDU(
                head: MessageTransferAPDU.header(
                    envelope: try transferEnvelope(of: envelope, domain: domain), contentLength: contentOctets,
                    contextIdentifier: contextIdentifier))
        case .probe:
            return OutgoingAPDU(
                head: ProbeTransferAPDU.encode(
                    envelope: try probeEnvelope(of: envelope, domain: domain), contextIdentifier: contextIdentifier))
        case .report(let report):
            let transfer = try reportTransfer(of: envelope, report, domain: domain)
            let (head, tail) = ReportTransferAPDU.header(
                envelope: transfer.envelope, content: transfer.content,
                returnedContentLength: contentOctets > 0 ? contentOctets : nil, contextIdentifier: contextIdentifier)
            return OutgoingAPDU(head: head, tail: tail)
        }
    }
}
