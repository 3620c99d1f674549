/// trunkctl's exit statuses; they never change their meaning.
package enum ExitCode: Int32, Sendable {
    case ok = 0
    /// What was named does not exist, or `check` found problems.
    case nothingMatched = 1
    case usage = 2
    case unreachable = 3
    case refused = 4
    /// The ping or a step of the diagnosis failed, or the probe's recipient cannot be delivered to.
    case failed = 5
    /// No answer to the probe came in time.
    case noAnswer = 6
}
