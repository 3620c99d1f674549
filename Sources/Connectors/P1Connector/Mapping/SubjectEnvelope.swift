import BER
import P1

/// What a report needs of its subject beside what messages and probes have in common (X.411 12.2.1.1, 12.2.1.2).
protocol SubjectEnvelope: SubjectTransferEnvelope {
    var identifier: P1.MTSIdentifier { get }
    var contentIdentifier: String? { get }
}

extension MessageTransferEnvelope: SubjectEnvelope {
    var identifier: P1.MTSIdentifier { messageIdentifier }

    /// As it is kept on its way, the SET.
    var encoded: [UInt8] {
        var writer = BERWriter()
        write(to: &writer)
        return writer.octets
    }

    init(encoded: [UInt8]) throws(BERError) {
        var reader = try BERReader(encoded[...])
        let element = try reader.next(.set)
        try reader.expectEnd()
        try self.init(element)
    }
}

extension ProbeTransferEnvelope: SubjectEnvelope {
    var identifier: P1.MTSIdentifier { probeIdentifier }

    /// As it is kept on its way, the bare APDU.
    var encoded: [UInt8] { ProbeTransferAPDU.encode(envelope: self, contextIdentifier: nil) }
}

extension SubjectEnvelope {
    /// Whom the message comes from for this MTA, and who hears of its failure: the distribution list that sent it on
    /// last, else the originator (X.411 14.3.5, report-destination-name).
    var sender: ORName { (try? extensions.dlExpansionHistory())?.last?.list ?? originatorName }

    /// Makes exactly these recipients the next MTA's: those whose numbers are the relay's.
    mutating func setResponsibility(for numbers: Set<Int>) {
        let found = RecipientNumbers.all(of: self)
        var left = numbers
        for index in perRecipientFields.indices {
            let isOurs =
                perRecipientFields[index].perRecipientIndicators.responsibility && left.remove(found[index]) != nil
            perRecipientFields[index].perRecipientIndicators.responsibility = isOurs
        }
    }
}

/// The relay's numbers of an envelope's recipients.
///
/// They are the numbers that the originator's MTA gave. Those that a distribution list was expanded to all have the
/// number of the list (X.411 14.3.10); they get digits of their names in front, above the fifteen bits that a number
/// has, which come out the same in whatever copy of the message they stand. There are so many digits that two members
/// of a list do not have the same ones: the ledger would drop the second as taken already.
enum RecipientNumbers {
    /// In the order of the fields. Fields with one number and one name are one recipient.
    static func all(of envelope: some SubjectEnvelope) -> [Int] {
        let fields = envelope.perRecipientFields
        var seen: Set<Int> = []
        let isExpanded =
            envelope.extensions.first(.dlExpansionHistory) != nil
            || !fields.allSatisfy { seen.insert($0.originallySpecifiedRecipientNumber).inserted }
        guard isExpanded else { return fields.map(\.originallySpecifiedRecipientNumber) }
        var names: [Int: ORName] = [:]
        return fields.map { field in
            var digits = Self.digits(of: field.recipientName)
            while true {
                let number = field.originallySpecifiedRecipientNumber | digits << bits
                guard let other = names[number], other != field.recipientName else {
                    names[number] = field.recipientName
                    return number
                }
                digits = (digits + 1) & (mark - 1) | mark
            }
        }
    }

    /// The number on the wire.
    static func original(_ number: Int) -> Int { number & (1 << bits - 1) }

    private static let bits = 15
    /// Set in all digits, above the 46 bits of the name's.
    private static let mark = 1 << 46

    /// FNV-1a of 64 bits, folded.
    private static func digits(of name: ORName) -> Int {
        var writer = BERWriter()
        name.write(to: &writer)
        let hash = writer.octets.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: hash ^ hash >> 46) & (mark - 1) | mark
    }
}
