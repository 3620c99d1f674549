import IO
import Links

/// A line that is a program's standard input and output.
final class CommandCarrier: LineCarrier {
    var onEvent: ((LineEvent) -> Void)?

    private let arguments: [String]
    private let order: LineOrder
    private var process: ChildProcess?
    private var failure: LineFailure?

    init(_ arguments: [String], of order: LineOrder) {
        self.arguments = arguments
        self.order = order
    }

    func start() {
        do throws(IOError) {
            let process = try ChildProcess.spawn(
                arguments: arguments, environment: order.environment, executor: order.executor)
            self.process = process
            process.onErrorLine = { self.onEvent?(.output($0)) }
            process.onExit = { _ in self.end() }
            onEvent?(.channel(process.channel))
        } catch {
            failure = .notStarted(errno: error.code)
            end()
        }
    }

    func hangUp() { process?.terminate() }

    private func end() {
        let tell = onEvent
        onEvent = nil
        tell?(.ended)
    }

    /// By whether anything came over the line: before that nobody can say that anyone was there.
    var code: RASCode {
        if let failure { return failure.code }
        guard let process, let status = process.exitStatus else { return .hungUpLocally }
        let isUp = process.channel.octetsRead > 0
        let failure: LineFailure =
            switch (status, isUp) {
            case (.exited(let status), false): .exitedWhileDialling(status: status)
            case (.exited(let status), true): .exitedWhileUp(status: status)
            case (.signalled, false): .signalledWhileDialling
            case (.signalled, true): .signalledWhileUp
            }
        return failure.code
    }
}
