/// An actor whose executor is a `QueueExecutor`: the owner of everything with effects.
package protocol QueueOwner: Actor {
    nonisolated var executor: QueueExecutor { get }
}

extension QueueOwner {
    /// Runs the work on the owner's queue, isolated to it, after all that was posted before. Never blocks.
    nonisolated package func post(_ work: @escaping @Sendable (isolated Self) -> Void) {
        executor.post { self.assumeIsolated(work) }
    }

    /// The same after `delay` seconds.
    nonisolated package func post(after delay: Double, _ work: @escaping @Sendable (isolated Self) -> Void) {
        executor.post(after: delay) { self.assumeIsolated(work) }
    }
}
