package import Message

/// The name under which a neighbour hands a message over; key of the ledger.
package struct Handover: Hashable, Sendable {
    /// Name of the neighbour, octet for octet.
    package var peer: String
    package var mtsIdentifier: MTSIdentifier
    /// How often it has been round in a circle before, as far as its trace says.
    package var round: Int

    package init(peer: String, mtsIdentifier: MTSIdentifier, round: Int = 0) {
        self.peer = peer
        self.mtsIdentifier = mtsIdentifier
        self.round = round
    }
}
