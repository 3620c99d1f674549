package import Acceptance
import BER
import Message
package import P1

extension EnvelopeMapping {
    /// What the gate is told of a message from a neighbour: those recipients that it makes us responsible for.
    package static func submission(of envelope: MessageTransferEnvelope, connector: String, peer: String) -> Submission
    {
        let internet = (try? InternetEnvelopeExtension(envelope.extensions)) ?? InternetEnvelopeExtension()
        let trace = self.trace(of: envelope)
        let domain = GlobalDomain(envelope.messageIdentifier.globalDomainIdentifier)
        let neighbour = P1Neighbour(
            connector: connector, peer: peer, mtsIdentifier: Message.MTSIdentifier(envelope.messageIdentifier),
            trace: trace, submitted: trace.first?.arrival ?? Timestamp(seconds: 0))
        return Submission(
            originator: originator(of: envelope.originatorName, in: domain),
            recipients: envelope.perRecipientFields.filter(\.perRecipientIndicators.responsibility).map {
                recipient(of: $0, in: domain)
            },
            priority: Message.Priority(rawValue: envelope.priority.rawValue) ?? .normal,
            bodyType: BodyType(rawValue: internet.bodyType) ?? .sevenBit, needsSMTPUTF8: internet.needsSMTPUTF8,
            envelopeID: internet.envelopeID, dsnReturn: internet.dsnReturn.flatMap(DSNReturn.init(rawValue:)),
            source: .p1(neighbour))
    }

    /// The bare domain is the MTA itself: the null reverse path.
    private static func originator(of name: ORName, in domain: GlobalDomain) -> Mailbox? {
        name.address.isDomainOnly ? nil : mailbox(of: name, in: domain)
    }

    private static func recipient(of fields: PerRecipientMessageTransferFields, in domain: GlobalDomain) -> Recipient {
        let internet = (try? InternetRecipientExtension(fields.extensions)) ?? nil
        let said = DSNNotify(rawValue: internet?.notify ?? 0)
        return Recipient(
            number: fields.originallySpecifiedRecipientNumber, mailbox: mailbox(of: fields.recipientName, in: domain),
            notify: said.isEmpty ? notify(of: fields.perRecipientIndicators) : said,
            originalRecipient: internet?.originalRecipient)
    }

    /// What the originator's report request asks for (X.411 PerRecipientIndicators); empty for a non-delivery report,
    /// which is what SMTP has by default.
    private static func notify(of indicators: PerRecipientIndicators) -> DSNNotify {
        if indicators.originatorReport { return [.success, .failure] }
        return indicators.originatorNonDeliveryReport ? [] : .never
    }

    /// The mailbox that an O/R address stands for; one that stands for none is written out in the left-hand side
    /// (RFC 2156 4.3.4), in a domain that no connector serves, so that its report names it in full.
    private static func mailbox(of name: ORName, in domain: GlobalDomain) -> Mailbox {
        if let text = name.address.rfc822Mailbox, let mailbox = Mailbox(text) { return mailbox }
        return Mailbox(localPart: "/" + leftHandSide(of: name.address) + "/", domain: "x400.invalid")
    }

    private static func leftHandSide(of address: ORAddress) -> String {
        var parts: [(String, String?)] = [
            ("G", address.personalName?.givenName), ("I", address.personalName?.initials),
            ("S", address.personalName?.surname), ("O", address.organizationName),
        ]
        for (index, unit) in address.organizationalUnitNames.enumerated() { parts.append(("OU\(index + 1)", unit)) }
        parts += address.domainDefinedAttributes.map { ("DD.\($0.type)", $0.value) }
        parts += [
            ("PRMD", address.privateDomain), ("ADMD", address.administrationDomain), ("C", address.country),
        ]
        return parts.compactMap { key, value in
            value.map { "\(key)=" + $0.filter { $0 != "/" && $0 != "@" && !$0.isWhitespace } }
        }.joined(separator: "/")
    }

    /// The MTAs that the message has been through: internal trace where there is one, else the domains.
    private static func trace(of envelope: MessageTransferEnvelope) -> [TraceElement] {
        let mtas = (try? envelope.extensions.internalTraceInformation()) ?? []
        if !mtas.isEmpty {
            return mtas.map {
                TraceElement(
                    domain: GlobalDomain($0.globalDomainIdentifier), mtaName: $0.mtaName,
                    arrival: Timestamp(seconds: $0.arrivalTime.seconds ?? 0), rerouted: $0.routingAction == .rerouted)
            }
        }
        return envelope.traceInformation.map {
            TraceElement(
                domain: GlobalDomain($0.globalDomainIdentifier), mtaName: nil,
                arrival: Timestamp(seconds: $0.arrivalTime.seconds ?? 0), rerouted: $0.routingAction == .rerouted)
        }
    }
}
