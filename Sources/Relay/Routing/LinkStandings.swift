package import Message
internal import Synchronization

/// Whether the link of a connector is worth choosing at present, as its worker knows it.
package enum LinkStanding: Hashable, Sendable {
    /// It is up or can be opened, or waits for its window or its ordinary retry: one failed open does not make mail
    /// dear.
    case stands
    /// Its open retries were used up and no association has come up since; the next open is not before then. nil: nor
    /// before somebody permits it.
    case givenUp(until: Timestamp?)
    /// Its last call failed in a way that needs a person, and no association has come up since, nor were the settings
    /// read again. It is still tried for what waits there.
    case barred
    /// By an operator.
    case paused

    package func isDown(at time: Timestamp) -> Bool {
        switch self {
        case .stands: false
        case .givenUp(let until): until.map { time < $0 } ?? true
        case .barred, .paused: true
        }
    }
}

/// What the connectors' workers tell of their links, and routing asks. Owner: a mutex; any queue may call.
package final class LinkStandings: Sendable {
    /// Only of those that do not stand.
    private let current = Mutex<[String: LinkStanding]>([:])

    package init() {}

    package func set(_ connector: String, _ standing: LinkStanding) {
        current.withLock { $0[connector] = standing == .stands ? nil : standing }
    }

    /// The connector is gone.
    package func forget(_ connector: String) { set(connector, .stands) }

    /// By connector; one that is not there stands.
    package func snapshot() -> [String: LinkStanding] { current.withLock { $0 } }
}
