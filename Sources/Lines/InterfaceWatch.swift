import IO

/// Looks until an interface is up and has an address. Owner: the executor's queue.
final class InterfaceWatch {
    /// nil: there is nothing to look for yet.
    var interface: String?
    var onUp: ((NetworkLine) -> Void)?

    private enum Timer { case look }
    private let timers: TimerSet<Timer>

    /// Seconds between two looks.
    private static let interval = 0.1

    init(_ interface: String?, executor: QueueExecutor) {
        self.interface = interface
        timers = TimerSet(executor)
    }

    /// `onUp` follows, once, and not from inside this call.
    func start() {
        guard interface != nil else { return }
        timers.start(.look, after: 0) { [weak self] in self?.look() }
    }

    func stop() {
        onUp = nil
        timers.cancelAll()
    }

    private func look() {
        guard let interface else { return }
        guard let found = NetworkInterface.addresses(of: interface) else {
            timers.start(.look, after: Self.interval) { [weak self] in self?.look() }
            return
        }
        let tell = onUp
        onUp = nil
        tell?(NetworkLine(interface: interface, local: found.local, peer: found.peer))
    }
}
