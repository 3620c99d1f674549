import Synchronization

/// Calls its end once it was counted down so many times. A leaf.
final class Latch: Sendable {
    private let count: Mutex<Int>
    private let end: @Sendable () -> Void

    init(_ count: Int, end: @escaping @Sendable () -> Void) {
        self.count = Mutex(count)
        self.end = end
        if count == 0 { end() }
    }

    func countDown() {
        let isLast = count.withLock { count in
            count -= 1
            return count == 0
        }
        if isLast { end() }
    }
}
