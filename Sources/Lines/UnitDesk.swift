import IO
import Links

/// Starts and stops one systemd unit, and follows it from the request to its end. Owner of the connection to the bus,
/// on a queue that may block.
///
/// The unit's state is asked for and not subscribed to: it works the same over every restart of manager and bus.
actor UnitDesk: QueueOwner {
    /// What is told, on this actor's queue.
    enum News: Sendable {
        case active
        case refused(UnitFailure, text: String)
        case ended(result: String, status: Int32)
    }

    nonisolated let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let unit: String
    private let tell: @Sendable (News) -> Void
    private var bus: UnitBus?
    private var wasActive = false
    private var isOver = false

    /// Seconds between two looks, while it comes up or goes down and while it is up.
    private static let looks = (changing: 0.2, up: 1.0)

    init(_ unit: String, tell: @escaping @Sendable (News) -> Void) {
        executor = QueueExecutor(label: "unit.\(unit)", blocking: true)
        self.unit = unit
        self.tell = tell
    }

    func start() {
        do throws(UnitBus.Refusal) {
            let bus = try UnitBus()
            self.bus = bus
            try bus.call("StartUnit", unit)
            look()
        } catch {
            refused(error)
        }
    }

    func stop() {
        guard let bus, !isOver else { return }
        do throws(UnitBus.Refusal) {
            try bus.call("StopUnit", unit)
        } catch {
            refused(error)
        }
    }

    private func refused(_ refusal: UnitBus.Refusal) {
        over(.refused(refusal.name.isEmpty ? .noBus : .refused(error: refusal.name), text: refusal.text))
    }

    private func over(_ news: News) {
        if isOver { return }
        isOver = true
        bus = nil
        tell(news)
    }

    private func look() {
        guard let bus, !isOver else { return }
        do throws(UnitBus.Refusal) {
            let hasJob = bus.hasJob(unit)
            switch try bus.state(of: unit) {
            case "active", "reloading":
                if !wasActive { tell(.active) }
                wasActive = true
            case "failed", "inactive":
                if hasJob { break }
                let end = bus.result(of: unit)
                return over(.ended(result: end.result, status: end.status))
            // activating, deactivating, maintenance
            default: break
            }
        } catch {
            return refused(error)
        }
        post(after: wasActive ? Self.looks.up : Self.looks.changing) { $0.look() }
    }
}
