internal import Dispatch

/// Timers by name, on one queue. Starting one anew replaces it; one that was cancelled never fires.
///
/// All of a set share one Dispatch timer, which is moved only to an earlier time: most timers guard against what does
/// not happen, and are put off or cancelled again and again long before their time. It may therefore wake for nothing.
///
/// Owner: the executor's queue, on which every call must be made and every timer fires. Timers that still run when the
/// set goes away do not fire.
package final class TimerSet<Key: Hashable> {
    private struct Running {
        let deadline: DispatchTime
        /// Another one for each start.
        let number: Int
        let fire: () -> Void
    }

    private let executor: QueueExecutor
    private var timers: [Key: Running] = [:]
    private var lastNumber = 0
    private var alarm: (source: WatchedSource, timer: any DispatchSourceTimer)?
    /// When the alarm goes off.
    private var armed: DispatchTime?

    package init(_ executor: QueueExecutor) {
        self.executor = executor
    }

    /// Number of timers that run.
    package var count: Int { timers.count }

    package func isRunning(_ key: Key) -> Bool { timers[key] != nil }

    /// - Parameter seconds: negative and not-a-number count as 0; it never fires from inside this call.
    package func start(_ key: Key, after seconds: Double, _ fire: @escaping () -> Void) {
        lastNumber += 1
        let deadline = DispatchTime.now() + clampedSeconds(seconds)
        timers[key] = Running(deadline: deadline, number: lastNumber, fire: fire)
        arm(deadline)
    }

    package func cancel(_ key: Key) { timers[key] = nil }

    package func cancelAll() { timers.removeAll() }

    private func arm(_ deadline: DispatchTime) {
        if let armed, armed <= deadline { return }
        armed = deadline
        let isSoon = deadline < DispatchTime.now() + 1
        alarm(deadline, leeway: .milliseconds(isSoon ? 1 : 50))
    }

    private func alarm(_ deadline: DispatchTime, leeway: DispatchTimeInterval) {
        if let alarm { return alarm.timer.schedule(deadline: deadline, leeway: leeway) }
        let timer = DispatchSource.makeTimerSource(queue: executor.queue)
        timer.schedule(deadline: deadline, leeway: leeway)
        let source = WatchedSource(timer) { [weak self] in self?.wake() }
        alarm = (source, timer)
        source.resume()
    }

    /// Fires what is due, in the order of the deadlines.
    private func wake() {
        armed = nil
        let now = DispatchTime.now()
        let due = timers.filter { $0.value.deadline <= now }
            .sorted { ($0.value.deadline, $0.value.number) < ($1.value.deadline, $1.value.number) }
        for (key, timer) in due where timers[key]?.number == timer.number {
            timers[key] = nil
            timer.fire()
        }
        if let next = timers.values.map(\.deadline).min() { arm(next) }
    }

    deinit { alarm?.source.cancel() }
}
