import Foundation
import Testing

/// A connection that blocks, for at most twenty seconds.
final class RawLine {
    private let socket: Int32
    private var buffer: [UInt8] = []

    /// Takes the socket over.
    init(_ socket: Int32) {
        self.socket = socket
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// To a Unix socket.
    convenience init?(_ path: String) {
        let socket = unixSocket(path)
        guard socket >= 0 else { return nil }
        self.init(socket)
    }

    deinit { close(socket) }

    func send(_ octets: [UInt8]) {
        let count = unsafe octets.withUnsafeBytes {
            unsafe Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        #expect(count == octets.count)
    }

    /// The next TPKT; empty when the other end has nothing to say any more.
    func packet() -> [UInt8] {
        while true {
            if buffer.count >= 4, case let length = Int(buffer[2]) << 8 | Int(buffer[3]), buffer.count >= length {
                defer { buffer.removeFirst(length) }
                return Array(buffer.prefix(length))
            }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
            if count <= 0 { return [] }
            buffer += chunk[..<count]
        }
    }
}
