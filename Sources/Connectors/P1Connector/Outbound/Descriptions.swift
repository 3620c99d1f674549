import OSI

extension TransferFailure {
    /// Why, for people.
    var description: String {
        switch self {
        case .peerException(let reason, _): "the neighbour reported exception \(reason)"
        case .interruptedByPeer(let reason): "interrupted by the neighbour, reason \(reason)"
        case .discardedByPeer(let reason): "discarded by the neighbour, reason \(reason)"
        case .interrupted: "interrupted"
        case .discarded: "discarded"
        case .alreadyCompleted: "completed before"
        case .cannotResume: "the neighbour does not know the transfer that was cut"
        case .tooLarge: "too long to be sent without checkpoints"
        case .notPermitted: "not permitted now"
        }
    }
}

extension AbortInformation {
    /// Who, where and why, for people.
    var description: String {
        let by =
            switch source {
            case .peer: "aborted by the neighbour"
            case .us: "aborted by us"
            case .transport: "the line went"
            }
        return "\(by) (\(layer.rawValue), reason \(reason))" + (detail.isEmpty ? "" : ": \(detail)")
    }
}
