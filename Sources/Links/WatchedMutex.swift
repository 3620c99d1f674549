internal import Synchronization

/// A `Mutex`; in a build for the thread sanitizer (`-Xswiftc -DTSAN`) one whose hand-over the sanitizer can see.
///
/// Where threads have to wait for it, a `Mutex` goes through code of the standard library that the sanitizer does not
/// see, and races are reported that are none. The atomic, stored behind each use and loaded before the next, says the
/// same as the lock in words that it knows.
struct WatchedMutex<Value: Sendable>: ~Copyable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    #if TSAN
        private let uses = Atomic<UInt>(0)

        func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
            mutex.withLock { value in
                _ = uses.load(ordering: .acquiring)
                defer { uses.add(1, ordering: .releasing) }
                return body(&value)
            }
        }
    #else
        func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result { mutex.withLock { body(&$0) } }
    #endif
}
