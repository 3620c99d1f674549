package import Message

/// Recipient → connectors in order of preference. Immutable; a reload makes a new one.
///
/// A more specific space goes before a cheaper one: a mailbox before its domain, a domain before `*.` of it, a longer
/// `*.` before a shorter one, `*` last; of O/R addresses the one with more attributes. Equally specific spaces go by
/// cost, then as they were given.
package struct RoutingTable: Sendable {
    private struct Route: Sendable {
        let cost: Int
        let connector: String
    }

    private var mailboxes: [Mailbox: [Route]] = [:]
    private var domains: [String: [Route]] = [:]
    /// By what stands behind `*.`.
    private var parents: [String: [Route]] = [:]
    private var everything: [Route] = []
    /// In order of cost.
    private var x400: [(space: X400Address, route: Route)] = []
    private let capacities: [String: LinkCapacity]
    /// By connector: the routes beside which its own stand, equally specific or, of O/R addresses, at times.
    private var groups: [String: [[Route]]] = [:]

    /// - Parameter capacities: by connector; one that is not there carries every message.
    package init(_ spaces: [AddressSpace], capacities: [String: LinkCapacity] = [:]) {
        self.capacities = capacities
        for space in spaces {
            let route = Route(cost: space.cost, connector: space.connector)
            switch space.kind {
            case .smtp("*"): everything.append(route)
            case .smtp(let pattern):
                if let mailbox = Mailbox(pattern) {
                    mailboxes[mailbox, default: []].append(route)
                } else if pattern.hasPrefix("*.") {
                    parents[pattern.dropFirst(2).lowercased(), default: []].append(route)
                } else {
                    domains[pattern.lowercased(), default: []].append(route)
                }
            case .x400(let address): x400.append((address.canonical, route))
            }
        }
        x400 = x400.enumerated()
            .sorted { ($0.element.route.cost, $0.offset) < ($1.element.route.cost, $1.offset) }
            .map(\.element)
        mailboxes = mailboxes.mapValues(Self.inOrder)
        domains = domains.mapValues(Self.inOrder)
        parents = parents.mapValues(Self.inOrder)
        everything = Self.inOrder(everything)
        let byDomain = Array(domains.values) + Array(parents.values)
        for group in Array(mailboxes.values) + byDomain + [everything, x400.map(\.route)] {
            for name in Set(group.map(\.connector)) { groups[name, default: []].append(group) }
        }
    }

    /// As below, for a recipient of either kind: one whose address is no mailbox's has no domain to go by.
    package func routes(for recipient: Recipient) -> [String] { candidates(for: recipient).map(\.connector) }

    package func routes(for address: X400Address) -> [String] { Self.once(groups(for: address)).map(\.connector) }

    /// Names of connectors, the preferred one first, each once; empty when nobody serves the recipient.
    package func routes(for mailbox: Mailbox) -> [String] { Self.once(groups(for: mailbox)).map(\.connector) }

    /// The same, each with the place of its space among those of other specificity.
    func candidates(for recipient: Recipient) -> [(connector: String, rank: Int)] {
        Self.once(recipient.x400Address.map { groups(for: $0) } ?? groups(for: recipient.mailbox))
    }

    /// Whether there is a connector whose link stands and that may serve one of this one's recipients equally well.
    package func hasEqualWay(beside connector: String, standings: [String: LinkStanding]) -> Bool {
        groups[connector, default: []].contains { group in
            group.contains { $0.connector != connector && standings[$0.connector] ?? .stands == .stands }
        }
    }

    func capacity(of connector: String) -> LinkCapacity { capacities[connector] ?? .unlimited }

    /// Equally specific routes together, the most specific ones first.
    private func groups(for address: X400Address) -> [[Route]] {
        let fitting = x400.compactMap { item in item.space.covers(address).map { (measure: $0, route: item.route) } }
        return Dictionary(grouping: fitting, by: \.measure)
            .sorted { $0.key > $1.key }
            .map { $0.value.map(\.route) }
    }

    private func groups(for mailbox: Mailbox) -> [[Route]] {
        var groups = [mailboxes[mailbox] ?? [], domains[mailbox.domain] ?? []]
        var rest = Substring(mailbox.domain)
        // A domain has at most 128 labels (RFC 1035 2.3.4); a longer one is no domain.
        var labels = 0
        while labels < 128, let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            if let routes = parents[String(rest)] { groups.append(routes) }
            labels += 1
        }
        groups.append(everything)
        return groups.filter { !$0.isEmpty }
    }

    private static func once(_ groups: [[Route]]) -> [(connector: String, rank: Int)] {
        var seen: Set<String> = []
        return groups.enumerated().flatMap { rank, routes in
            routes.filter { seen.insert($0.connector).inserted }.map { ($0.connector, rank) }
        }
    }

    /// Stable: equal costs stay as they were given.
    private static func inOrder(_ routes: [Route]) -> [Route] {
        routes.enumerated()
            .sorted { ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset) }
            .map(\.element)
    }
}
