package import Message
import P1

/// Why an envelope cannot go over P1: what its recipients' originator is told.
package struct UnmappableEnvelope: Error, Equatable {
    package let reason: NonDelivery
    init(_ reason: NonDelivery) { self.reason = reason }
}

extension NonDelivery {
    fileprivate static func badAddress(_ error: String) -> NonDelivery {
        NonDelivery(
            reason: .unableToTransfer, diagnostic: .invalidArguments, status: "5.1.3",
            text: "An address has no form in X.400: \(error)")
    }
}

/// Between the relay's envelope and those on the wire.
///
/// Mailboxes travel as O/R addresses with an RFC-822 domain-defined attribute (RFC 2156 4.3.4), in the domain of the
/// MTA that made the mapping. The null reverse path is the O/R address of the bare domain: the MTA itself. What P1 has
/// no field for goes in `InternetEnvelopeExtension`, `InternetRecipientExtension` and `InternetReportExtension`.
///
/// What came over P1 goes on as it came: its envelope is kept beside the relay's, and gets our trace and the next MTA's
/// responsibility (X.411 14.3).
package enum EnvelopeMapping {
    // MARK: Names

    static func name(
        of mailbox: Mailbox?, _ address: X400Address?, in domain: GlobalDomainIdentifier
    ) throws(UnmappableEnvelope) -> ORName {
        do throws(ORAddressError) {
            if let address { return ORName(address: try ORAddress(address)) }
        } catch {
            throw UnmappableEnvelope(.badAddress("\(error)"))
        }
        let known = mailbox.flatMap { ORAddress.rfc822($0.description, domain: domain) }
        return ORName(address: known ?? ORAddress(domain: domain))
    }

    /// The bare domain is the MTA itself: the null reverse path.
    static func originator(of name: ORName) -> Mailbox? { name.address.isDomainOnly ? nil : mailbox(of: name) }

    /// The mailbox that an O/R address stands for; one that stands for none is written out in the left-hand side
    /// (RFC 2156 4.3.4), in a domain that no connector serves, so that its report names it in full.
    static func mailbox(of name: ORName) -> Mailbox {
        if let mailbox = internetMailbox(of: name) { return mailbox }
        let text = X400Address(name.address).rfc2156
        let isAtom = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"\"(),.:;<>@[\\]".utf8.contains($0) }
        let quoted = "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
        return Mailbox(localPart: isAtom ? text : quoted, domain: "x400.invalid")
    }

    /// nil for an address that is a mailbox, or nobody's.
    static func x400Address(of name: ORName) -> X400Address? {
        internetMailbox(of: name) == nil ? X400Address(name.address) : nil
    }

    private static func internetMailbox(of name: ORName) -> Mailbox? {
        name.address.rfc822Mailbox.flatMap { Mailbox($0) }
    }

    // MARK: Trace

    /// Notes that the message came into our domain and to this MTA (X.411 14.3.9, 14.3.10): one element for a domain
    /// entered, one for each MTA. All that others noted stays.
    static func addTrace(
        of envelope: Envelope, to trace: inout [TraceInformationElement], _ extensions: inout [ExtensionField]
    ) {
        guard let here = envelope.trace.last else { return }
        let isNoted = here.isNoted(by: envelope.trace.dropLast().last)
        let isInRow = trace.last?.globalDomainIdentifier == GlobalDomainIdentifier(here.domain)
        if !isInRow || !isNoted { trace.append(TraceInformationElement(here)) }
        let deferred = deferredTime(of: envelope)
        trace.note(deferred)
        // One that cannot be read is left as it is.
        guard let name = here.mtaName, let mtas = try? extensions.internalTraceInformation() else { return }
        var mta = InternalTraceInformationElement(here, mtaName: name)
        mta.additionalActions.deferredTime = deferred
        extensions.replace(with: .internalTraceInformation(mtas + [mta]))
    }

    /// Until when the message was held here for its deferred delivery (X.411 AdditionalActions, deferred-time); nil: it
    /// was not.
    private static func deferredTime(of envelope: Envelope) -> UTCTime? {
        guard let here = envelope.trace.last, let until = envelope.deferredDelivery, until > here.arrival else {
            return nil
        }
        return UTCTime(seconds: until.seconds)
    }

    /// One element for each domain entered: those of the same domain in a row are one (X.411 14.3.9), but for those
    /// behind one that names no MTA.
    static func trace(of envelope: Envelope) -> [TraceInformationElement] {
        var result: [TraceInformationElement] = []
        var before: TraceElement?
        for element in envelope.trace {
            if !element.isNoted(by: before) { result.append(TraceInformationElement(element)) }
            before = element
        }
        result.note(deferredTime(of: envelope))
        return result
    }

    /// One element for each MTA entered.
    static func internalTrace(of envelope: Envelope) -> ExtensionField {
        var mtas = envelope.trace.compactMap { element in
            element.mtaName.map { InternalTraceInformationElement(element, mtaName: $0) }
        }
        if envelope.trace.last?.mtaName != nil, let last = mtas.indices.last {
            mtas[last].additionalActions.deferredTime = deferredTime(of: envelope)
        }
        return .internalTraceInformation(mtas)
    }
}

extension [TraceInformationElement] {
    /// What our domain's element, the last, says of a message that was held here.
    fileprivate mutating func note(_ deferredTime: UTCTime?) {
        guard let deferredTime, let last = indices.last else { return }
        self[last].additionalActions.deferredTime = deferredTime
    }
}

extension TraceElement {
    /// Whether the element before, which the domain's trace has, says all that the domain's trace has to say of this
    /// one. Where an MTA of our domain names neither itself nor those before it, as those of 1984 do, only one element
    /// more lets a message that goes round be seen.
    fileprivate func isNoted(by before: TraceElement?) -> Bool {
        before?.domain == domain && before?.mtaName != nil && !rerouted
    }
}

extension TraceInformationElement {
    fileprivate init(_ element: TraceElement) {
        self.init(
            globalDomainIdentifier: GlobalDomainIdentifier(element.domain),
            arrivalTime: UTCTime(seconds: element.arrival.seconds),
            routingAction: element.rerouted ? .rerouted : .relayed)
    }
}

extension InternalTraceInformationElement {
    fileprivate init(_ element: TraceElement, mtaName: String) {
        self.init(
            globalDomainIdentifier: GlobalDomainIdentifier(element.domain), mtaName: mtaName,
            arrivalTime: UTCTime(seconds: element.arrival.seconds),
            routingAction: element.rerouted ? .rerouted : .relayed)
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
