/// What an SMTP server says of itself, and its limits.
package struct SMTPServerConfiguration: Hashable, Sendable {
    /// Stands in the greeting and in EHLO's reply; also the domain of `<Postmaster>`.
    package var hostname: String
    package var limits: SMTPServerLimits

    package init(hostname: String, limits: SMTPServerLimits = SMTPServerLimits()) {
        self.hostname = hostname
        self.limits = limits
    }
}
