/// Where a stream socket listens or is called.
package enum SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// A numeric address or a name; an empty host means every address of this machine (listening only).
    case ip(host: String, port: UInt16)
    /// Path of a Unix socket; empty for an unnamed peer.
    case unix(path: String)

    /// `127.0.0.1:2525`, `[::1]:25`, `host.example:102`, `*:25`, `unix:/run/x`, `/run/x`; nil for anything else.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") || text.hasPrefix("/") {
            let path = text.hasPrefix("/") ? text : String(text.dropFirst(5))
            guard path.hasPrefix("/"), path.utf8.count <= 107, !path.utf8.contains(0) else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let port = UInt16(digits) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":") else { return nil }
        } else {
            guard !host.contains(":") else { return nil }
            if host == "*" { host = "" }
        }
        let plain = host.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 91 && $0 != 93 }
        guard plain, host.utf8.count <= 255, !text.hasPrefix(":") else { return nil }
        self = .ip(host: host, port: port)
    }

    package var description: String {
        switch self {
        case .ip(let host, let port):
            if host.isEmpty { return "*:\(port)" }
            return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): return "unix:\(path)"
        }
    }
}
