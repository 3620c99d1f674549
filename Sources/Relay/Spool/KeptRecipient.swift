internal import Message

/// A recipient in an entry; in the entry of the reports with what became of it.
struct KeptRecipient {
    /// 2: X.400 address and request of the originating MTA, and deliveries beside failures. 1 is still read.
    static let format: UInt8 = 2

    var recipient: Recipient
    var result: DeliveryReport.Result?

    init(recipient: Recipient, result: DeliveryReport.Result? = nil) {
        self.recipient = recipient
        self.result = result
    }

    static func encode(_ list: [KeptRecipient]) -> [UInt8] {
        var record = RecordWriter()
        record.octet(format)
        record.number(list.count)
        for kept in list { kept.write(to: &record) }
        return record.octets
    }

    static func decode(_ octets: [UInt8]) throws(SpoolError) -> [KeptRecipient] {
        var record = RecordReader(octets)
        let format = try self.format(from: &record)
        var list: [KeptRecipient] = []
        for _ in 0..<(try record.count()) { list.append(try KeptRecipient(from: &record, format: format)) }
        if !record.isAtEnd { throw RecordReader.fault }
        return list
    }

    /// How many there are, and the first.
    static func summary(_ octets: [UInt8]) throws(SpoolError) -> (count: Int, first: Mailbox) {
        var record = RecordReader(octets)
        _ = try format(from: &record)
        let count = try record.count()
        return (count, try mailbox(from: &record))
    }

    private static func format(from record: inout RecordReader) throws(SpoolError) -> UInt8 {
        let format = try record.octet()
        if format != 1 && format != self.format { throw RecordReader.fault }
        return format
    }

    // MARK: One recipient

    func write(to record: inout RecordWriter) {
        record.text(recipient.mailbox.localPart)
        record.text(recipient.mailbox.domain)
        record.number(recipient.number)
        record.number(recipient.notify.rawValue)
        record.optionalText(recipient.originalRecipient)
        record.address(recipient.x400Address)
        record.number(recipient.mtaReportRequest?.rawValue ?? 0)
        switch result {
        case nil: record.octet(0)
        case .failed(let why):
            record.octet(1)
            record.number(why.reason.rawValue)
            record.optionalNumber(why.diagnostic.map { Int64($0.rawValue) })
            record.text(why.status)
            record.text(why.text)
        case .delivered(let time):
            record.octet(2)
            record.number(time.microseconds)
        case .delayed(let delay):
            record.octet(3)
            record.text(delay.status)
            record.text(delay.text)
            record.number(delay.until.microseconds)
        }
    }

    init(from record: inout RecordReader, format: UInt8) throws(SpoolError) {
        let mailbox = try Self.mailbox(from: &record)
        let number = try record.int()
        let notify = DSNNotify(rawValue: try record.int())
        recipient = Recipient(
            number: number, mailbox: mailbox, notify: notify, originalRecipient: try record.optionalText())
        if format == 1 {
            result = try Self.oldReason(from: &record).map { .failed($0) }
            return
        }
        recipient.x400Address = try record.address()
        recipient.mtaReportRequest = MTAReportRequest(rawValue: try record.int())
        result = try Self.result(from: &record)
    }

    private static func mailbox(from record: inout RecordReader) throws(SpoolError) -> Mailbox {
        let local = try record.text()
        return Mailbox(localPart: local, domain: try record.text())
    }

    private static func result(from record: inout RecordReader) throws(SpoolError) -> DeliveryReport.Result? {
        switch try record.octet() {
        case 0: return nil
        case 1:
            let reason = NonDeliveryReason(rawValue: try record.int())
            let diagnostic = try record.optionalNumber().map { NonDeliveryDiagnostic(rawValue: Int($0)) }
            let status = try record.text()
            return .failed(
                NonDelivery(reason: reason, diagnostic: diagnostic, status: status, text: try record.text()))
        case 2: return .delivered(at: Timestamp(microseconds: try record.number()))
        case 3:
            let status = try record.text()
            let text = try record.text()
            return .delayed(
                DeliveryReport.Delay(status: status, text: text, until: Timestamp(microseconds: try record.number())))
        default: throw RecordReader.fault
        }
    }

    /// Format 1: -1 stands for what is not there.
    private static func oldReason(from record: inout RecordReader) throws(SpoolError) -> NonDelivery? {
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
