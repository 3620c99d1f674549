import Dispatch

package final class QueueExecutor: SerialExecutor, Sendable {
    private static let root = DispatchQueue(label: "root", attributes: .concurrent)
    private let queue: DispatchQueue
    package init(label: String) { queue = DispatchQueue(label: label, target: QueueExecutor.root) }
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let me = unsafe asUnownedSerialExecutor()
        queue.async { unsafe job.runSynchronously(on: me) }
    }
    package func post(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }
    package func post(after delay: Double, _ work: @escaping @Sendable () -> Void) {
        queue.asyncAfter(deadline: .now() + delay, execute: work)
    }
    package func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}

package protocol QueueOwner: Actor { nonisolated var executor: QueueExecutor { get } }
extension QueueOwner {
    nonisolated package func post(_ work: @escaping @Sendable (isolated Self) -> Void) {
        executor.post { self.assumeIsolated(work) }
    }
}
