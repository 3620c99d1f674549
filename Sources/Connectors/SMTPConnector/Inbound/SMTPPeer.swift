internal import Acceptance
internal import IO
internal import SMTP

/// Who is at the other end of an SMTP connection.
struct SMTPPeer: Sendable {
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

    /// As it stands in a Received field: an address literal (RFC 5321 4.1.3), or `local`.
    var literal: String {
        guard let address else { return name }
        return address.isMapped || !name.contains(":") ? "[\(name)]" : "[IPv6:\(name)]"
    }

    /// The same for the gate; before EHLO it has not said its name.
    func client(_ transaction: SMTPTransaction? = nil) -> SMTPClient {
        SMTPClient(
            address: name, greeting: transaction?.clientName ?? "", mayRelay: mayRelay,
            protocolName: transaction?.protocolName ?? "ESMTP")
    }
}
