/// What is on its way (X.411 8.1): all three are queued, routed and transferred alike.
package enum MessageKind: Hashable, Sendable {
    case message
    /// Asks whether a message of this description could be delivered; it has no content.
    case probe
    /// Tells an originator what became of a message or probe. Its content is the content that is returned, often none.
    case report(DeliveryReport)

    /// The kind alone, as listings show it.
    package enum Name: Int, Hashable, Sendable {
        case message = 0
        case probe = 1
        case report = 2
    }

    package var name: Name {
        switch self {
        case .message: .message
        case .probe: .probe
        case .report: .report
        }
    }
}
