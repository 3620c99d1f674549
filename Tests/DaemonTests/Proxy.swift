import Foundation
import Synchronization

/// Stands between a daemon and its neighbour on a loopback port: what becomes of a call is said one by one.
final class Proxy: Sendable {
    enum Call: Sendable {
        /// To the neighbour's Unix socket, at most so many octets a second from the caller.
        case forward(rate: Int)
        /// As it is, until so many octets have come from the caller, who then gets what is no TPKT.
        case spoil(after: Int)
        /// As it is, but for the neighbour's answers once so many octets have come from the caller: they are lost.
        case lose(after: Int)
        /// As it is, until so many octets have come from the caller: then it hangs up.
        case cut(after: Int)
        case reset
        /// Hears something and hangs up.
        case close
        /// Nothing is ever said.
        case silence
        /// Says this to the first octets, and nothing more.
        case say([UInt8])
    }

    let port: Int
    private let listener: Int32
    private let target: String
    private let state: Mutex<(calls: [Call], accepted: Int, sockets: [Int32])>

    /// The last of `calls` holds for all that follow.
    init(to target: String, _ calls: [Call]) {
        self.target = target
        state = Mutex((calls, 0, []))
        let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe bind(fd, $0, size)
                _ = unsafe getsockname(fd, $0, &size)
            }
            return Int(UInt16(bigEndian: unsafe $0.pointee.sin_port))
        }
        listen(fd, 20)
        listener = fd
        Thread.detachNewThread { [self] in accept() }
    }

    /// Ends every call and takes no more.
    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
        for fd in state.withLock({ $0.sockets }) { shutdown(fd, Int32(SHUT_RDWR)) }
    }

    /// Ends every call; others may follow.
    func cut() {
        for fd in state.withLock({ $0.sockets }) { shutdown(fd, Int32(SHUT_RDWR)) }
    }

    var accepted: Int { state.withLock { $0.accepted } }

    /// What becomes of the calls from now on.
    func set(_ call: Call) { state.withLock { $0.calls = [call] } }

    private func accept() {
        while true {
            let fd = Foundation.accept(listener, nil, nil)
            if fd < 0 { break }
            let call = state.withLock { state in
                state.accepted += 1
                state.sockets.append(fd)
                return state.calls.count > 1 ? state.calls.removeFirst() : state.calls[0]
            }
            Thread.detachNewThread { [self] in serve(fd, call) }
        }
        Foundation.close(listener)
    }

    private func serve(_ fd: Int32, _ call: Call) {
        switch call {
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            unsafe setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Foundation.linger>.size))
        case .close: _ = Self.read(fd)
        case .silence:
            while Self.read(fd) != nil {}
        case .say(let octets):
            if Self.read(fd) != nil { Self.write(fd, octets) }
            while Self.read(fd) != nil {}
        case .forward(let rate): forward(fd, rate: rate)
        case .cut(let count): forward(fd, rate: 100_000_000, cutsAfter: count)
        case .spoil(let count): forward(fd, rate: 100_000_000, spoilsAfter: count)
        case .lose(let count): forward(fd, rate: 100_000_000, losesAfter: count)
        }
        forget(fd)
    }

    /// Octets that have come from the caller.
    private final class Passed: Sendable { let octets = Mutex(0) }

    private func forward(
        _ fd: Int32, rate: Int, spoilsAfter limit: Int = .max, losesAfter loss: Int = .max, cutsAfter cut: Int = .max
    ) {
        let passed = Passed()
        let other = unixSocket(target)
        state.withLock { $0.sockets.append(other) }
        Thread.detachNewThread {
            while let octets = Self.read(other) {
                if passed.octets.withLock({ $0 <= loss }) { Self.write(fd, octets) }
            }
            shutdown(fd, Int32(SHUT_RDWR))
        }
        while let octets = Self.read(fd) {
            let count = passed.octets.withLock { count in
                count += octets.count
                return count
            }
            if count > cut { break }
            if count > limit {
                Self.write(fd, Array("QUIT\r\n".utf8))
                break
            }
            Self.write(other, octets)
            usleep(UInt32(octets.count * 1_000_000 / rate))
        }
        shutdown(other, Int32(SHUT_RDWR))
        // The other direction has ended by that; it reads from `other` no more.
        usleep(50_000)
        forget(other)
    }

    private func forget(_ fd: Int32) {
        state.withLock { state in
            state.sockets.removeAll { $0 == fd }
            Foundation.close(fd)
        }
    }

    private static func read(_ fd: Int32) -> [UInt8]? {
        var octets = [UInt8](repeating: 0, count: 16384)
        let count = unsafe octets.withUnsafeMutableBytes { unsafe recv(fd, $0.baseAddress, $0.count, 0) }
        return count > 0 ? Array(octets.prefix(count)) : nil
    }

    private static func write(_ fd: Int32, _ octets: [UInt8]) {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }
}
