package import Message

/// A connector that serves a recipient, as the choice sees it.
package struct Way: Hashable, Sendable {
    package let connector: String
    /// How specific its address space is: 0 for the most specific one that serves the recipient, and so on.
    package let rank: Int
    /// Its link carries the message at one time or another.
    package let carries: Bool
    package let standing: LinkStanding
    /// By its standing, at the time of the choice.
    package let isDown: Bool
}

extension RoutingTable {
    /// The connectors that serve the recipient, in the order in which they are chosen for the message.
    ///
    /// It is that of `routes`, by specificity and cost, but for two things. A link that never carries the message comes
    /// after all that do. One that is down at present comes after those that are not, among equally specific ones: a
    /// more specific space beats the state of its link as it beats the cost. None is left out, so that mail waits for
    /// the preferred one where all are down.
    ///
    /// - Parameter standings: by connector; one that is not there stands.
    package func ways(
        for recipient: Recipient, carrying cargo: RouteCargo, standings: [String: LinkStanding], now: Timestamp
    ) -> [Way] {
        let ways = candidates(for: recipient).map { connector, rank in
            let standing = standings[connector] ?? .stands
            return Way(
                connector: connector, rank: rank, carries: capacity(of: connector).takes(cargo), standing: standing,
                isDown: standing.isDown(at: now))
        }
        return ways.enumerated()
            .sorted { first, second in
                let (a, b) = (first.element, second.element)
                if a.carries != b.carries { return a.carries }
                if a.rank != b.rank { return a.rank < b.rank }
                if a.isDown != b.isDown { return b.isDown }
                return first.offset < second.offset
            }
            .map(\.element)
    }
}
