/// What an `MTSAPDUDecoder` has found, in the order of the octets.
package enum DecodedPart: Hashable, Sendable {
    /// A message's envelope; its content follows.
    indirect case envelope(MessageTransferEnvelope)
    /// The next octets of the content: a slice of what the decoder was given. Never empty.
    case content(ArraySlice<UInt8>)
    /// The next octets of the content that a report returns: a slice too, never empty. All of them come before
    /// `report`.
    case returnedContent(ArraySlice<UInt8>)
    /// A report, whole but for the content that it returns.
    indirect case report(ReportTransferEnvelope, ReportTransferContent)
    indirect case probe(ProbeTransferEnvelope)
    /// The APDU is complete.
    case end
}
