package import Acceptance
import BER
package import Message
package import P1

/// From whom an APDU came, and when.
package struct P1Origin: Sendable {
    package var connector: String
    /// Name of the neighbouring MTA.
    package var peer: String
    package var now: Timestamp

    package init(connector: String, peer: String, now: Timestamp) {
        self.connector = connector
        self.peer = peer
        self.now = now
    }
}

/// What the gate is told of messages and probes from a neighbour.
extension EnvelopeMapping {
    /// - Parameter beginning: the first octets of the content.
    package static func submission(
        of envelope: MessageTransferEnvelope, beginning: some Collection<UInt8>, from origin: P1Origin
    ) -> Submission {
        let isInternet = isInternetMessage(envelope.contentType, envelope.extensions) { looksLikeHeader(beginning) }
        var result = submission(of: envelope, isInternet: isInternet, from: origin)
        result.priority = Message.Priority(rawValue: envelope.priority.rawValue) ?? .normal
        result.deferredDelivery = envelope.deferredDeliveryTime?.timestamp
        result.transferEnvelope = envelope.encoded
        return result
    }

    package static func submission(of probe: ProbeTransferEnvelope, from origin: P1Origin) -> Submission {
        // Whatever is not identified may be an Internet message.
        let isInternet = isInternetMessage(probe.contentType, probe.extensions) { true }
        var result = submission(of: probe, isInternet: isInternet, from: origin)
        result.kind = .probe
        // An MTA that asks of itself is answered too.
        result.originator = mailbox(of: probe.sender)
        result.probedLength = probe.contentLength
        result.transferEnvelope = probe.encoded
        return result
    }

    /// Those recipients that the neighbour makes us responsible for.
    private static func submission(
        of subject: some SubjectEnvelope, isInternet: Bool, from origin: P1Origin
    ) -> Submission {
        let known = (try? InternetEnvelopeExtension(subject.extensions)) ?? nil
        let internet = known ?? InternetEnvelopeExtension()
        let sender = subject.sender
        let returned: DSNReturn? = subject.perMessageIndicators.contentReturnRequest ? .full : nil
        var result = Submission(
            originator: originator(of: sender), recipients: recipients(of: subject, isOurKind: known != nil),
            bodyType: BodyType(rawValue: internet.bodyType) ?? .sevenBit, needsSMTPUTF8: internet.needsSMTPUTF8,
            envelopeID: internet.envelopeID,
            dsnReturn: internet.dsnReturn.flatMap(DSNReturn.init(rawValue:)) ?? returned,
            source: .p1(
                neighbour(
                    subject.identifier, trace: subject.traceInformation, subject.extensions, from: origin)))
        result.originatorX400Address = x400Address(of: sender)
        result.x400ContentType = isInternet ? nil : subject.contentType.text
        result.latestDelivery = ((try? subject.extensions.latestDeliveryTime()) ?? nil)?.timestamp
        result.unsupportedCriticalFunction = subject.extensions.unsupportedFunction(for: .transfer)
        let forAll = subject.extensions.unsupportedFunction(for: .delivery)
        for (number, fields) in zip(RecipientNumbers.all(of: subject), subject.perRecipientFields) {
            result.unsupportedForDelivery[number] = forAll ?? fields.extensions.unsupportedFunction(for: .delivery)
            guard let function = fields.extensions.unsupportedFunction(for: .transfer) else { continue }
            result.failures[number] = .unsupported(function)
        }
        return result
    }

    /// In the order of their numbers, each once.
    private static func recipients(of subject: some SubjectEnvelope, isOurKind: Bool) -> [Recipient] {
        var found: [Int: Recipient] = [:]
        for (number, fields) in zip(RecipientNumbers.all(of: subject), subject.perRecipientFields)
        where fields.perRecipientIndicators.responsibility && found[number] == nil {
            found[number] = recipient(number, fields, isOurKind: isOurKind)
        }
        return found.values.sorted { $0.number < $1.number }
    }

    private static func recipient(
        _ number: Int, _ fields: PerRecipientMessageTransferFields, isOurKind: Bool
    ) -> Recipient {
        let internet = (try? InternetRecipientExtension(fields.extensions)) ?? nil
        let said = DSNNotify(rawValue: internet?.notify ?? 0)
        return Recipient(
            number: number, mailbox: mailbox(of: fields.recipientName),
            notify: said.isEmpty ? notify(of: fields.perRecipientIndicators) : said,
            originalRecipient: internet?.originalRecipient, x400Address: x400Address(of: fields.recipientName),
            // Our like asks for nothing beyond what its originator wants.
            mtaReportRequest: isOurKind ? nil : reportRequest(of: fields.perRecipientIndicators))
    }

