import Message
import P1

/// The octets of an APDU around those of its content, and what it cost to make them.
struct OutgoingAPDU: Equatable {
    var head: [UInt8]
    /// Behind the content; of a report only.
    var tail: [UInt8] = []
    /// What the neighbour's edition of P1 has no place for, in words.
    var lost: [String] = []
    /// Recipients, by number, that the neighbour's edition cannot serve; the others are in the APDU.
    var failing: [Int: NonDelivery] = [:]
}

extension EnvelopeMapping {
    /// What stands around the content of a message, the content that a report returns, or, of a probe, around nothing.
    ///
    /// - Parameter contextIdentifier: as for `MessageTransferAPDU`.
    static func apdu(
        of envelope: Envelope, contentOctets: Int, domain: GlobalDomain, edition: P1Edition, contextIdentifier: Int?
    ) throws(UnmappableEnvelope) -> OutgoingAPDU {
        switch envelope.kind {
        case .message:
            var result = OutgoingAPDU(head: [])
            let transfer = try inEdition(
                edition, try transferEnvelope(of: envelope, domain: domain), of: envelope, &result)
            result.head = MessageTransferAPDU.header(
                envelope: transfer, contentLength: contentOctets, contextIdentifier: contextIdentifier)
            return result
        case .probe:
            var result = OutgoingAPDU(head: [])
            let probe = try inEdition(edition, try probeEnvelope(of: envelope, domain: domain), of: envelope, &result)
            result.head = ProbeTransferAPDU.encode(envelope: probe, contextIdentifier: contextIdentifier)
            return result
        case .report(let report):
            var transfer = try reportTransfer(of: envelope, report, domain: domain)
            var lost: [String] = []
            if edition == .of1984 { (transfer, lost) = try downgraded(transfer) }
            let (head, tail) = ReportTransferAPDU.header(
                envelope: transfer.envelope, content: transfer.content,
                returnedContentLength: contentOctets > 0 ? contentOctets : nil, contextIdentifier: contextIdentifier)
            return OutgoingAPDU(head: head, tail: tail, lost: lost)
        }
    }

    /// A message or probe as the neighbour's edition has it (X.419 annex B).
    private static func inEdition<Subject: SubjectEnvelope>(
        _ edition: P1Edition, _ subject: Subject, of envelope: Envelope, _ result: inout OutgoingAPDU
    ) throws(UnmappableEnvelope) -> Subject {
        if edition == .of1988 { return subject }
        let numbers = RecipientNumbers.all(of: subject)
        let ours = Set(envelope.recipients.map(\.number))
        var members = Dictionary(grouping: ours) { RecipientNumbers.original($0) }
        var subject = subject
        subject.extensions = subject.extensions.withoutRoutine
        let form = subject.downgraded()
        for failed in form.undeliverable {
            let number = numbers[failed.index]
            // Nobody is left without an answer: what cannot be told apart fails.
            let all = ours.contains(number) ? [number] : members.removeValue(forKey: failed.number) ?? []
            for number in all {
                result.failing[number] = NonDelivery(
                    reason: NonDeliveryReason(rawValue: failed.reason),
                    diagnostic: NonDeliveryDiagnostic(rawValue: failed.diagnostic), supplement: failed.why)
            }
        }
        guard let value = form.value else {
            throw UnmappableEnvelope(result.failing.values.first ?? .unableToDowngrade("no recipient can be named"))
        }
        result.lost = form.lost.map(\.description)
        return value
    }

    private static func downgraded(
        _ transfer: ReportTransfer
    ) throws(UnmappableEnvelope) -> (ReportTransfer, lost: [String]) {
        var envelope = transfer.envelope
        envelope.extensions = envelope.extensions.withoutRoutine
        var content = transfer.content
        content.extensions = content.extensions.withoutRoutine
        let (form, contentForm) = (envelope.downgraded(), content.downgraded())
        guard let envelope = form.value, let content = contentForm.value else {
            throw UnmappableEnvelope(.unableToDowngrade("the report's destination cannot be named"))
        }
        return ((envelope, content), (form.lost + contentForm.lost).map(\.description))
    }
}

extension [ExtensionField] {
    /// Without those that every message of ours has, and whose loss nobody need hear of.
    fileprivate var withoutRoutine: [ExtensionField] {
        filter { field in
            if field.type == .standard(StandardExtension.internalTraceInformation.rawValue) { return false }
            return field != InternetEnvelopeExtension().field
        }
    }
}

extension NonDelivery {
    fileprivate static func unableToDowngrade(_ why: String) -> NonDelivery {
        NonDelivery(reason: .unableToTransfer, diagnostic: .unableToDowngrade, supplement: why)
    }
}
