import Foundation
import Synchronization

/// A neighbour, on a loopback port, that is reached and then says no more from a certain layer on. What it needs of a
/// real one up to there it has from a daemon's Unix socket.
final class DeadEnd: Sendable {
    /// The layer that is dead.
    enum Layer: String, CaseIterable, Sendable {
        /// TCP: no connection comes about, and none is refused.
        case connection
        /// The connection stands, and nothing is said on it.
        case transport
        /// Class 0 is agreed to, and the session is not.
        case session
        /// The session's acceptance, with the bind in it, stops in the middle.
        case bind
        /// Some thousand octets are taken, and no more.
        case transfer
    }

    let port: Int
    private let listener: Int32
    let layer: Layer
    private let target: String
    private let state = Mutex<(accepted: Int, sockets: [Int32])>((0, []))

    init(_ layer: Layer, before target: String) {
        self.layer = layer
        self.target = target
        let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        port = Self.bindLoopback(fd)
        listener = fd
        listen(fd, layer == .connection ? 0 : 50)
        if layer == .connection {
            fill()
        } else {
            Thread.detachNewThread { [self] in accept() }
        }
    }

    /// Calls that have come so far; those that never get through are not seen.
    var accepted: Int { state.withLock { $0.accepted } }

    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
        let sockets = state.withLock { state in
            defer { state.sockets = [] }
            return state.sockets
        }
        for fd in sockets { shutdown(fd, Int32(SHUT_RDWR)) }
        if layer == .connection {
            for fd in sockets { Foundation.close(fd) }
            Foundation.close(listener)
        }
    }

    private static func bindLoopback(_ fd: Int32) -> Int {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe Foundation.bind(fd, $0, size)
                _ = unsafe getsockname(fd, $0, &size)
            }
            return Int(UInt16(bigEndian: unsafe $0.pointee.sin_port))
        }
    }

    /// Connections that nobody accepts, until the kernel drops what comes after.
    private func fill() {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        for _ in 0..<4 {
            let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            _ = unsafe withUnsafePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            state.withLock { $0.sockets.append(fd) }
        }
    }

    private func accept() {
        while true {
            let fd = Foundation.accept(listener, nil, nil)
            if fd < 0 { break }
            state.withLock { state in
                state.accepted += 1
                state.sockets.append(fd)
            }
            Thread.detachNewThread { [self] in serve(fd) }
        }
        Foundation.close(listener)
    }

    /// Reads to the end what the caller says, and passes on what the layers below the dead one need.
    private func serve(_ fd: Int32) {
        let other = layer == .transport ? -1 : unixSocket(target)
        if other >= 0 {
            let limit = answerLimit
            Thread.detachNewThread { Self.copy(from: other, to: fd, limit: limit) }
        }
        Self.copy(from: fd, to: other, limit: layer == .transfer ? 3000 : .max)
        if other >= 0 { shutdown(other, Int32(SHUT_RDWR)) }
        // The other direction has ended by that; it writes to `fd` no more.
        usleep(50_000)
        state.withLock { $0.sockets.removeAll { $0 == fd } }
        Foundation.close(fd)
        if other >= 0 { Foundation.close(other) }
    }

    /// How much of the real neighbour's answers goes through. Its CC takes 11 to 14 octets, as no selector is in it.
    private var answerLimit: Int {
        switch layer {
        case .connection, .transport: 0
        case .session: 14
        case .bind: 60
        case .transfer: .max
        }
    }

    /// Until the end of `from`; what is beyond the limit is lost.
    private static func copy(from: Int32, to: Int32, limit: Int) {
        var left = limit
        var octets = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe octets.withUnsafeMutableBytes { unsafe recv(from, $0.baseAddress, $0.count, 0) }
            if count <= 0 { return }
            var position = 0
            let end = min(count, left)
            while position < end {
                let sent = unsafe octets.withUnsafeBytes {
                    unsafe send(to, $0.baseAddress?.advanced(by: position), end - position, Int32(MSG_NOSIGNAL))
                }
                if sent <= 0 { return }
                position += sent
            }
            left -= end
        }
    }
}
