internal import IO

/// Where a sink writes.
package enum JournalDestination: Sendable {
    /// journald where it runs, else standard error.
    case automatic
    /// Standard error, one line an event: `--log stderr`.
    case standardError
    /// The same lines to somebody else.
    case lines(@Sendable (String) -> Void)

    /// Where journald listens.
    package static let socketPath = "/run/systemd/journal/socket"

    /// journald's own call tells nothing when it is absent.
    static var journalRuns: Bool { Files.exists(socketPath) }
}
