import Message
import P1

extension EnvelopeMapping {
    /// What stands around the content of a message, the content that a report returns, or, of a probe, around nothing.
    static func apdu(
        of envelope: Envelope, contentOctets: Int, domain: GlobalDomain, contextIdentifier: Int?
    ) -> OutgoingAPDU {
        switch envelope.kind {
        case .message:
            return OutgoingAPDU(
                head: MessageTransferAPDU.header(
                    envelope: transferEnvelope(of: envelope, domain: domain), contentLength: contentOctets,
                    contextIdentifier: contextIdentifier))
        case .probe:
            return OutgoingAPDU(
                head: ProbeTransferAPDU.encode(
                    envelope: probeEnvelope(of: envelope, domain: domain), contextIdentifier: contextIdentifier))
        case .report(let report):
            let transfer = reportTransfer(of: envelope, report, domain: domain)
            let (head, tail) = ReportTransferAPDU.header(
                envelope: transfer.envelope, content: transfer.content,
                returnedContentLength: contentOctets > 0 ? contentOctets : nil, contextIdentifier: contextIdentifier)
            return OutgoingAPDU(head: head, tail: tail)
        }
    }
}
