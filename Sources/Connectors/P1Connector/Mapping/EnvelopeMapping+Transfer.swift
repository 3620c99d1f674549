import BER
package import Message
package import P1

/// Messages and probes on their way out.
extension EnvelopeMapping {
    package static func transferEnvelope(
        of envelope: Envelope, domain: GlobalDomain
    ) throws(UnmappableEnvelope) -> MessageTransferEnvelope {
        guard let kept = envelope.transferEnvelope, var result = try? MessageTransferEnvelope(encoded: kept) else {
            return try newEnvelope(of: envelope, GlobalDomainIdentifier(domain))
        }
        result.setResponsibility(for: Set(envelope.recipients.map(\.number)))
        addTrace(of: envelope, to: &result.traceInformation, &result.extensions)
        return result
    }

    package static func probeEnvelope(
        of envelope: Envelope, domain: GlobalDomain
    ) throws(UnmappableEnvelope) -> ProbeTransferEnvelope {
        guard let kept = envelope.transferEnvelope, var result = try? ProbeTransferAPDU.decode(kept[...]) else {
            return try newProbe(of: envelope, GlobalDomainIdentifier(domain))
        }
        result.setResponsibility(for: Set(envelope.recipients.map(\.number)))
        addTrace(of: envelope, to: &result.traceInformation, &result.extensions)
        return result
    }

    // MARK: What did not come over P1

    private static func newEnvelope(
        of envelope: Envelope, _ ours: GlobalDomainIdentifier
    ) throws(UnmappableEnvelope) -> MessageTransferEnvelope {
        var result = MessageTransferEnvelope(
            messageIdentifier: P1.MTSIdentifier(envelope.mtsIdentifier),
            originatorName: try name(of: envelope.originator, envelope.originatorX400Address, in: ours),
            contentType: envelope.x400ContentType.map { ContentType(text: $0) } ?? .internetMessage,
            priority: P1.Priority(rawValue: envelope.priority.rawValue) ?? .normal,
            deferredDeliveryTime: envelope.deferredDelivery.map { UTCTime(seconds: $0.seconds) },
            traceInformation: trace(of: envelope),
            perRecipientFields: try allFields(of: envelope, in: ours))
        result.perMessageIndicators.contentReturnRequest = envelope.dsnReturn == .full
        result.extensions = newExtensions(of: envelope)
        return result
    }

    private static func newProbe(
        of envelope: Envelope, _ ours: GlobalDomainIdentifier
    ) throws(UnmappableEnvelope) -> ProbeTransferEnvelope {
        let own = OwnProbe(envelope.transferEnvelope)
        let originator = envelope.originator ?? own?.asker
        var result = ProbeTransferEnvelope(
            probeIdentifier: P1.MTSIdentifier(envelope.mtsIdentifier),
            originatorName: try name(of: originator, envelope.originatorX400Address, in: ours),
            contentType: envelope.x400ContentType.map { ContentType(text: $0) } ?? .internetMessage,
            traceInformation: trace(of: envelope),
            extensions: newExtensions(of: envelope),
            perRecipientFields: try allFields(of: envelope, in: ours))
        result.contentLength = own?.contentLength
        if envelope.originator == nil, own?.asker != nil { result.contentIdentifier = DeliveryReport.ofOwnProbe }
        return result
    }

    /// The extension that tells an Internet message from what merely is not identified is always there.
    private static func newExtensions(of envelope: Envelope) -> [ExtensionField] {
        var result: [ExtensionField] = []
        if envelope.x400ContentType == nil {
            let internet = InternetEnvelopeExtension(
                envelopeID: envelope.envelopeID, dsnReturn: envelope.dsnReturn?.rawValue,
                bodyType: envelope.bodyType.rawValue, needsSMTPUTF8: envelope.needsSMTPUTF8)
            result.append(internet.field)
        }
        if let latest = envelope.latestDelivery {
            result.append(.latestDeliveryTime(UTCTime(seconds: latest.seconds)))
        }
        result.append(internalTrace(of: envelope))
        return result
    }

    private static func allFields(
        of envelope: Envelope, in ours: GlobalDomainIdentifier
    ) throws(UnmappableEnvelope) -> [PerRecipientMessageTransferFields] {
        var result: [PerRecipientMessageTransferFields] = []
        for recipient in envelope.recipients { result.append(try fields(of: recipient, in: ours)) }
        return result
    }

    private static func fields(
        of recipient: Recipient, in domain: GlobalDomainIdentifier
    ) throws(UnmappableEnvelope) -> PerRecipientMessageTransferFields {
        let internet = InternetRecipientExtension(
            notify: recipient.notify.rawValue, originalRecipient: recipient.originalRecipient)
        return PerRecipientMessageTransferFields(
            recipientName: try name(of: recipient.mailbox, recipient.x400Address, in: domain),
            originallySpecifiedRecipientNumber: RecipientNumbers.original(recipient.number),
            perRecipientIndicators: indicators(of: recipient, responsibility: true),
            extensions: internet.isDefault ? [] : [internet.field])
    }

    static func indicators(of recipient: Recipient, responsibility: Bool) -> PerRecipientIndicators {
        var result = PerRecipientIndicators(
            responsibility: responsibility, originatorReport: recipient.notify.contains(.success),
            originatorNonDeliveryReport: !recipient.notify.contains(.never))
        switch recipient.mtaReportRequest {
        case .audited?:
            result.originatingMTAReport = true
            result.originatingMTANonDeliveryReport = true
        case .report?:
            result.originatingMTAReport = true
            result.originatingMTANonDeliveryReport = false
        case .nonDelivery?, nil: break
        }
        return result
    }
}
