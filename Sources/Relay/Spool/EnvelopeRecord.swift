internal import Message

/// An envelope without its recipients, as a row keeps it. What listings need stands first; what only some messages
/// have, and what may be long, stands in `EnvelopeDetails`.
struct EnvelopeRecord {
    /// 2: kind and times of delivery behind the originator. 1 is still read.
    static let format: UInt8 = 2

    static func encode(_ envelope: Envelope) -> [UInt8] {
        var record = RecordWriter()
        record.octet(format)
        record.number(envelope.priority.rawValue)
        record.number(envelope.submitted.microseconds)
        record.identifier(envelope.mtsIdentifier)
        record.optionalText(envelope.originator?.localPart)
        record.optionalText(envelope.originator?.domain)
        record.number(envelope.kind.name.rawValue)
        record.optionalNumber(envelope.deferredDelivery?.microseconds)
        record.optionalNumber(envelope.latestDelivery?.microseconds)
        record.number(envelope.bodyType.rawValue)
        record.number(envelope.needsSMTPUTF8 ? 1 : 0)
        record.optionalText(envelope.envelopeID)
        record.number(envelope.dsnReturn?.rawValue ?? -1)
        record.number(envelope.trace.count)
        for element in envelope.trace {
            record.domain(element.domain)
            record.optionalText(element.mtaName)
            record.number(element.arrival.microseconds)
            record.number(element.rerouted ? 1 : 0)
        }
        return record.octets
    }

    /// Reads no further than it must.
    static func summary(_ octets: [UInt8]) throws(SpoolError) -> EnvelopeSummary {
        var record = RecordReader(octets)
        return try summary(from: &record)
    }

    /// The envelope with these recipients. `details` is what `EnvelopeDetails.encode` made, if it made something.
    static func decode(
        _ octets: [UInt8], details: [UInt8]?, recipients: [Recipient]
    ) throws(SpoolError) -> Envelope {
        var record = RecordReader(octets)
        let summary = try summary(from: &record)
        var envelope = Envelope(
            mtsIdentifier: summary.mtsIdentifier, originator: summary.originator, priority: summary.priority,
            submitted: summary.submitted, recipients: recipients)
        envelope.deferredDelivery = summary.deferredDelivery
        envelope.latestDelivery = summary.latestDelivery
        envelope.bodyType = try record.value(BodyType.self)
        envelope.needsSMTPUTF8 = try record.number() != 0
        envelope.envelopeID = try record.optionalText()
        let dsnReturn = try record.int()
        if dsnReturn >= 0 {
            guard let known = DSNReturn(rawValue: dsnReturn) else { throw RecordReader.fault }
            envelope.dsnReturn = known
        }
        for _ in 0..<(try record.count()) {
            let domain = try record.domain()
            let name = try record.optionalText()
            let arrival = Timestamp(microseconds: try record.number())
            let rerouted = try record.number() != 0
            envelope.trace.append(TraceElement(domain: domain, mtaName: name, arrival: arrival, rerouted: rerouted))
        }
        if !record.isAtEnd { throw RecordReader.fault }
        let rest = try details.map { octets throws(SpoolError) in try EnvelopeDetails.decode(octets) }
        rest?.fill(&envelope)
        switch summary.kind {
        case .message: envelope.kind = .message
        case .probe: envelope.kind = .probe
        case .report:
            guard let report = rest?.report else { throw RecordReader.fault }
            envelope.kind = .report(report)
        }
        return envelope
    }

    /// Key of the ledger: unambiguous, whatever octets stand in the names.
    static func key(of handover: Handover) -> [UInt8] {
        var record = RecordWriter()
        record.text(handover.peer)
        record.identifier(handover.mtsIdentifier)
        if handover.round > 0 { record.number(handover.round) }
        return record.octets
    }

    private static func summary(from record: inout RecordReader) throws(SpoolError) -> EnvelopeSummary {
        let format = try record.octet()
        if format != 1 && format != self.format { throw RecordReader.fault }
        let priority = try record.value(Priority.self)
        let submitted = Timestamp(microseconds: try record.number())
        let identifier = try record.identifier()
        let local = try record.optionalText()
        let host = try record.optionalText()
        var summary = EnvelopeSummary(
            kind: .message, priority: priority, submitted: submitted, mtsIdentifier: identifier)
        if let local, let host { summary.originator = Mailbox(localPart: local, domain: host) }
        if format == 1 { return summary }
        summary.kind = try record.value(MessageKind.Name.self)
        summary.deferredDelivery = try record.optionalNumber().map { Timestamp(microseconds: $0) }
        summary.latestDelivery = try record.optionalNumber().map { Timestamp(microseconds: $0) }
        return summary
    }
}

extension RecordWriter {
    mutating func domain(_ domain: GlobalDomain) {
        text(domain.country)
        text(domain.admd)
        optionalText(domain.prmd)
    }

    mutating func identifier(_ identifier: MTSIdentifier) {
        domain(identifier.domain)
        text(identifier.localIdentifier)
    }

    /// A count of -1 is nil.
    mutating func address(_ address: X400Address?) {
        number(address?.attributes.count ?? -1)
        for attribute in address?.attributes ?? [] {
            text(attribute.key)
            text(attribute.value)
        }
    }
}

extension RecordReader {
    mutating func domain() throws(SpoolError) -> GlobalDomain {
        let country = try text()
        let admd = try text()
        return GlobalDomain(country: country, admd: admd, prmd: try optionalText())
    }

    mutating func identifier() throws(SpoolError) -> MTSIdentifier {
        let domain = try domain()
        return MTSIdentifier(domain: domain, localIdentifier: try text())
    }

    mutating func address() throws(SpoolError) -> X400Address? {
        let count = try int()
        if count == -1 { return nil }
        if count < 0 { throw Self.fault }
        var attributes: [X400Address.Attribute] = []
        for _ in 0..<count {
            let key = try text()
            attributes.append(X400Address.Attribute(key, try text()))
        }
        return X400Address(attributes)
    }
}
