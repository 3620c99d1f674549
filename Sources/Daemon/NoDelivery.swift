import LocalConnector
import Message
import Spool

/// A local connector that leads nowhere: messages wait and say why.
struct NoDelivery: LocalDelivery {
    let why: String

    func deliver(_ batch: [LocalDeliveryItem], reply: @escaping @Sendable ([Int64: [Int: Outcome]]) -> Void) {
        var outcomes: [Int64: [Int: Outcome]] = [:]
        for item in batch {
            outcomes[item.entry.id] = Dictionary(
                uniqueKeysWithValues: item.envelope.recipients.map { ($0.number, .deferred(why: why)) })
        }
        reply(outcomes)
    }
}
