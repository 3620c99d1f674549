package import Message
package import P1

/// The octets of an APDU around those of its content, and what it cost to make them.
package struct OutgoingAPDU: Equatable {
    package var head: [UInt8]
    /// Behind the content; of a report only.
    package var tail: [UInt8] = []
    /// What the neighbour's edition of P1 has no place for, in words.
    var lost: [String] = []
    /// Recipients, by number, that the neighbour's edition cannot serve; the others are in the APDU.
    var failing: [Int: NonDelivery] = [:]
}

extension EnvelopeMapping {
    /// What stands around the content of a message, the content that a report returns, or, of a probe, around nothing.
    ///
    /// - Parameters:
    ///   - beginning: the first octets of a message's content.
    ///   - contextIdentifier: as for `MessageTransferAPDU`.
    package static func apdu(
        of envelope: Envelope, contentOctets: Int, beginning: [UInt8], domain: GlobalDomain, edition: P1Edition,
        contextIdentifier: Int?
    ) throws(UnmappableEnvelope) -> OutgoingAPDU {
        switch envelope.kind {
        case .message:
            var result = OutgoingAPDU(head: [])
            var whole = try transferEnvelope(of: envelope, domain: domain)
            if goesWithoutMark(envelope, beginning) {
                whole.extensions.removeAll { $0 == InternetEnvelopeExtension().field }
            }
            let transfer = try inEdition(edition, whole, of: envelope, &result)
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

    /// Octets of a content by which it is known for an Internet message: the longest name of a header field.
    package static let beginningOctets = 128

    /// Whether the extension that only says "Internet message" can be saved: the content shows it, and nothing is asked
    /// for in which our like differs from other MTAs. On a thin line its octets count.
    private static func goesWithoutMark(_ envelope: Envelope, _ beginning: [UInt8]) -> Bool {
        envelope.transferEnvelope == nil && envelope.x400ContentType == nil && envelope.originator != nil
            && envelope.recipients.allSatisfy { $0.notify.isEmpty && $0.mtaReportRequest == nil }
            && looksLikeHeader(beginning)
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
