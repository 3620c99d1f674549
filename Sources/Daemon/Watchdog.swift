import Events
import IO
import Journal
import Synchronization

/// Tells systemd that the service lives, but only after a round through the queue of every worker: a worker that is
/// stuck is seen (platform: the ping must come from where the work is done).
final class Watchdog: Sendable {
    private let interval: Double?
    private let service: MTAService
    private let rooms: Rooms
    private let executor = QueueExecutor(label: "trunkline.watchdog")
    private let state = Mutex(State())

    private struct State {
        var isRunning = true
        var round = 0
        /// Who has not answered in this round.
        var awaited: Set<String> = []
    }

    /// - Parameter interval: seconds between two pings that systemd demands; nil: none.
    init(interval: Double?, service: MTAService, rooms: Rooms) {
        self.interval = interval
        self.service = service
        self.rooms = rooms
    }

    func start() {
        executor.post { self.beginRound() }
    }

    func stop() { state.withLock { $0.isRunning = false } }

    private var period: Double { (interval ?? 30) / 3 }

    private func beginRound() {
        let late = state.withLock { state -> (running: Bool, names: Set<String>) in
            let names = state.awaited
            state.round += 1
            state.awaited = []
            return (state.isRunning, names)
        }
        guard late.running else { return }
        for name in late.names.sorted() {
            rooms.events.emit(EventRecord(.workerStuck(worker: name, seconds: Int(period)), connector: name))
        }
        let workers = rooms.workers.all
        let round = state.withLock { state in
            state.awaited = Set(workers.map(\.name) + ["service"])
            return state.round
        }
        for worker in workers { Self.ping(worker) { self.answered(worker.name, round) } }
        service.post { _ in self.answered("service", round) }
        executor.post(after: period) { self.beginRound() }
    }

    private static func ping<W: QueueWorker>(_ worker: W, _ reply: @escaping @Sendable () -> Void) {
        worker.post { _ in reply() }
    }

    private func answered(_ name: String, _ round: Int) {
        let isComplete = state.withLock { state in
            guard state.round == round, state.awaited.remove(name) != nil else { return false }
            return state.awaited.isEmpty && state.isRunning
        }
        if isComplete, interval != nil { ServiceManager.watchdog() }
    }
}
