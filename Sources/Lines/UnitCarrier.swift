import IO
import Links

/// A line that a systemd unit brings up as a network interface: started for the call, stopped to hang up.
final class UnitCarrier: LineCarrier {
    var onEvent: ((LineEvent) -> Void)?

    private let unit: String
    private let order: LineOrder
    private let watch: InterfaceWatch
    private var desk: UnitDesk?
    private var failure: UnitFailure?
    private var isUp = false

    init(_ unit: String, interface: String, of order: LineOrder) {
        self.unit = unit
        self.order = order
        watch = InterfaceWatch(interface, executor: order.executor)
    }

    func start() {
        watch.onUp = { self.up($0) }
        let desk = UnitDesk(unit, tell: order.executor.callback { self.told($0) })
        self.desk = desk
        desk.post { $0.start() }
    }

    private func told(_ news: UnitDesk.News) {
        switch news {
        case .active: watch.start()
        case .refused(let failure, let text):
            onEvent?(.output("unit \(unit): \(text)"))
            end(failure)
        case .ended(let result, let status): end(.ended(result: result, status: status, isUp: isUp))
        }
    }

    private func up(_ line: NetworkLine) {
        isUp = true
        onEvent?(.network(line))
    }

    func hangUp() { desk?.post { $0.stop() } }

    private func end(_ failure: UnitFailure) {
        self.failure = failure
        watch.stop()
        desk = nil
        let tell = onEvent
        onEvent = nil
        tell?(.ended)
    }

    var code: RASCode { failure?.code ?? .hungUpLocally }
}
