package import Message
import Routing
package import Spool

/// Where the recipients go whom an entry's connector gives up. A pure decision.
package struct ReroutePlan: Hashable, Sendable {
    /// Why an entry may leave its connector.
    package enum Reason: Hashable, Sendable {
        /// The open retries are used up: any other way will do.
        case retriesUsedUp
        /// The link, as it is set up, never carries it: another one that does not would hold it just so.
        case neverCarried
        /// The connector is not configured any more. It cannot be come back to, so that a way that was tried before is
        /// better than none.
        case removed
        /// One more open has failed since the retries were used up. It goes by an equally specific way of which nothing
        /// of that kind is known, or by none: what all have given up waits for as many retries as ever.
        case stillDown
    }

    /// Recipient number → the next connector, in the order of preference, that was not tried for it.
    package private(set) var moves: [Int: String] = [:]
    /// Recipients for whom none is left; ascending.
    package private(set) var stranded: [Int] = []

    init(
        _ envelope: Envelope, of entry: StoredEntry, _ reason: Reason, _ rules: AcceptanceGate.Rules, now: Timestamp
    ) {
        var barred = rules.policy.suspendedConnectors
        barred.insert(entry.connector)
        if let origin = entry.history.cameBy { barred.insert(origin) }
        let needsX400 =
            envelope.x400ContentType != nil || envelope.kind.name != .message || entry.history.staysInX400
        // Of a probe that is nothing: how long its message would be stands in what only P1 reads. Limits of length do
        // not hold for it from here on.
        let cargo = RouteCargo(priority: entry.priority, octets: entry.octets)
        for recipient in envelope.recipients {
            let ways = rules.ways(for: recipient, carrying: cargo, now: now)
            let present = ways.first { $0.connector == entry.connector }
            let permitted = ways.filter { way in
                !barred.contains(way.connector) && reason.permits(way, insteadOf: present)
                    && (!needsX400 || rules.policy.x400Connectors.contains(way.connector))
            }
            let onward = permitted.filter { !rules.policy.leadsBack($0.connector, envelope.trace) }
            let isUntried = { (way: Way) in !entry.history.tried.contains(way.connector) }
            let lastResort: Way? =
                switch reason {
                // It would be returned: even a neighbour that had it before may try.
                case .retriesUsedUp: permitted.first(where: isUntried)
                case .removed: onward.first
                case .neverCarried, .stillDown: nil
                }
            if let next = onward.first(where: isUntried) ?? lastResort {
                moves[recipient.number] = next.connector
            } else {
                stranded.append(recipient.number)
            }
        }
    }
}

extension ReroutePlan.Reason {
    /// - Parameter present: nil: it does not serve the recipient any more.
    fileprivate func permits(_ way: Way, insteadOf present: Way?) -> Bool {
        switch self {
        case .retriesUsedUp: true
        case .neverCarried, .removed: way.carries
        case .stillDown: way.carries && way.standing == .stands && way.rank == present?.rank
        }
    }
}

extension AcceptanceGate {
    /// Whether anything at all could leave the connector as what is still down: for that, another one has to serve
    /// equally specific addresses and its link to stand.
    package func hasEqualWay(beside connector: String) -> Bool {
        let rules = rules
        return rules.routing.hasEqualWay(beside: connector, standings: rules.standings)
    }

    /// Another way for an entry that its connector gives up. `envelope`: the entry's.
    package func reroute(
        _ entry: StoredEntry, _ envelope: Envelope, _ reason: ReroutePlan.Reason, now: Timestamp
    ) -> ReroutePlan {
        ReroutePlan(envelope, of: entry, reason, rules, now: now)
    }
}
