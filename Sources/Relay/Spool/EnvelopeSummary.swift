internal import Message

/// What stands first in the record of an envelope: all that listings and settlements need.
struct EnvelopeSummary {
    var kind: MessageKind.Name
    var priority: Priority
    var submitted: Timestamp
    var mtsIdentifier: MTSIdentifier
    var originator: Mailbox?
    var deferredDelivery: Timestamp?
    var latestDelivery: Timestamp?

    /// As `Envelope.isReportDue`.
    func isReportDue(_ recipient: Recipient, _ result: DeliveryReport.Result) -> Bool {
        kind != .report && originator != nil && recipient.isReportDue(result)
    }
}

extension EnvelopeSummary {
    init(_ envelope: Envelope) {
        kind = envelope.kind.name
        priority = envelope.priority
        submitted = envelope.submitted
        mtsIdentifier = envelope.mtsIdentifier
        originator = envelope.originator
        deferredDelivery = envelope.deferredDelivery
        latestDelivery = envelope.latestDelivery
    }
}
