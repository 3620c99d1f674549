/// What an SMTP server says of itself, and its limits.
package struct SMTPServerConfiguration: Hashable, Sendable {
    /// Stands in the greeting and in EHLO's reply.
    package var hostname: String
    /// Whom `<Postmaster>` means (RFC 5321 4.5.1).
    package var postmaster: SMTPPath
    package var limits: SMTPServerLimits

    /// - Parameter postmaster: nil: `postmaster` at the host's name.
    package init(hostname: String, postmaster: SMTPPath? = nil, limits: SMTPServerLimits = SMTPServerLimits()) {
        self.hostname = hostname
        self.postmaster = postmaster ?? SMTPPath(localPart: "postmaster", domain: hostname)
        self.limits = limits
    }
}
