package import Message

/// Why a link does not carry a message, or is not called, now.
package enum LinkObstacle: Hashable, Sendable {
    /// The schedule is closed.
    case window
    /// The neighbour calls, we do not.
    case remoteInitiated
    /// A call is not worth its price yet.
    case batch(BatchState)
    /// Longer than what is carried now; the limit in octets.
    case size(Int)
    /// Only messages of these priorities are carried now.
    case priority(PrioritySet)
    /// The same by an operator.
    case limited(PrioritySet)
    case budget(BudgetPeriod)
    /// An operator has to grant the call.
    case attended
    case receiveOnly
    /// By an operator.
    case paused

    package enum BudgetPeriod: String, Hashable, Sendable { case day, month }

    /// An operator or the neighbour has to do something before it ends.
    var needsSomebody: Bool {
        switch self {
        case .remoteInitiated, .attended, .paused, .limited: true
        case .window, .batch, .size, .priority, .budget, .receiveOnly: false
        }
    }
}

extension LinkObstacle: CustomStringConvertible {
    /// For the WHY of a queue's listing.
    package var description: String {
        switch self {
        case .window: "outside the link's schedule"
        case .remoteInitiated: "waits for the neighbour to call"
        case .batch(let state): "batch: \(state)"
        case .size(let limit): "longer than this link's limit of \(limit) octets"
        case .priority(let set): "this link carries \(set) mail only"
        case .limited(let set): "an operator has limited the link to \(set) mail"
        case .budget(let period): "the link's budget of this \(period.rawValue) is used up"
        case .attended: "calls of this link have to be granted by an operator"
        case .receiveOnly: "this link only receives"
        case .paused: "an operator has paused the link"
        }
    }
}

/// What a link may do with a message at a given time.
package enum LinkVerdict: Hashable, Sendable {
    case may
    /// Not before then, by what is known now.
    case notBefore(Timestamp, LinkObstacle)
    /// Until an operator or the neighbour does something.
    case waits(LinkObstacle)
    /// As the link is set up, never.
    case never(LinkObstacle)

    package var obstacle: LinkObstacle? {
        switch self {
        case .may: nil
        case .notBefore(_, let obstacle), .waits(let obstacle), .never(let obstacle): obstacle
        }
    }
}
