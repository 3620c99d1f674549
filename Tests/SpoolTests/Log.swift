import Synchronization

/// Values noted from any thread, in order.
final class Log<Value: Sendable>: Sendable {
    private let state = Mutex<[Value]>([])
    func append(_ value: Value) { state.withLock { $0.append(value) } }
    func append(contentsOf more: [Value]) { state.withLock { $0 += more } }
    var values: [Value] { state.withLock { $0 } }
}
