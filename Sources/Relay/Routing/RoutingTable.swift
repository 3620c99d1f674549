package import Message

/// Recipient → connectors in order of preference. Immutable; a reload makes a new one.
///
/// A more specific space goes before a cheaper one: a mailbox before its domain, a domain before `*.` of it, a longer
/// `*.` before a shorter one, `*` last. Equally specific spaces go by cost, then as they were given.
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

    package init(_ spaces: [AddressSpace]) {
        for space in spaces where space.kind == .smtp {
            let route = Route(cost: space.cost, connector: space.connector)
            if space.pattern == "*" {
                everything.append(route)
            } else if let mailbox = Mailbox(space.pattern) {
                mailboxes[mailbox, default: []].append(route)
            } else if space.pattern.hasPrefix("*.") {
                parents[space.pattern.dropFirst(2).lowercased(), default: []].append(route)
            } else {
                domains[space.pattern.lowercased(), default: []].append(route)
            }
        }
        mailboxes = mailboxes.mapValues(Self.inOrder)
        domains = domains.mapValues(Self.inOrder)
        parents = parents.mapValues(Self.inOrder)
        everything = Self.inOrder(everything)
    }

    /// Names of connectors, the preferred one first, each once; empty when nobody serves the recipient.
    package func routes(for mailbox: Mailbox) -> [String] {
        var routes = mailboxes[mailbox] ?? []
        routes += domains[mailbox.domain] ?? []
        var rest = Substring(mailbox.domain)
        // A domain has at most 128 labels (RFC 1035 2.3.4); a longer one is no domain.
        var labels = 0
        while labels < 128, let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            routes += parents[String(rest)] ?? []
            labels += 1
        }
        routes += everything
        var seen: Set<String> = []
        return routes.map(\.connector).filter { seen.insert($0).inserted }
    }

    /// Stable: equal costs stay as they were given.
    private static func inOrder(_ routes: [Route]) -> [Route] {
        routes.enumerated()
            .sorted { ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset) }
            .map(\.element)
    }
}
