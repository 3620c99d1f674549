internal import Message

/// The part of an envelope that Internet mail never has, in a row of its own beside the message's.
struct EnvelopeDetails {
    static let format: UInt8 = 1

    var originatorX400Address: X400Address?
    var x400ContentType: String?
    var transferEnvelope: [UInt8]?
    var report: DeliveryReport?

    func fill(_ envelope: inout Envelope) {
        envelope.originatorX400Address = originatorX400Address
        envelope.x400ContentType = x400ContentType
        envelope.transferEnvelope = transferEnvelope
    }

    /// nil: there is nothing to keep.
    static func encode(_ envelope: Envelope) -> [UInt8]? {
        var report: DeliveryReport?
        if case .report(let value) = envelope.kind { report = value }
        if envelope.originatorX400Address == nil, envelope.x400ContentType == nil, envelope.transferEnvelope == nil,
            report == nil
        {
            return nil
        }
        var record = RecordWriter()
        record.octet(format)
        record.address(envelope.originatorX400Address)
        record.optionalText(envelope.x400ContentType)
        record.optionalOctets(envelope.transferEnvelope)
        record.octet(report == nil ? 0 : 1)
        if let report { write(report, to: &record) }
        return record.octets
    }

    static func decode(_ octets: [UInt8]) throws(SpoolError) -> EnvelopeDetails {
        var record = RecordReader(octets)
        if try record.octet() != format { throw RecordReader.fault }
        var details = EnvelopeDetails()
        details.originatorX400Address = try record.address()
        details.x400ContentType = try record.optionalText()
        details.transferEnvelope = try record.optionalOctets()
        if try record.octet() != 0 { details.report = try report(from: &record) }
        if !record.isAtEnd { throw RecordReader.fault }
        return details
    }

    private static func write(_ report: DeliveryReport, to record: inout RecordWriter) {
        switch report.origin {
        case .here: record.optionalText(nil)
        case .transit(let reportingMTA): record.text(reportingMTA)
        }
        record.identifier(report.subject)
        record.octet(report.isOfProbe ? 1 : 0)
        record.optionalText(report.contentIdentifier)
        record.optionalText(report.envelopeID)
        record.optionalOctets(report.header)
        record.number(report.recipients.count)
        for item in report.recipients {
            KeptRecipient(recipient: item.recipient, result: item.result).write(to: &record)
            record.optionalNumber(item.arrival?.microseconds)
        }
    }

    private static func report(from record: inout RecordReader) throws(SpoolError) -> DeliveryReport {
        let reportingMTA = try record.optionalText()
        var report = DeliveryReport(subject: try record.identifier(), recipients: [])
        if let reportingMTA { report.origin = .transit(reportingMTA: reportingMTA) }
        report.isOfProbe = try record.octet() != 0
        report.contentIdentifier = try record.optionalText()
        report.envelopeID = try record.optionalText()
        report.header = try record.optionalOctets()
        for _ in 0..<(try record.count()) {
            let kept = try KeptRecipient(from: &record, format: KeptRecipient.format)
            guard let result = kept.result else { throw RecordReader.fault }
            let arrival = try record.optionalNumber().map { Timestamp(microseconds: $0) }
            report.recipients.append(
                DeliveryReport.RecipientReport(recipient: kept.recipient, result: result, arrival: arrival))
        }
        return report
    }
}
