import Synchronization

/// Whether the caller of a long answer is still there. A leaf.
final class Liveness: Sendable {
    private let state = Mutex(true)
    var isAlive: Bool { state.withLock { $0 } }
    func end() { state.withLock { $0 = false } }
}
