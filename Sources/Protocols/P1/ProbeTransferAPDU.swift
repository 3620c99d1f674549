package import BER

/// A probe as an MTS-APDU (X.419 MTSTransferProtocol).
package enum ProbeTransferAPDU {
    static let tag = BERTag.context(2)

    /// - Parameter contextIdentifier: as for `MessageTransferAPDU`.
    package static func encode(envelope: ProbeTransferEnvelope, contextIdentifier: Int?) -> [UInt8] {
        var fields = BERWriter()
        envelope.writeFields(to: &fields)
        MTSAPDUFrame.enclose(&fields, in: tag, length: fields.octets.count, contextIdentifier: contextIdentifier)
        return fields.octets
    }

    /// An APDU that is held whole.
    ///
    /// - Throws: `unexpectedTag` for another APDU, `truncated`, and what is wrong within.
    package static func decode(
        _ octets: ArraySlice<UInt8>, limits: MTSAPDULimits = MTSAPDULimits()
    ) throws(BERError) -> ProbeTransferEnvelope {
        var decoder = MTSAPDUDecoder(limits: limits)
        let parts = try decoder.consume(octets)
        try decoder.finish()
        for case .probe(let envelope) in parts { return envelope }
        throw BERError(.unexpectedTag, "no probe")
    }
}
