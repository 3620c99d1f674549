import BER

/// A message as an MTS-APDU (X.419 MTSTransferProtocol), written around content that is never held.
package enum MessageTransferAPDU {
    /// The octets before the content. All lengths are definite: the content's octets follow, and end the APDU.
    ///
    /// - Parameters:
    ///   - contentLength: how many octets of content follow.
    ///   - contextIdentifier: presentation context of the message transfer; an EXTERNAL with it is put around the
    ///     APDU, as normal mode has it. nil: the bare APDU, as X.410 mode has it.
    package static func header(
        envelope: MessageTransferEnvelope, contentLength: Int, contextIdentifier: Int?
    ) -> [UInt8] {
        var message = BERWriter()
        envelope.write(to: &message)
        message.header(.octetString, constructed: false, length: contentLength)

        var apdu = BERWriter()
        apdu.header(.context(0), constructed: true, length: message.octets.count + contentLength)
        guard let contextIdentifier else { return apdu.octets + message.octets }

        let apduLength = apdu.octets.count + message.octets.count + contentLength
        var inner = BERWriter()
        inner.integer(contextIdentifier)
        inner.header(.context(0), constructed: true, length: apduLength)
        var external = BERWriter()
        external.header(.external, constructed: true, length: inner.octets.count + apduLength)
        return external.octets + inner.octets + apdu.octets + message.octets
    }
}
