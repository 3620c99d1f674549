/// What one SMTP client may use up.
package struct SMTPServerLimits: Hashable, Sendable {
    /// Octets of a command line with its CRLF; RFC 5321 4.5.3.1.4 asks 512, and more for parameters.
    package var commandLine = 4096
    /// Octets of a line of content with its CRLF. RFC 5321 4.5.3.1.6 has 1000; longer ones are met daily.
    package var textLine = 65_536
    /// Recipients of one message.
    package var recipients = 1000
    /// Octets of one message.
    package var messageOctets = 50 * 1024 * 1024
    /// Octets of a refused message that are read over before the connection is closed.
    package var drainedOctets = 64 * 1024 * 1024
    /// Commands that were not understood or out of place.
    package var badCommands = 20
    /// Commands since the last accepted message that brought no message nearer (NOOP, RSET, refused recipients …).
    package var wastedCommands = 1000
    /// Octets held back while the owner works out an answer.
    package var heldOctets = 256 * 1024
    /// Seconds for one command to come in whole.
    package var idleSeconds = 300
    /// Seconds without an octet within the content.
    package var contentIdleSeconds = 180
    /// Seconds for the whole connection.
    package var sessionSeconds = 4 * 3600

    package init() {}
}
