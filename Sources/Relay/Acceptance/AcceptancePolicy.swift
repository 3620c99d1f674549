package import Message

/// What this MTA calls itself, and what it takes.
package struct AcceptancePolicy: Hashable, Sendable {
    /// X.400 name of this MTA, as in `LocalName=`.
    package var localName: String
    package var domain: GlobalDomain
    /// Internet name of this host, for Received fields and reports.
    package var hostname: String
    /// Whom everybody may write to, and who signs notifications.
    package var postmaster: Mailbox
    /// Greatest content in octets.
    package var maximumSize: Int
    package var maximumRecipients: Int
    /// A message that has been through more MTAs than this loops.
    package var maximumTraceElements: Int
    /// A message that has come into our domain, or on within it, more often than this without an MTA's name loops: an
    /// MTA of 1984 takes the names of all away.
    package var maximumUnnamedElements: Int
    /// Connectors that deliver into mailboxes of this host: whoever may not relay may write to these.
    package var localConnectors: Set<String>
    /// Connectors that speak P1: reports and probes go on by these as what they are, and content of any type.
    package var x400Connectors: Set<String>
    /// Connectors whose schedule is never: nothing is rerouted to them.
    package var suspendedConnectors: Set<String> = []
    /// The names of the MTAs that connectors lead to, by connector. Of their domains nothing is known.
    package var neighbours: [String: String] = [:]

    /// - Parameter postmaster: nil: `postmaster` at the host's name.
    package init(
        localName: String, domain: GlobalDomain, hostname: String, postmaster: Mailbox? = nil, maximumSize: Int,
        maximumRecipients: Int,
        maximumTraceElements: Int = 25, maximumUnnamedElements: Int = 8, localConnectors: Set<String> = [],
        x400Connectors: Set<String> = []
    ) {
        self.localName = localName
        self.domain = domain
        self.hostname = hostname
        self.postmaster = postmaster ?? Mailbox(localPart: "postmaster", domain: hostname)
        self.maximumSize = maximumSize
        self.maximumRecipients = maximumRecipients
        self.maximumTraceElements = maximumTraceElements
        self.maximumUnnamedElements = maximumUnnamedElements
        self.localConnectors = localConnectors
        self.x400Connectors = x400Connectors
    }

    /// Whether what has come this way goes round in a circle.
    func isRound(_ trace: [TraceElement]) -> Bool {
        trace.count > maximumTraceElements
            || trace.contains { $0.domain == domain && $0.mtaName == localName }
            || trace.count { $0.domain == domain && $0.mtaName == nil && !$0.rerouted } > maximumUnnamedElements
    }

    /// Whether the connector leads to an MTA that what has come this way has been at, and that would find a loop. P1 of
    /// 1984 names none, nor does what comes from another domain.
    func leadsBack(_ connector: String, _ trace: [TraceElement]) -> Bool {
        guard let neighbour = neighbours[connector], neighbour != localName else { return false }
        return trace.contains { $0.mtaName == neighbour }
    }
}
