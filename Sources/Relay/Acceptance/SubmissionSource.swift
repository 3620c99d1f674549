package import Message

/// Where a message comes from.
package enum SubmissionSource: Hashable, Sendable {
    case smtp(SMTPClient)
    case p1(P1Neighbour)
    /// One of our own reports. It takes the place of the entries that asked for it.
    case report(replaces: [Int64])
    /// A neighbour's report, as the message that its Internet recipient gets instead.
    case translatedReport(P1Neighbour)
    /// This MTA itself, as a probe for which an operator asks.
    case here
}

/// An SMTP client, as its connection knows it.
package struct SMTPClient: Hashable, Sendable {
    /// For people: `192.0.2.1`, `[2001:db8::1]:4711`, `local`.
    package var address: String
    /// What it called itself in HELO or EHLO.
    package var greeting: String
    /// Comes from a loopback address, a Unix socket, or a network that may relay.
    package var mayRelay: Bool
    /// `SMTP`, `ESMTP`, `UTF8SMTP` … (RFC 5321 7.2, RFC 3848, RFC 6531 4.3).
    package var protocolName: String

    package init(address: String, greeting: String, mayRelay: Bool, protocolName: String = "ESMTP") {
        self.address = address
        self.greeting = greeting
        self.mayRelay = mayRelay
        self.protocolName = protocolName
    }
}

/// A neighbour that transfers a message over P1, and what the message says of its way so far.
package struct P1Neighbour: Hashable, Sendable {
    /// The connector by which it comes; the message does not leave by it again.
    package var connector: String
    /// Name of the neighbouring MTA, octet for octet.
    package var peer: String
    package var mtsIdentifier: MTSIdentifier
    /// Oldest first; without an element of ours.
    package var trace: [TraceElement]
    /// When the first MTA took the message.
    package var submitted: Timestamp

    package init(
        connector: String, peer: String, mtsIdentifier: MTSIdentifier, trace: [TraceElement], submitted: Timestamp
    ) {
        self.connector = connector
        self.peer = peer
        self.mtsIdentifier = mtsIdentifier
        self.trace = trace
        self.submitted = submitted
    }
}
