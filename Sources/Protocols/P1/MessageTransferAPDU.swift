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
        var message = BERWriter(capacity: 1024)
        envelope.write(to: &message)
        message.header(.octetString, constructed: false, length: contentLength)
        let length = message.octets.count + contentLength
        MTSAPDUFrame.enclose(&message, in: .context(0), length: length, contextIdentifier: contextIdentifier)
        return message.octets
    }
}
