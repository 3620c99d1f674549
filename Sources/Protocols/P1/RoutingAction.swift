package import BER

/// What a domain or an MTA did with the message (X.411 RoutingAction).
package enum RoutingAction: Int, Hashable, Sendable {
    case relayed = 0
    case rerouted = 1

    /// - Throws: `invalidValue` for any other number.
    package init(_ element: BERElement) throws(BERError) {
        guard let value = RoutingAction(rawValue: try element.integer()) else {
            throw BERError(.invalidValue, "RoutingAction", at: element.offset)
        }
        self = value
    }
}
