internal import Message

/// What the writer can be asked for.
enum WriterRequest: Sendable {
    typealias Reply<Value> = @Sendable (Result<Value, SpoolError>) -> Void

    case accept(SpoolAcceptance, Reply<Accepted>)
    case settle([Settlement], Reply<[SettledMessage]>)
    case markHanding([Int64], Reply<Void>)
    case reschedule([Reschedule], Reply<Void>)
    case tellDelays([DelayNotice], Reply<[StoredEntry]>)
    case hold(MessageID, String?, Reply<HoldResult>)
    case saveRecovery(key: String, value: [UInt8]?, Reply<Void>?)
    /// Bring the reservation of the counter up.
    case reserve

    /// New mail is refused while the store is short of space; all else is tried.
    var isAcceptance: Bool {
        if case .accept = self { return true }
        return false
    }

    func fail(_ error: SpoolError) {
        switch self {
        case .accept(_, let reply): reply(.failure(error))
        case .settle(_, let reply): reply(.failure(error))
        case .markHanding(_, let reply): reply(.failure(error))
        case .reschedule(_, let reply): reply(.failure(error))
        case .tellDelays(_, let reply): reply(.failure(error))
        case .hold(_, _, let reply): reply(.failure(error))
        case .saveRecovery(_, _, let reply): reply?(.failure(error))
        case .reserve: break
        }
    }
}
