internal import IO

/// Who is at the other end of an SMTP connection.
struct SMTPClient: Sendable {
    /// As people read it: `192.0.2.1`, `2001:db8::1`, `local`.
    let name: String
    /// nil for a Unix peer.
    let address: IPAddress?
    /// May send to domains that are not ours.
    let mayRelay: Bool

    init(_ peer: SocketAddress, relayNetworks: [IPNetwork]) {
        switch peer {
        case .unix:
            name = "local"
            address = nil
            mayRelay = true
        case .ip(let host, _):
            let parsed = IPAddress(host)
            name = host
            address = parsed
            mayRelay = parsed.map { ip in ip.isLoopback || relayNetworks.contains { $0.contains(ip) } } ?? false
        }
    }

    /// RFC 5321 4.1.3, as it stands in a Received field.
    var literal: String? { address.map { $0.isMapped || !name.contains(":") ? "[\(name)]" : "[IPv6:\(name)]" } }
}
