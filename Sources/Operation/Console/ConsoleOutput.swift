/// Where trunkctl writes.
package protocol ConsoleOutput: Sendable {
    /// What was asked for. False where nobody reads any more.
    func write(_ text: String) -> Bool
    /// What went wrong.
    func complain(_ text: String)
}
