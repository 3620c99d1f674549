package import Message
package import SMTP

/// What the SMTP door is like.
package struct SMTPServiceConfiguration: Hashable, Sendable {
    /// In the greeting, EHLO's reply and the Received field.
    package var hostname: String
    /// Whom `<Postmaster>` means; nil: `postmaster` at the host's name.
    package var postmaster: Mailbox?
    package var limits: SMTPServerLimits
    /// Connections at a time.
    package var connections: Int
    /// Connections at a time from one address; Unix peers are not counted.
    package var connectionsPerAddress: Int
    /// Whose clients may send to any domain, beside this host's own.
    package var relayNetworks: [IPNetwork]
    /// Seconds that a stop waits for messages that are being made safe.
    package var stopSeconds: Double

    package init(
        hostname: String, postmaster: Mailbox? = nil, limits: SMTPServerLimits = SMTPServerLimits(),
        connections: Int = 500,
        connectionsPerAddress: Int = 100, relayNetworks: [IPNetwork] = [], stopSeconds: Double = 5
    ) {
        self.hostname = hostname
        self.postmaster = postmaster
        self.limits = limits
        self.connections = connections
        self.connectionsPerAddress = connectionsPerAddress
        self.relayNetworks = relayNetworks
        self.stopSeconds = stopSeconds
    }
}
