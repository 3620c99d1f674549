package import Message
import Routing
package import Spool

/// Where the recipients go whom an entry's connector gives up. A pure decision.
package struct ReroutePlan: Hashable, Sendable {
    /// Recipient number → the next connector, in the order of preference, that was not tried for it.
    package private(set) var moves: [Int: String] = [:]
    /// Recipients for whom none is left; ascending.
    package private(set) var stranded: [Int] = []

    init(_ envelope: Envelope, of entry: StoredEntry, _ rules: AcceptanceGate.Rules) {
        var barred = rules.policy.suspendedConnectors.union(entry.history.tried)
        barred.insert(entry.connector)
        if let origin = entry.history.cameBy { barred.insert(origin) }
        let needsX400 =
            envelope.x400ContentType != nil || envelope.kind.name != .message || entry.history.staysInX400
        for recipient in envelope.recipients {
            let next = rules.routing.routes(for: recipient).first { connector in
                !barred.contains(connector) && (!needsX400 || rules.policy.x400Connectors.contains(connector))
            }
            if let next { moves[recipient.number] = next } else { stranded.append(recipient.number) }
        }
    }
}

extension AcceptanceGate {
    /// Another way for an entry that its connector gives up. `envelope`: the entry's.
    package func reroute(_ entry: StoredEntry, _ envelope: Envelope) -> ReroutePlan {
        ReroutePlan(envelope, of: entry, rules)
    }
}
