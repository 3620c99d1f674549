internal import Dispatch

/// Serial executor over a Dispatch queue, so that an actor's code and the callbacks of its descriptors run on one and
/// the same queue.
///
/// An owner is written like this; its methods are synchronous, and everything from outside comes in by `post`:
///
///     package actor Door: QueueOwner {
///         nonisolated package let executor = QueueExecutor(label: "door")
///         nonisolated package var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
///         private var channel: StreamChannel?
///
///         package func open(_ box: DescriptorBox) {          // called as door.post { $0.open(box) }
///             guard let descriptor = box.take() else { return }
///             let channel = StreamChannel(descriptor, executor: executor)
///             // A callback formed in a method of the owner is isolated to it and may touch its state.
///             channel.onOctets = { octets in self.received(octets) }
///             channel.onClosed = { error in self.closed(error) }
///             channel.start()
///             self.channel = channel
///         }
///     }
///
/// A callback with `[weak self]` loses the isolation and takes it back by
/// `self?.assumeIsolated { $0.received(octets) }`, which is checked at run time against the queue. A channel drops its
/// callbacks when it closes, so the strong form makes no lasting cycle.
package final class QueueExecutor: SerialExecutor, Sendable {
    package let label: String
    /// For Dispatch sources in this target.
    let queue: DispatchQueue

    /// - Parameter blocking: true for an owner whose work sits in system calls that block (file synchronisation, name
    ///   resolution). Such a queue gets a thread of its own while it works; all the others share
    ///   one pool as wide as the machine has cores, which blocking work would starve.
    package init(label: String, blocking: Bool = false) {
        self.label = label
        queue = DispatchQueue(label: "trunkline." + label, target: blocking ? nil : DispatchQueue.global())
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    /// Stops the process when the caller is not on this queue.
    package func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }

    /// Runs the work on the queue, after all that was posted before. Never blocks.
    package func post(_ work: @escaping @Sendable () -> Void) {
        queue.async(execute: work)
    }

    /// Runs the work on the queue after `delay` seconds. It cannot be taken back: see `TimerSet` for what can.
    package func post(after delay: Double, _ work: @escaping @Sendable () -> Void) {
        queue.asyncAfter(deadline: .now() + clampedSeconds(delay), execute: work)
    }

    /// Makes a function that may be called from any queue and runs `body` on this one.
    ///
    /// Made on this queue, for the answer to a question that is put to another owner. `body` holds its own owner
    /// weakly: it may be let go on the other queue.
    package func callback<Value: Sendable>(_ body: @escaping (Value) -> Void) -> @Sendable (Value) -> Void {
        let confined = Confined(body)
        return { value in self.post { confined.value(value) } }
    }

    /// The same for work that holds what is confined to this very queue.
    func postConfined(_ work: @escaping () -> Void) {
        let confined = Confined(work)
        queue.async { confined.value() }
    }

    func postConfined(after delay: Double, _ work: @escaping () -> Void) {
        let confined = Confined(work)
        queue.asyncAfter(deadline: .now() + clampedSeconds(delay)) { confined.value() }
    }
}

/// Carries a value that belongs to one queue into a closure that runs on that same queue.
///
/// The only unchecked place of the sources. The compiler cannot know that what an actor's queue owns, and gives to its
/// own timers and channels, comes back on that queue: Dispatch asks for a closure that any thread may run. Whoever
/// makes one states that both ends are on one queue.
struct Confined<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}

/// 0 ... ten years; not-a-number counts as 0.
func clampedSeconds(_ seconds: Double) -> Double {
    guard seconds > 0 else { return 0 }
    return min(seconds, 315_360_000)
}
