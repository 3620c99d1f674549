internal import Dispatch

/// Timers by name, on one queue. Starting one anew replaces it; one that was cancelled never fires.
///
/// Owner: the executor's queue, on which every call must be made and every timer fires. Timers that still run when the
/// set goes away do not fire.
package final class TimerSet<Key: Hashable> {
    private let executor: QueueExecutor
    private var timers: [Key: WatchedSource] = [:]

    package init(_ executor: QueueExecutor) {
        self.executor = executor
    }

    /// Number of timers that run.
    package var count: Int { timers.count }

    package func isRunning(_ key: Key) -> Bool { timers[key] != nil }

    /// - Parameter seconds: negative and not-a-number count as 0; it never fires from inside this call.
    package func start(_ key: Key, after seconds: Double, _ fire: @escaping () -> Void) {
        timers[key]?.cancel()
        let timer = DispatchSource.makeTimerSource(queue: executor.queue)
        let delay = clampedSeconds(seconds)
        timer.schedule(deadline: .now() + delay, leeway: .milliseconds(delay < 1 ? 1 : 50))
        let source = WatchedSource(timer) { [weak self] in
            guard let self, let running = self.timers.removeValue(forKey: key) else { return }
            running.cancel()
            fire()
        }
        timers[key] = source
        source.resume()
    }

    package func cancel(_ key: Key) {
        timers.removeValue(forKey: key)?.cancel()
    }

    package func cancelAll() {
        for timer in timers.values { timer.cancel() }
        timers.removeAll()
    }

    deinit { for timer in timers.values { timer.cancel() } }
}
