import BER
import P1

/// Reads what can be read of the envelope of a message whose APDU is not as X.411 has it, so that its originator can be
/// told of it.
enum EnvelopeSalvage {
    /// Octets from the APDU's start in which the envelope is looked for.
    static let octetLimit = 1 << 20

    /// - Parameter now: for an envelope whose trace cannot be read.
    /// - Returns: nil unless message identifier, originator and a recipient could be read.
    static func envelope(in octets: [UInt8], now: UTCTime) -> MessageTransferEnvelope? {
        guard let elements = fields(of: octets) else { return nil }
        guard let identifier = first(.application(4), elements, { (e) throws(BERError) in try MTSIdentifier(e) }),
            let originator = first(.application(0), elements, { (e) throws(BERError) in try ORName(e) })
        else { return nil }
        let recipients = first(.context(2), elements, { (e) throws(BERError) in self.recipients(try e.children()) })
        guard let recipients, !recipients.isEmpty else { return nil }
        let trace = first(.application(9), elements) { (e) throws(BERError) in
            try self.children(e.children()).map { (e) throws(BERError) in try TraceInformationElement(e) }
        }
        let own = TraceInformationElement(
            globalDomainIdentifier: identifier.globalDomainIdentifier, arrivalTime: now)
        var result = MessageTransferEnvelope(
            messageIdentifier: identifier, originatorName: originator,
            traceInformation: trace.flatMap { $0.isEmpty ? nil : $0 } ?? [own], perRecipientFields: recipients)
        result.contentType =
            first(.application(6), elements) { (e) throws(BERError) in ContentType.builtIn(try e.integer()) }
            ?? .unidentified
        return result
    }

    /// The first element with this tag, if it can be read.
    private static func first<Value>(
        _ tag: BERTag, _ elements: [BERElement], _ read: (BERElement) throws(BERError) -> Value
    ) -> Value? {
        elements.first { $0.tag == tag }.flatMap { try? read($0) }
    }

    private static func recipients(_ reader: BERReader) -> [PerRecipientMessageTransferFields] {
        var result: [PerRecipientMessageTransferFields] = []
        for (index, element) in children(reader).enumerated() where result.count < MTSAPDULimits.standardRecipients {
            guard let reader = try? element.children() else { continue }
            let elements = children(reader)
            guard let name = first(.application(0), elements, { (e) throws(BERError) in try ORName(e) }) else {
                continue
            }
            let number = first(.context(0), elements) { (e) throws(BERError) in try e.integer() } ?? index + 1
            let bits = first(.context(1), elements) { (e) throws(BERError) in try NamedBitList(e) }
            result.append(
                PerRecipientMessageTransferFields(
                    recipientName: name,
                    originallySpecifiedRecipientNumber: 1...MTSAPDULimits.standardRecipients ~= number
                        ? number : index + 1,
                    perRecipientIndicators: bits.map { PerRecipientIndicators(bits: $0) }
                        ?? PerRecipientIndicators(responsibility: true, originatorNonDeliveryReport: true)))
        }
        return result
    }

    /// The elements of the envelope, up to the first that is none.
    private static func fields(of octets: [UInt8]) -> [BERElement]? {
        var rest = octets[...]
        var levels = 0
        var isMessage = false
        // EXTERNAL, its value, the message: entered without asking for their ends.
        while levels < 6, let header = (try? BERHeader.parse(rest)) ?? nil {
            if isMessage, header.tag == .set {
                guard var reader = try? BERReader(rest), let element = try? reader.next(),
                    let inner = try? element.children()
                else { return nil }
                return children(inner)
            }
            if header.tag == .context(1) || header.tag == .context(2) { return nil }
            if header.isConstructed {
                isMessage = header.tag == .context(0)
                rest = rest.dropFirst(header.octets)
            } else {
                guard let length = header.length, length < rest.count else { return nil }
                rest = rest.dropFirst(header.octets + length)
            }
            levels += 1
        }
        return nil
    }

    private static func children(_ reader: BERReader) -> [BERElement] {
        var reader = reader
        var result: [BERElement] = []
        while let element = (try? reader.nextIfPresent()) ?? nil { result.append(element) }
        return result
    }
}
