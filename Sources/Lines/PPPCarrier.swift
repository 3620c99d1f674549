import IO
import Links

/// A line that pppd brings up. pppd's log, which it writes to standard error, tells interface and addresses, and why
/// the call failed: its exit status alone does not.
final class PPPCarrier: LineCarrier {
    var onEvent: ((LineEvent) -> Void)?

    private let link: PPPLink
    private let order: LineOrder
    private var process: ChildProcess?
    private var log: PPPLog
    private var failure: RASCode?
    private var isUp = false
    private var linesTold = 0

    /// Lines of the log that are read; pppd with `debug` on a line that stands for days writes many.
    private static let linesRead = 1_000_000

    init(_ link: PPPLink, of order: LineOrder) {
        self.link = link
        self.order = order
        log = PPPLog()
    }

    func start() {
        var connect: String?
        if let path = link.chatScript {
            guard let octets = try? Files.readAll(path, limit: ChatScript.greatestOctets) else {
                return fail(RASCode(657))
            }
            let script = ChatScript(String(decoding: octets, as: UTF8.self))
            for command in script.dialCommands { onEvent?(.output("the modem is told \(command)")) }
            log = PPPLog(script: script)
            connect = PPPLog.connectCommand(chat: "chat", script: path)
        }
        do throws(IOError) {
            let process = try ChildProcess.spawn(
                arguments: link.arguments(connect: connect), environment: order.environment,
                errorLines: Self.linesRead, executor: order.executor)
            self.process = process
            process.onErrorLine = { self.read($0) }
            process.onExit = { _ in self.end() }
        } catch {
            fail(LineFailure.notStarted(errno: error.code).code)
        }
    }

    private func read(_ line: String) {
        if !log.read(line), linesTold < ChildProcess.greatestLines {
            linesTold += 1
            onEvent?(.output(line))
        }
        guard !isUp, log.isUp, let interface = log.interface, let local = log.local else { return }
        isUp = true
        onEvent?(.network(NetworkLine(interface: interface, local: local, peer: log.peer)))
    }

    /// pppd ends the link in order on SIGTERM, which takes it six seconds where the other end does not answer.
    func hangUp() { process?.terminate(grace: 8) }

    private func fail(_ code: RASCode) {
        failure = code
        end()
    }

    private func end() {
        process?.channel.close()
        let tell = onEvent
        onEvent = nil
        tell?(.ended)
    }

    var code: RASCode {
        if let failure { return failure }
        switch process?.exitStatus {
        case .exited(let status): return log.code(status: status)
        case .signalled: return log.codeOfSignal()
        case nil: return .hungUpLocally
        }
    }
}
