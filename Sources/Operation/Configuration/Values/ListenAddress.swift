/// Where a listener stands, or where a service is found: a TCP address or a Unix socket.
package enum ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// `host` is a numeric address or a name, without brackets.
    case ip(host: String, port: UInt16)
    /// Absolute, once the configuration has been read.
    case unix(path: String)

    /// `127.0.0.1:25`, `[::1]:25`, `mail.hq.example:24`, `unix:/run/x`, `/run/x`; where `defaultPort` is given a host
    /// alone; and a port alone, which means every address of this host.
    package init?(_ text: String, defaultPort: UInt16? = nil) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            if path.isEmpty { return nil }
            self = .unix(path: path)
            return
        }
        if text.hasPrefix("/") {
            self = .unix(path: text)
            return
        }
        if let port = UInt16(text), text.utf8.allSatisfy(Self.isDigit) {
            self = .ip(host: "::", port: port)
            return
        }
        guard let (host, port) = Self.split(text, defaultPort), Self.isHost(host) else { return nil }
        self = .ip(host: host, port: port)
    }

    /// As `init?` reads it; IPv6 addresses in brackets, Unix sockets with `unix:`.
    package var description: String {
        switch self {
        case .ip(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// Whether both cannot stand at once: the same path, or the same port on the same address or on all of them.
    package func overlaps(_ other: ListenAddress) -> Bool {
        switch (self, other) {
        case (.unix(let a), .unix(let b)):
            a == b
        case (.ip(let hostA, let portA), .ip(let hostB, let portB)):
            portA == portB && portA != 0
                && (hostA == hostB || Self.coversEverything(hostA, hostB) || Self.coversEverything(hostB, hostA))
        case (.unix, .ip), (.ip, .unix):
            false
        }
    }

    private static func coversEverything(_ host: String, _ other: String) -> Bool {
        host == "::" || (host == "0.0.0.0" && !other.contains(":"))
    }

    private static func split(_ text: String, _ defaultPort: UInt16?) -> (String, UInt16)? {
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { return nil }
            let host = String(text[text.index(after: text.startIndex)..<close])
            guard NetworkRange.octets(of: host)?.count == 16 else { return nil }
            let rest = text[text.index(after: close)...]
            if rest.isEmpty { return defaultPort.map { (host, $0) } }
            guard rest.hasPrefix(":"), let port = portNumber(rest.dropFirst()) else { return nil }
            return (host, port)
        }
        guard let colon = text.firstIndex(of: ":") else { return defaultPort.map { (text, $0) } }
        guard let port = portNumber(text[text.index(after: colon)...]) else { return nil }
        return (String(text[..<colon]), port)
    }

    private static func portNumber(_ text: Substring) -> UInt16? {
        text.utf8.allSatisfy(isDigit) ? UInt16(text) : nil
    }

    private static func isDigit(_ octet: UInt8) -> Bool { octet >= 0x30 && octet <= 0x39 }

    /// A name of letters, digits, dots and hyphens, or a numeric address.
    static func isHost(_ text: String) -> Bool {
        if text.isEmpty || text.utf8.count > 253 { return false }
        if text.contains(":") { return NetworkRange.octets(of: text) != nil }
        if text.hasPrefix(".") || text.hasPrefix("-") || text.contains("..") { return false }
        let numeric = text.utf8.allSatisfy { isDigit($0) || $0 == 0x2E }
        if numeric { return NetworkRange.octets(of: text) != nil }
        return text.utf8.allSatisfy { octet in
            isDigit(octet) || (octet | 0x20 >= 0x61 && octet | 0x20 <= 0x7A) || octet == 0x2E || octet == 0x2D
                || octet == 0x5F
        }
    }
}
