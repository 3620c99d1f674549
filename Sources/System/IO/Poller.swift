internal import CLinux
internal import Dispatch
internal import Synchronization

/// Waits for descriptors to become ready and posts what happens to their owners' queues.
///
/// Dispatch's own read and write sources are not used: when a descriptor hangs up (EPOLLHUP: a program has ended, both
/// ways of a socket are shut) its manager thread walks a list that the source's queue frees at the same time, and the
/// process dies; and it passes EPOLLERR alone over. Every arming here is for one event, so that nothing is reported
/// twice, and events carry tags that are never used again, so that none reaches a later holder of the same number.
///
/// Owner of the loop: its own thread. The table is a leaf under its lock.
final class Poller: Sendable {
    static let shared = Poller()

    private let poll: Int32
    private let table = Mutex<[UInt64: Entry]>([:])
    private let lastTag = Atomic<UInt64>(0)

    private struct Entry: Sendable {
        let executor: QueueExecutor
        let watch: Confined<DescriptorWatch>
    }

    private init() {
        poll = linux_poll_create()
        guard poll >= 0 else { return }
        DispatchQueue(label: "trunkline.poller").async { [self] in
            while true { turn() }
        }
    }

    /// Puts a watch into the table; its tag is what the other calls take.
    func enter(_ watch: DescriptorWatch, executor: QueueExecutor) -> UInt64 {
        let tag = lastTag.add(1, ordering: .relaxed).newValue
        let entry = Entry(executor: executor, watch: Confined(watch))
        table.withLock { $0[tag] = entry }
        return tag
    }

    /// - Returns: 0 or an errno.
    func add(_ raw: Int32, mask: UInt32, tag: UInt64) -> Int32 { -linux_poll_add(poll, raw, mask, tag) }
    func arm(_ raw: Int32, mask: UInt32, tag: UInt64) -> Int32 { -linux_poll_arm(poll, raw, mask, tag) }

    /// Afterwards the descriptor may be closed at once.
    func remove(_ raw: Int32?, tag: UInt64) {
        if let raw { _ = linux_poll_remove(poll, raw) }
        let entry = table.withLock { $0.removeValue(forKey: tag) }
        _ = entry
    }

    private func turn() {
        var tags = [UInt64](repeating: 0, count: 64)
        var masks = [UInt32](repeating: 0, count: 64)
        let count = Int(unsafe linux_poll_wait(poll, &tags, &masks, 64))
        for i in 0..<max(0, count) {
            let tag = tags[i]
            let mask = masks[i]
            guard let entry = table.withLock({ $0[tag] }) else { continue }
            entry.executor.post { entry.watch.value.fired(mask) }
        }
    }
}
