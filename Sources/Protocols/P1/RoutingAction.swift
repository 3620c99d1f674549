package import BER

/// What a domain or an MTA did with the message (X.411 RoutingAction).
package enum RoutingAction: Int, Hashable, Sendable, BERReadable {
    case relayed = 0
    case rerouted = 1

    /// - Throws: `invalidValue` for any other number.
    package init(_ reader: inout BERReader) throws(BERError) {
        guard let value = RoutingAction(rawValue: try reader.integer()) else {
            throw BERError(.invalidValue, "RoutingAction", at: reader.offset)
        }
        self = value
    }
}