    /// What the originator's report request asks for (X.411 PerRecipientIndicators); empty for a non-delivery report,
    /// which is what SMTP has by default.
    static func notify(of indicators: PerRecipientIndicators) -> DSNNotify {
        if indicators.originatorReport { return [.success, .failure] }
        return indicators.originatorNonDeliveryReport ? [] : .never
    }

    private static func reportRequest(of indicators: PerRecipientIndicators) -> MTAReportRequest? {
        switch (indicators.originatingMTAReport, indicators.originatingMTANonDeliveryReport) {
        case (true, true): .audited
        case (true, false): .report
        case (false, true): .nonDelivery
        case (false, false): nil
        }
    }

    // MARK: Content

    /// Content that nobody identifies is an Internet message if our extension says so, or else if it begins like one:
    /// other MTAs may have dropped the extension on the way, and P1 of 1984 has none.
    private static func isInternetMessage(
        _ type: ContentType, _ extensions: [ExtensionField], looksLikeOne: () -> Bool
    ) -> Bool {
        guard type == .internetMessage else { return false }
        return extensions.first(.private(InternetEnvelopeExtension.objectIdentifier)) != nil || looksLikeOne()
    }

    /// The name of a header field, then a colon (RFC 5322 2.2).
    static func looksLikeHeader(_ octets: some Collection<UInt8>) -> Bool {
        let name = octets.prefix { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: ":") }
        return !name.isEmpty && octets.dropFirst(name.count).first == UInt8(ascii: ":")
    }

    // MARK: Trace

    static func neighbour(
        _ identifier: P1.MTSIdentifier, trace: [TraceInformationElement], _ extensions: [ExtensionField],
        from origin: P1Origin
    ) -> P1Neighbour {
        // A time that cannot be trusted must not make the message older than it is.
        let submitted = trace.first?.arrivalTime.timestamp ?? origin.now
        return P1Neighbour(
            connector: origin.connector, peer: origin.peer, mtsIdentifier: Message.MTSIdentifier(identifier),
            trace: elements(trace, (try? extensions.internalTraceInformation()) ?? []), submitted: submitted)
    }

    /// The MTAs that it has been through, as internal trace information names them, and what names none: the elements
    /// of domains without names, and of several elements of one domain in a row all but one.
    private static func elements(
        _ trace: [TraceInformationElement], _ internal: [InternalTraceInformationElement]
    ) -> [TraceElement] {
        var mtas = `internal`[...]
        var rest = trace[...]
        var result: [TraceElement] = []
        while let domain = rest.first?.globalDomainIdentifier {
            let row = rest.prefix { $0.globalDomainIdentifier == domain }
            let named = mtas.prefix { $0.globalDomainIdentifier == domain }
            let unnamed = named.isEmpty ? row : row.filter { $0.routingAction != .rerouted }.dropLast()
            result += unnamed.map { TraceElement($0) } + named.map { TraceElement($0) }
            rest = rest.dropFirst(row.count)
            mtas = mtas.dropFirst(named.count)
        }
        return result + mtas.map { TraceElement($0) }
    }

    fileprivate static let zero = Timestamp(seconds: 0)
}

extension TraceElement {
    fileprivate init(_ element: TraceInformationElement) {
        self.init(
            domain: GlobalDomain(element.globalDomainIdentifier), mtaName: nil,
            arrival: element.arrivalTime.timestamp ?? EnvelopeMapping.zero,
            rerouted: element.routingAction == .rerouted)
    }

    fileprivate init(_ mta: InternalTraceInformationElement) {
        self.init(
            domain: GlobalDomain(mta.globalDomainIdentifier), mtaName: mta.mtaName,
            arrival: mta.arrivalTime.timestamp ?? EnvelopeMapping.zero, rerouted: mta.routingAction == .rerouted)
    }
}

extension UTCTime {
    /// nil for a time that is not to be trusted.
    var timestamp: Timestamp? { seconds.map { Timestamp(seconds: $0) } }
}

extension [ExtensionField] {
    /// The first extension that is critical at that stage and unknown here, in words.
    func unsupportedFunction(for criticality: Criticality) -> String? {
        unsupportedCriticalExtensions(for: criticality).first.map { "extension \($0)" }
    }
}

extension NonDelivery {
    /// X.411 9.1.
    fileprivate static func unsupported(_ function: String) -> NonDelivery {
        NonDelivery(
            reason: .unableToTransfer, diagnostic: .unsupportedCriticalFunction, status: "5.3.3",
            text: "The message needs a function that this MTA does not have: \(function)")
    }
}
