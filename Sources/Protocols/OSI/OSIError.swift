/// Why octets are not a TPKT, TPDU or SPDU. The upper layers' encodings are BER and fail with `BERError`.
///
/// Equality is by code alone.
package struct OSIError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        /// The octets end within a field that its length announces.
        case truncated
        /// A value or arrangement that the standard forbids.
        case malformed
        /// A PDU code that the standard has and this profile has not, or that nobody knows.
        case unknownPDU
        /// A mandatory parameter is missing.
        case missingParameter
        /// Longer or more numerous than the standard or this implementation permits.
        case limitExceeded
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    package static func == (a: OSIError, b: OSIError) -> Bool { a.code == b.code }

    package var description: String { detail.isEmpty ? "\(code)" : "\(code): \(detail)" }
}
