import IO
import Links

/// A line that a program brings up as a network interface, for as long as it runs.
///
/// The program says so on its standard output, by a line `up INTERFACE LOCAL-ADDRESS [PEER-ADDRESS]`; what is left out
/// is looked up at the interface. Where the entry names the interface the program need not say anything: the interface
/// is watched.
final class NetworkCommandCarrier: LineCarrier {
    var onEvent: ((LineEvent) -> Void)?

    private let arguments: [String]
    private let order: LineOrder
    private let watch: InterfaceWatch
    private var process: ChildProcess?
    private var lines = LineSplitter(greatestLine: 1024, greatestLines: 1000)
    private var failure: LineFailure?
    private var isUp = false

    init(_ arguments: [String], interface: String?, of order: LineOrder) {
        self.arguments = arguments
        self.order = order
        watch = InterfaceWatch(interface, executor: order.executor)
    }

    func start() {
        do throws(IOError) {
            let process = try ChildProcess.spawn(
                arguments: arguments, environment: order.environment, executor: order.executor)
            self.process = process
            process.onErrorLine = { self.onEvent?(.output($0)) }
            process.onExit = { _ in self.end() }
            process.channel.onOctets = { octets in for line in self.lines.take(octets) { self.said(line) } }
            process.channel.start()
            watch.onUp = { self.up($0) }
            watch.start()
        } catch {
            failure = .notStarted(errno: error.code)
            end()
        }
    }

    private func said(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        guard words.first == "up", words.count <= 4 else {
            onEvent?(.output(line))
            return
        }
        if words.count >= 3 {
            up(NetworkLine(interface: words[1], local: words[2], peer: words.count > 3 ? words[3] : nil))
        } else if words.count == 2 {
            watch.interface = words[1]
            watch.start()
        }
    }

    private func up(_ line: NetworkLine) {
        if isUp { return }
        isUp = true
        watch.stop()
        onEvent?(.network(line))
    }

    func hangUp() { process?.terminate() }

    private func end() {
        watch.stop()
        process?.channel.close()
        let tell = onEvent
        onEvent = nil
        tell?(.ended)
    }

    var code: RASCode {
        if let failure { return failure.code }
        let failure: LineFailure =
            switch process?.exitStatus {
            case .exited(let status): isUp ? .exitedWhileUp(status: status) : .exitedWhileDialling(status: status)
            case .signalled: isUp ? .signalledWhileUp : .signalledWhileDialling
            case nil: .silentWhileUp
            }
        return failure.code
    }
}
