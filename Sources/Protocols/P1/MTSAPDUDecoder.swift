package import BER

/// Takes an MTS-APDU apart while it comes in (X.411 and X.419; X.690 for its lengths).
///
/// ## Overview
/// Feed it the octets of one APDU, cut anywhere, in order. It answers with the envelope once that is whole, with the
/// content piece by piece as slices of the input, and with `.end` on the APDU's last octet. So it does with the content
/// that a report returns, wherever it stands among the report's fields: the report comes behind it.
///
/// ## Function
/// The EXTERNAL of normal mode may stand around the APDU or not. Lengths may be definite or indefinite at each level.
/// The content may be one OCTET STRING or segments, nested.
///
/// ## Implementation
/// Elements that hold the content are entered, never gathered: `levels` knows which are open and where each must
/// end. Gathered, up to their limits, are only envelopes and the other fields of a report. After an error every further
/// call throws it again.
package struct MTSAPDUDecoder: Sendable {
    enum Phase: Sendable {
        /// Nothing yet. → external, message, report, probe
        case start
        /// Within the EXTERNAL. → reference, apdu
        case external
        /// A reference or descriptor within the EXTERNAL is gathered. → external
        case reference
        /// Within the EXTERNAL's single-ASN1-type. → message, report, probe
        case apdu
        /// Before the message's envelope. → envelope
        case message
        /// The envelope is gathered. → content
        case envelope
        /// Before the content. → contentOctets, segments
        case content
        /// Some octets of a primitive string are still to come. → segments, reportFields, closing
        case contentOctets
        /// Within constructed content, between two segments. → contentOctets, segments, reportFields, closing
        case segments
        /// A probe is gathered. → closing
        case probe
        /// Before the report's envelope. → reportEnvelope
        case report
        /// The report's envelope is gathered. → reportContent
        case reportEnvelope
        /// Before the report's content. → reportFields
        case reportContent
        /// Between two fields of the report's content. → reportField, contentOctets, segments, closing
        case reportFields
        /// A field of the report's content is gathered. → reportFields
        case reportField
        /// All was read but the ends of what is open. → end
        case closing
        /// The APDU is complete.
        case end
    }

    /// What of a report was read so far.
    struct PartialReport: Hashable, Sendable {
        var envelope: ReportTransferEnvelope
        /// The encodings of the content's fields, one after the other.
        var fields: [UInt8] = []
        var hasReturnedContent = false
    }

    /// A constructed element that was entered.
    struct Level: Hashable, Sendable {
        /// Where it ends, in octets from the beginning; nil: at its end-of-contents octets.
        var end: Int?
        /// Where the innermost definite length around it ends.
        var bound: Int
        var kind: Kind

        enum Kind: Hashable, Sendable {
            /// EXTERNAL, its single-ASN1-type, a message or a report.
            case frame
            /// The SET of a report's content.
            case reportContent
            /// Content, or a segment of it.
            case content
        }
    }

    let limits: MTSAPDULimits
    var phase = Phase.start
    /// What was wrong with the octets.
    private var failure: BERError?
    /// The element that is gathered, in the phases that gather one.
    var collector: ElementCollector?
    /// Octets of a primitive string that are still to come.
    var remaining = 0
    var levels: [Level] = []
    /// Octets read so far.
    var offset = 0
    var headers = HeaderReader()
    /// nil: not a report, or its envelope is still to come.
    var report: PartialReport?
    /// Elements read within the EXTERNAL.
    var references = 0
    /// Octets of content that were promised so far.
    var contentOctets = 0
    /// The presentation context that the EXTERNAL names; nil before it is read or where there is none.
    package internal(set) var contextIdentifier: Int?

    package init(limits: MTSAPDULimits = MTSAPDULimits()) { self.limits = limits }

    /// The APDU's last octet was read.
    package var isComplete: Bool { phase == .end && failure == nil }

    /// Reads the next octets of the APDU.
    ///
    /// - Returns: what became known by them, in order; often nothing.
    /// - Throws: what is wrong with the octets; `trailingOctets` for octets behind the end. The decoder is then of no
    ///   further use.
    package mutating func consume(_ octets: ArraySlice<UInt8>) throws(BERError) -> [DecodedPart] {
        if let failure { throw failure }
        var position = octets.startIndex
        var parts: [DecodedPart] = []
        do throws(BERError) {
            while try step(octets, &position, &parts) {}
            guard position == octets.endIndex else { throw BERError(.trailingOctets, at: offset) }
        } catch {
            failure = error
            throw error
        }
        return parts
    }

    /// Says that no more octets will come.
    ///
    /// - Throws: `truncated` unless the APDU is complete.
    package func finish() throws(BERError) {
        if let failure { throw failure }
        guard isComplete else { throw BERError(.truncated, at: offset) }
    }
}
