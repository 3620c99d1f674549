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
