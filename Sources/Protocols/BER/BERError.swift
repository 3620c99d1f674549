/// Why octets are not the BER encoding that was asked for, and where.
///
/// Equality is by code alone, so that a test can build the error that it expects.
@usableFromInline
package struct BERError: Error, Equatable, Sendable, CustomStringConvertible {
    @usableFromInline
    package enum Code: Sendable {
        /// The octets end within an element.
        case truncated
        /// A tag, length or value that X.690 forbids.
        case malformed
        /// Another element than the type requires.
        case unexpectedTag
        /// An element that the type requires is not there.
        case missingElement
        /// Octets behind the end of the value.
        case trailingOctets
        /// Nested deeper than `BERReader.depthLimit`.
        case tooDeep
        /// Longer, larger or more numerous than the type or this implementation permits.
        case limitExceeded
        /// A value outside its type's range or alphabet.
        case invalidValue
    }

    package let code: Code
    package let detail: String
    /// Offset of the element in the octets that the reader was given.
    package let offset: Int

    @usableFromInline
    package init(_ code: Code, _ detail: String = "", at offset: Int = 0) {
        self.code = code
        self.detail = detail
        self.offset = offset
    }

    @usableFromInline
    package static func == (a: BERError, b: BERError) -> Bool { a.code == b.code }

    @usableFromInline
    package var description: String { "\(code) at octet \(offset)" + (detail.isEmpty ? "" : ": \(detail)") }
}
