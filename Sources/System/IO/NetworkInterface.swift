internal import CLinux

/// What the system knows of its network interfaces.
package enum NetworkInterface {
    /// An interface's own address, and the other end's where the interface joins two.
    package struct Addresses: Hashable, Sendable {
        package var local: String
        package var peer: String?

        package init(local: String, peer: String?) {
            self.local = local
            self.peer = peer
        }
    }

    /// The first address of an interface that is up, IPv4 before IPv6; nil: it is not there, not up, or has none.
    package static func addresses(of name: String) -> Addresses? {
        var local = [CChar](repeating: 0, count: 256)
        var peer = [CChar](repeating: 0, count: 256)
        guard unsafe linux_interface_address(name, &local, &peer, 256) == 1 else { return nil }
        let other = text(peer)
        return Addresses(local: text(local), peer: other.isEmpty ? nil : other)
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
