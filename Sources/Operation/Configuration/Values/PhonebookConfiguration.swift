package import Links

/// One phonebook entry, `phonebook/NAME.ras`: how a line is brought up.
package struct PhonebookConfiguration: Hashable, Sendable {
    /// What carries the octets.
    package enum Medium: String, Hashable, Sendable, CaseIterable {
        /// A program whose standard input and output are the line.
        case command
    }

    /// The file's name without `.ras`.
    package var name: String
    package var medium: Medium
    /// Program and arguments. The program is an absolute path, or a name that is looked up in PATH.
    package var command: [String]
    /// Added to the program's environment.
    package var environment: [String: String]
    /// Seconds that a call may take until the first octet can pass.
    package var dialTimeout: Double
    /// Seconds without an association after which the line is hung up.
    package var idleHangUp: Double
    /// `[Policy]`: what the link may carry, and when.
    package var policy = LinkPolicy()

    package init(
        name: String, medium: Medium = .command, command: [String], environment: [String: String] = [:],
        dialTimeout: Double = 60, idleHangUp: Double = 30
    ) {
        self.name = name
        self.medium = medium
        self.command = command
        self.environment = environment
        self.dialTimeout = dialTimeout
        self.idleHangUp = idleHangUp
    }
}
