package import Message

/// The name under which a neighbour hands a message over; key of the ledger.
package struct Handover: Hashable, Sendable {
    /// Name of the neighbour, octet for octet.
    package var peer: String
    package var mtsIdentifier: MTSIdentifier

    package init(peer: String, mtsIdentifier: MTSIdentifier) {
        self.peer = peer
        self.mtsIdentifier = mtsIdentifier
    }
}
