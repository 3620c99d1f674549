/// What an `MTSAPDUDecoder` has found, in the order of the octets.
package enum DecodedPart: Hashable, Sendable {
    /// A message's envelope; its content follows.
    indirect case envelope(MessageTransferEnvelope)
    /// The next octets of the content: a slice of what the decoder was given. Never empty.
    case content(ArraySlice<UInt8>)
    /// A report: the whole APDU, with its tag [1].
    case report([UInt8])
    /// A probe: the whole APDU, with its tag [2].
    case probe([UInt8])
    /// The APDU is complete.
    case end
}
