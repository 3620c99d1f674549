/// `[Local]` of a connector of type `local`.
package enum DeliveryConfiguration: Hashable, Sendable {
    /// A Maildir's absolute path, in which `%u` stands for the recipient's local part, `%d` for its domain and `%%` for
    /// `%`; there is a `%u`.
    case maildir(template: String)
    /// A delivery agent that speaks LMTP (RFC 2033).
    case lmtp(ListenAddress)
}
