import Admin
import Synchronization

/// Answers of several owners, put together. A leaf.
final class Gathering<Item: Sendable>: Sendable {
    private let items = Mutex<[Item]>([])
    private let end: @Sendable ([Item]) -> Void

    init(end: @escaping @Sendable ([Item]) -> Void) { self.end = end }

    func add(_ item: Item) { items.withLock { $0.append(item) } }
    func finish() { end(items.withLock { $0 }) }
}
