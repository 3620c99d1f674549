import IO
import Lines

let usage = """
    trunkd-answer [--socket=/run/trunkline/answer.sock] [--line=NAME] [--framing=yes|no] [--speed=BPS]
                  [--round-trip=MILLISECONDS]
    Started with a call that has come in as standard input and output, by mgetty or a socket unit.
    """

do throws(AnswerArguments.Mistake) {
    let arguments = try AnswerArguments(Array(CommandLine.arguments.dropFirst()))
    Signals.prepare()
    let call = AnswerCall(arguments) { ProcessInformation.exit($0.rawValue) }
    for signal in [Signals.terminate, Signals.interrupt, Signals.hangUp] {
        Signals.handle(signal, on: call.executor) { call.post { $0.stop() } }
    }
    call.post { $0.start() }
} catch {
    StandardStream.error.write("trunkd-answer: \(error.text)\n\(usage)\n")
    ProcessInformation.exit(64)
}
ProcessInformation.runQueues()
