internal import Dispatch
internal import Glibc
internal import Synchronization

/// Signals of this process, delivered as calls on a queue.
package enum Signals {
    private static let sources = Mutex<[Confined<WatchedSource>]>([])

    /// Call once at start: writing to a peer that has gone becomes an error instead of the end of the process.
    package static func prepare() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// From now on the signal does nothing but call `body` on the executor's queue, for ever. Several signals that come
    /// close together may make one call.
    package static func handle(_ number: Int32, on executor: QueueExecutor, _ body: @escaping @Sendable () -> Void) {
        _ = signal(number, SIG_IGN)
        let source = WatchedSource(
            DispatchSource.makeSignalSource(signal: number, queue: executor.queue), keeping: nil, body)
        source.resume()
        let confined = Confined(source)
        sources.withLock { $0.append(confined) }
    }
}

extension Signals {
    package static let terminate = SIGTERM
    package static let interrupt = SIGINT
    package static let hangUp = SIGHUP
    package static let user1 = SIGUSR1
    package static let user2 = SIGUSR2
}
