internal import Console
internal import IO

/// Standard output and error of this process.
private struct Terminal: ConsoleOutput {
    func write(_ text: String) -> Bool { StandardStream.output.write(text) }
    func complain(_ text: String) { StandardStream.error.write(text) }
}

Signals.prepare()
let code = await Trunkctl.run(
    Array(CommandLine.arguments.dropFirst()), socket: EnvironmentVariables.value("TRUNKLINE_SOCKET"),
    output: Terminal())
ProcessInformation.exit(code.rawValue)
