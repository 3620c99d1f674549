/// `[P1]`, or `[P1 NAME]` for a further one: where neighbours call, and which selectors they have to call.
package struct P1ListenerConfiguration: Hashable, Sendable {
    /// Empty for `[P1]` itself. Sockets that systemd hands over belong to it by their name: `p1`, `p1-NAME`.
    package var name: String
    /// Empty: only sockets that systemd hands over.
    package var listen: [ListenAddress]
    /// At most 32 octets. Nil: any called selector will do; so with the others.
    package var tSelector: [UInt8]?
    /// At most 16 octets.
    package var sSelector: [UInt8]?
    /// At most 16 octets.
    package var pSelector: [UInt8]?

    package init(
        name: String = "", listen: [ListenAddress] = [], tSelector: [UInt8]? = nil, sSelector: [UInt8]? = nil,
        pSelector: [UInt8]? = nil
    ) {
        self.name = name
        self.listen = listen
        self.tSelector = tSelector
        self.sSelector = sSelector
        self.pSelector = pSelector
    }

    /// The section that it stands in.
    package var section: String { name.isEmpty ? "P1" : "P1 \(name)" }
}
