package import Message
package import P1

/// Between the relay's envelope and the one on the wire, for content that is an Internet message.
///
/// Mailboxes travel as O/R addresses with an RFC-822 domain-defined attribute (RFC 2156 4.3.4), in the domain of the
/// MTA that made the mapping. The null reverse path is the O/R address of the bare domain: the MTA itself. What P1 has
/// no field for goes in `InternetEnvelopeExtension` and `InternetRecipientExtension`.
package enum EnvelopeMapping {
    package static func transferEnvelope(of envelope: Envelope, domain: GlobalDomain) -> MessageTransferEnvelope {
        let ours = GlobalDomainIdentifier(domain)
        var result = MessageTransferEnvelope(
            messageIdentifier: P1.MTSIdentifier(envelope.mtsIdentifier),
            originatorName: envelope.originator.map { name(of: $0, in: ours) }
                ?? ORName(address: ORAddress(domain: ours)),
            priority: P1.Priority(rawValue: envelope.priority.rawValue) ?? .normal,
            traceInformation: trace(of: envelope),
            perRecipientFields: envelope.recipients.map { fields(of: $0, in: ours) })
        result.perMessageIndicators.contentReturnRequest = envelope.dsnReturn == .full
        let internet = InternetEnvelopeExtension(
            envelopeID: envelope.envelopeID, dsnReturn: envelope.dsnReturn?.rawValue,
            bodyType: envelope.bodyType.rawValue, needsSMTPUTF8: envelope.needsSMTPUTF8)
        if !internet.isDefault { result.extensions.append(internet.field) }
        result.extensions.append(.internalTraceInformation(internalTrace(of: envelope)))
        return result
    }

    private static func name(of mailbox: Mailbox, in domain: GlobalDomainIdentifier) -> ORName {
        ORName(address: ORAddress.rfc822(mailbox.description, domain: domain) ?? ORAddress(domain: domain))
    }

    private static func fields(
        of recipient: Recipient, in domain: GlobalDomainIdentifier
    ) -> PerRecipientMessageTransferFields {
        let internet = InternetRecipientExtension(
            notify: recipient.notify.rawValue, originalRecipient: recipient.originalRecipient)
        return PerRecipientMessageTransferFields(
            recipientName: name(of: recipient.mailbox, in: domain),
            originallySpecifiedRecipientNumber: recipient.number,
            perRecipientIndicators: PerRecipientIndicators(
                responsibility: true, originatorReport: recipient.notify.contains(.success),
                originatorNonDeliveryReport: !recipient.notify.contains(.never)),
            extensions: internet.isDefault ? [] : [internet.field])
    }

    /// One element for each domain entered: those of the same domain in a row are one (X.411 14.3).
    private static func trace(of envelope: Envelope) -> [TraceInformationElement] {
        var result: [TraceInformationElement] = []
        for element in envelope.trace {
            let domain = GlobalDomainIdentifier(element.domain)
            if result.last?.globalDomainIdentifier == domain && !element.rerouted { continue }
            result.append(
                TraceInformationElement(
                    globalDomainIdentifier: domain, arrivalTime: UTCTime(seconds: element.arrival.seconds),
                    routingAction: element.rerouted ? .rerouted : .relayed))
        }
        return result
    }

    /// One element for each MTA entered.
    private static func internalTrace(of envelope: Envelope) -> [InternalTraceInformationElement] {
        envelope.trace.compactMap { element in
            element.mtaName.map { name in
                InternalTraceInformationElement(
                    globalDomainIdentifier: GlobalDomainIdentifier(element.domain), mtaName: name,
                    arrivalTime: UTCTime(seconds: element.arrival.seconds),
                    routingAction: element.rerouted ? .rerouted : .relayed)
            }
        }
    }
}

extension GlobalDomainIdentifier {
    init(_ domain: GlobalDomain) {
        self.init(country: domain.country, administrationDomain: domain.admd, privateDomain: domain.prmd)
    }
}

extension P1.MTSIdentifier {
    init(_ identifier: Message.MTSIdentifier) {
        self.init(
            globalDomainIdentifier: GlobalDomainIdentifier(identifier.domain),
            localIdentifier: identifier.localIdentifier)
    }
}

extension GlobalDomain {
    init(_ domain: GlobalDomainIdentifier) {
        self.init(country: domain.country, admd: domain.administrationDomain, prmd: domain.privateDomain)
    }
}

extension Message.MTSIdentifier {
    init(_ identifier: P1.MTSIdentifier) {
        self.init(
            domain: GlobalDomain(identifier.globalDomainIdentifier), localIdentifier: identifier.localIdentifier)
    }
}
