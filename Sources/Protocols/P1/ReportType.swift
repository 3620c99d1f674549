import BER

/// What became of a message or probe for one recipient (X.411 ReportType).
package enum ReportType: Hashable, Sendable {
    /// Delivered, or for a probe deliverable.
    ///
    /// - typeOfMTSUser: 0 public, 1 private, 2 message store, 3 distribution list, 4 physical delivery access unit,
    ///   5 physical recipient, 6 other.
    case delivery(messageDeliveryTime: UTCTime, typeOfMTSUser: Int)
    /// Reason and diagnostic with the numbers of X.411 (NonDeliveryReasonCode, NonDeliveryDiagnosticCode).
    case nonDelivery(reason: Int, diagnostic: Int?)

    /// The type of a user whom the report does not describe (DEFAULT public).
    package static let publicUser = 0

    /// - Parameter element: the element within the explicit tag [1].
    init(_ element: BERElement) throws(BERError) {
        var fields = try Fields(element)
        switch element.tag {
        case .context(0):
            self = .delivery(
                messageDeliveryTime: try fields.required(.context(0), UTCTime.init),
                typeOfMTSUser: try fields.optional(.context(1), BERReader.integer) ?? Self.publicUser)
        case .context(1):
            self = .nonDelivery(
                reason: try fields.required(.context(0), BERReader.integer),
                diagnostic: try fields.optional(.context(1), BERReader.integer))
        default: throw BERError(.unexpectedTag, "\(element.tag) as report type", at: element.offset)
        }
        try fields.expectEnd()
    }

    func write(to writer: inout BERWriter) {
        switch self {
        case .delivery(let time, let user):
            writer.constructed(.context(0)) { inner in
                time.write(to: &inner, tag: .context(0))
                if user != Self.publicUser { inner.integer(user, tag: .context(1)) }
            }
        case .nonDelivery(let reason, let diagnostic):
            writer.constructed(.context(1)) { inner in
                inner.integer(reason, tag: .context(0))
                if let diagnostic { inner.integer(diagnostic, tag: .context(1)) }
            }
        }
    }
}
