internal import CLinux
internal import Glibc

/// The octets of a `struct sockaddr`, ready for bind or connect.
struct RawAddress: Sendable {
    var family: Int32
    var octets: [UInt8]
}

enum Sockets {
    /// Addresses of a host, in the order in which to try them. Blocks, unless `numericOnly`.
    static func resolve(_ address: SocketAddress, passive: Bool, numericOnly: Bool) throws(IOError) -> [RawAddress] {
        switch address {
        case .unix(let path):
            var octets = [UInt8](repeating: 0, count: Int(LINUX_ADDRESS_OCTETS))
            let length = unsafe octets.withUnsafeMutableBufferPointer { p in
                unsafe linux_unix_address(path, UInt32(path.utf8.count), p.baseAddress)
            }
            guard length > 0 else { throw IOError(code: -length, operation: "socket", detail: path) }
            return [RawAddress(family: AF_UNIX, octets: Array(octets[..<Int(length)]))]
        case .ip(let host, let port):
            let most = 16
            var octets = [UInt8](repeating: 0, count: most * Int(LINUX_ADDRESS_OCTETS))
            var lengths = [UInt32](repeating: 0, count: most)
            var families = [Int32](repeating: 0, count: most)
            let count = unsafe linux_resolve(
                host, port, passive ? 1 : 0, numericOnly ? 1 : 0, &octets, &lengths, &families, Int32(most))
            guard count >= 0 else { throw IOError(code: -count, operation: "resolve", detail: host) }
            return (0..<Int(count)).map { i in
                let start = i * Int(LINUX_ADDRESS_OCTETS)
                return RawAddress(family: families[i], octets: Array(octets[start..<start + Int(lengths[i])]))
            }
        }
    }

    /// A stream socket, non-blocking and closed on exec.
    static func make(family: Int32) throws(IOError) -> FileDescriptor {
        let flags = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let raw = socket(family, Int32(SOCK_STREAM.rawValue) | flags, 0)
        guard raw >= 0 else { throw .last("socket") }
        return FileDescriptor(adopting: raw)
    }

    static func set(_ raw: Int32, level: Int32, option: Int32, to value: Int32) {
        var value = value
        _ = unsafe setsockopt(raw, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// What every TCP connection of ours gets: no delay, and a dead peer found after about two minutes of silence.
    static func tune(_ raw: Int32, family: Int32) {
        guard family == AF_INET || family == AF_INET6 else { return }
        let tcp = Int32(IPPROTO_TCP)
        set(raw, level: tcp, option: TCP_NODELAY, to: 1)
        set(raw, level: SOL_SOCKET, option: SO_KEEPALIVE, to: 1)
        set(raw, level: tcp, option: TCP_KEEPIDLE, to: 60)
        set(raw, level: tcp, option: TCP_KEEPINTVL, to: 15)
        set(raw, level: tcp, option: TCP_KEEPCNT, to: 4)
    }

    /// Own or peer's name of a socket, and its family.
    static func name(_ raw: Int32, peer: Bool) throws(IOError) -> (address: SocketAddress, family: Int32) {
        var family: Int32 = 0
        var port: UInt16 = 0
        var host = [CChar](repeating: 0, count: 256)
        let result = unsafe linux_socket_name(raw, peer ? 1 : 0, &family, &host, UInt32(host.count), &port)
        guard result == 0 else { throw IOError(code: -result, operation: peer ? "getpeername" : "getsockname") }
        let text = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (family == AF_UNIX ? .unix(path: text) : .ip(host: text, port: port), family)
    }
}
