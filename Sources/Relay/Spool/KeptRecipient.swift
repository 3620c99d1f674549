internal import Message

/// A recipient in an entry; in the entry of the reports with the reason.
struct KeptRecipient {
    var recipient: Recipient
    var reason: NonDelivery?

    static func encode(_ list: [KeptRecipient]) -> [UInt8] {
        var record = RecordWriter()
        record.octet(EnvelopeRecord.format)
        record.number(list.count)
        for kept in list {
            record.text(kept.recipient.mailbox.localPart)
            record.text(kept.recipient.mailbox.domain)
            record.number(kept.recipient.number)
            record.number(kept.recipient.notify.rawValue)
            record.optionalText(kept.recipient.originalRecipient)
            record.number(kept.reason?.reason.rawValue ?? -1)
            guard let reason = kept.reason else { continue }
            record.number(reason.diagnostic?.rawValue ?? -1)
            record.text(reason.status)
            record.text(reason.text)
        }
        return record.octets
    }

    static func decode(_ octets: [UInt8]) throws(SpoolError) -> [KeptRecipient] {
        var record = RecordReader(octets)
        let count = try self.count(from: &record)
        var list: [KeptRecipient] = []
        for _ in 0..<count {
            let mailbox = try self.mailbox(from: &record)
            let number = try record.int()
            let notify = DSNNotify(rawValue: try record.int())
            let original = try record.optionalText()
            let recipient = Recipient(number: number, mailbox: mailbox, notify: notify, originalRecipient: original)
            list.append(KeptRecipient(recipient: recipient, reason: try reason(from: &record)))
        }
        if !record.isAtEnd { throw RecordReader.fault }
        return list
    }

    /// How many there are, and the first.
    static func summary(_ octets: [UInt8]) throws(SpoolError) -> (count: Int, first: Mailbox) {
        var record = RecordReader(octets)
        let count = try self.count(from: &record)
        return (count, try mailbox(from: &record))
    }

    /// The originator must hear of a failure (RFC 3461 4.1, 5.2.2).
    static func isReportDue(_ recipient: Recipient, originator: Mailbox?) -> Bool {
        originator != nil && (recipient.notify.isEmpty || recipient.notify.contains(.failure))
    }

    private static func count(from record: inout RecordReader) throws(SpoolError) -> Int {
        if try record.octet() != EnvelopeRecord.format { throw RecordReader.fault }
        let count = try record.int()
        if count < 0 { throw RecordReader.fault }
        return count
    }

    private static func mailbox(from record: inout RecordReader) throws(SpoolError) -> Mailbox {
        let local = try record.text()
        return Mailbox(localPart: local, domain: try record.text())
    }

    private static func reason(from record: inout RecordReader) throws(SpoolError) -> NonDelivery? {
        let code = try record.int()
        if code == -1 { return nil }
        let number = try record.int()
        let status = try record.text()
        return NonDelivery(
            reason: NonDeliveryReason(rawValue: code),
            diagnostic: number == -1 ? nil : NonDeliveryDiagnostic(rawValue: number), status: status,
            text: try record.text())
    }
}
