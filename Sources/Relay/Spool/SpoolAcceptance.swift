package import Message

/// One message to take responsibility for: all of it in one transaction, or nothing of it.
package struct SpoolAcceptance: Sendable {
    package var envelope: Envelope
    package var content: StagedContent
    /// Recipient number → name of the connector. A recipient that stands neither here nor in `results` is not kept.
    package var routes: [Int: String]
    /// Recipient number → what became of it already. These go to the entry of `SpoolLimits.reports` if somebody is to
    /// hear of it (`Envelope.isReportDue`), and are remembered as taken in any case.
    package var results: [Int: DeliveryReport.Result]
    /// Set for mail from a neighbour: recipients taken before under the same name are left out.
    package var handover: Handover?
    /// Entries that this message replaces, in the same transaction: a report names the entry that asked for it.
    package var replaces: [Int64]
    package var now: Timestamp
    /// Where it must not go, whatever happens; `tried` is empty.
    package var history = EntryHistory()

    package init(
        envelope: Envelope, content: StagedContent, routes: [Int: String], results: [Int: DeliveryReport.Result] = [:],
        handover: Handover? = nil, replaces: [Int64] = [], now: Timestamp
    ) {
        self.envelope = envelope
        self.content = content
        self.routes = routes
        self.results = results
        self.handover = handover
        self.replaces = replaces
        self.now = now
    }
}
