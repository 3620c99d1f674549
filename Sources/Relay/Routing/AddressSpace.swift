/// Recipients that a connector can take, and at what cost.
package struct AddressSpace: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Internet mail addresses.
        case smtp
        /// O/R addresses. None is matched yet; they have their place here.
        case x400
    }

    package var kind: Kind
    /// `nairobi.example`, `*.example` (every domain below, not the domain itself), `*`, or `user@nairobi.example`.
    package var pattern: String
    /// The lowest goes first among equally specific spaces.
    package var cost: Int
    package var connector: String

    package init(kind: Kind = .smtp, pattern: String, cost: Int, connector: String) {
        self.kind = kind
        self.pattern = pattern
        self.cost = cost
        self.connector = connector
    }
}
