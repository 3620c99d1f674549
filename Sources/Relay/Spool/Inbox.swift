internal import Synchronization

/// Collects requests from all threads while their owner is busy; the owner takes them together. A leaf.
final class Inbox<Request: Sendable>: Sendable {
    private struct State {
        var requests: [Request] = []
        /// The owner has been told and has not yet found the inbox empty.
        var isOwnerTold = false
        var isClosed = false
    }

    private let state = Mutex(State())

    enum Answer {
        /// The owner is to be told now.
        case tell
        case added
        case closed
    }

    func add(_ request: Request) -> Answer {
        state.withLock { state in
            if state.isClosed { return .closed }
            state.requests.append(request)
            if state.isOwnerTold { return .added }
            state.isOwnerTold = true
            return .tell
        }
    }

    /// At most `limit` requests in their order. Empty: the next `add` will say `tell`.
    func take(_ limit: Int) -> [Request] {
        state.withLock { state in
            if state.requests.count <= limit {
                let all = state.requests
                state.requests = []
                if all.isEmpty { state.isOwnerTold = false }
                return all
            }
            let part = Array(state.requests.prefix(limit))
            state.requests.removeFirst(limit)
            return part
        }
    }

    func close() { state.withLock { $0.isClosed = true } }
}
