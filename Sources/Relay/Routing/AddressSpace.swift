package import Message

/// Recipients that a connector can take, and at what cost.
package struct AddressSpace: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Internet mail addresses: `nairobi.example`, `*.example` (every domain below, not the domain itself), `*`, or
        /// `user@nairobi.example`.
        case smtp(String)
        /// O/R addresses that have these attributes (`X400Address.covers`).
        case x400(X400Address)
    }

    package var kind: Kind
    /// The lowest goes first among equally specific spaces.
    package var cost: Int
    package var connector: String

    package init(_ kind: Kind, cost: Int, connector: String) {
        self.kind = kind
        self.cost = cost
        self.connector = connector
    }

    /// One of Internet mail.
    package init(pattern: String, cost: Int, connector: String) {
        self.init(.smtp(pattern), cost: cost, connector: connector)
    }
}
