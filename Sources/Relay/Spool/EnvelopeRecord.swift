internal import Message

/// An envelope without its recipients, as a row keeps it. What listings need stands first.
struct EnvelopeRecord {
    static let format: UInt8 = 1

    static func encode(_ envelope: Envelope) -> [UInt8] {
        var record = RecordWriter()
        record.octet(format)
        record.number(envelope.priority.rawValue)
        record.number(envelope.submitted.microseconds)
        write(envelope.mtsIdentifier.domain, to: &record)
        record.text(envelope.mtsIdentifier.localIdentifier)
        record.optionalText(envelope.originator?.localPart)
        record.optionalText(envelope.originator?.domain)
        record.number(envelope.bodyType.rawValue)
        record.number(envelope.needsSMTPUTF8 ? 1 : 0)
        record.optionalText(envelope.envelopeID)
        record.number(envelope.dsnReturn?.rawValue ?? -1)
        record.number(envelope.trace.count)
        for element in envelope.trace {
            write(element.domain, to: &record)
            record.optionalText(element.mtaName)
            record.number(element.arrival.microseconds)
            record.number(element.rerouted ? 1 : 0)
        }
        return record.octets
    }

    /// The envelope with these recipients. `isSummary`: only priority, submission, MTS-ID and originator are read.
    static func decode(
        _ octets: [UInt8], recipients: [Recipient] = [], isSummary: Bool = false
    ) throws(SpoolError) -> Envelope {
        var record = RecordReader(octets)
        if try record.octet() != format { throw RecordReader.fault }
        let priority = try record.value(Priority.self)
        let submitted = Timestamp(microseconds: try record.number())
        let domain = try domain(from: &record)
        let identifier = MTSIdentifier(domain: domain, localIdentifier: try record.text())
        let local = try record.optionalText()
        let host = try record.optionalText()
        var originator: Mailbox?
        if let local, let host { originator = Mailbox(localPart: local, domain: host) }
        var envelope = Envelope(
            mtsIdentifier: identifier, originator: originator, priority: priority, submitted: submitted,
            recipients: recipients)
        if isSummary { return envelope }
        envelope.bodyType = try record.value(BodyType.self)
        envelope.needsSMTPUTF8 = try record.number() != 0
        envelope.envelopeID = try record.optionalText()
        let dsnReturn = try record.int()
        if dsnReturn >= 0 {
            guard let known = DSNReturn(rawValue: dsnReturn) else { throw RecordReader.fault }
            envelope.dsnReturn = known
        }
        let count = try record.int()
        if count < 0 { throw RecordReader.fault }
        for _ in 0..<count {
            let domain = try Self.domain(from: &record)
            let name = try record.optionalText()
            let arrival = Timestamp(microseconds: try record.number())
            let rerouted = try record.number() != 0
            envelope.trace.append(TraceElement(domain: domain, mtaName: name, arrival: arrival, rerouted: rerouted))
        }
        if !record.isAtEnd { throw RecordReader.fault }
        return envelope
    }

    /// Key of the ledger: unambiguous, whatever octets stand in the names.
    static func key(of handover: Handover) -> [UInt8] {
        var record = RecordWriter()
        record.text(handover.peer)
        write(handover.mtsIdentifier.domain, to: &record)
        record.text(handover.mtsIdentifier.localIdentifier)
        return record.octets
    }

    private static func write(_ domain: GlobalDomain, to record: inout RecordWriter) {
        record.text(domain.country)
        record.text(domain.admd)
        record.optionalText(domain.prmd)
    }

    private static func domain(from record: inout RecordReader) throws(SpoolError) -> GlobalDomain {
        let country = try record.text()
        let admd = try record.text()
        return GlobalDomain(country: country, admd: admd, prmd: try record.optionalText())
    }
}
