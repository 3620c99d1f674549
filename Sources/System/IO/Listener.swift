internal import CLinux
internal import Glibc

/// A listening stream socket, TCP or Unix.
///
/// Owner: whoever made it; calls and `onConnection` are on the executor's queue. It begins paused: see `start`.
package final class Listener {
    /// Connections taken in one turn of the queue, so that a flood leaves the owner's other work its turn.
    package static let connectionsPerTurn = 32
    /// Seconds of rest when the process or the machine has no descriptor left.
    package static let restSeconds = 1.0

    /// A connection: its descriptor and the peer's address (`.unix(path: "")` for Unix peers).
    package var onConnection: ((consuming FileDescriptor, SocketAddress) -> Void)?
    /// Accepting fails, and will be tried again after a rest.
    package var onTrouble: ((IOError) -> Void)?
    /// With the real port when 0 was asked for.
    package let boundAddress: SocketAddress

    private let executor: QueueExecutor
    private var descriptor: SharedDescriptor?
    private var source: DescriptorWatch?
    private var started = false
    private var paused = false
    private var resting = false
    /// Bound by us, not taken over.
    package let isOwn: Bool
    /// Path to remove when it closes.
    private let ownPath: String?

    /// - Parameters:
    ///   - mode: permissions of a Unix socket's file.
    /// - Throws: EADDRINUSE, also for a Unix path where somebody listens or where something else than a socket stands.
    ///   A host name is resolved here, which may block: give numeric addresses.
    package init(
        _ address: SocketAddress, executor: QueueExecutor, backlog: Int32 = 1024, mode: UInt16? = nil
    ) throws(IOError) {
        let raw = try Self.bind(address, mode: mode)
        guard listen(raw.raw, backlog) == 0 else { throw .last("listen", "\(address)") }
        boundAddress = try Sockets.name(raw.raw, peer: false).address
        if case .unix(let path) = address { ownPath = path } else { ownPath = nil }
        isOwn = true
        descriptor = SharedDescriptor(raw)
        self.executor = executor
    }

    /// A socket that somebody else has bound, for example the service manager.
    package init(adopting descriptor: consuming FileDescriptor, executor: QueueExecutor) throws(IOError) {
        descriptor.setNonBlocking()
        boundAddress = try Sockets.name(descriptor.raw, peer: false).address
        isOwn = false
        ownPath = nil
        self.descriptor = SharedDescriptor(descriptor)
        self.executor = executor
    }

    deinit {
        guard let source else { return }
        executor.postConfined { source.cancel() }
    }

    private static func bind(_ address: SocketAddress, mode: UInt16?) throws(IOError) -> FileDescriptor {
        if case .unix(let path) = address { try removeStale(path) }
        let candidates = try Sockets.resolve(address, passive: true, numericOnly: false)
        // An empty host takes both families through one IPv6 socket where there is one.
        let ordered = candidates.sorted { a, b in a.family == AF_INET6 && b.family != AF_INET6 }
        var failure = IOError(code: EADDRNOTAVAIL, operation: "bind", detail: "\(address)")
        for candidate in ordered {
            do throws(IOError) {
                let socket = try Sockets.make(family: candidate.family)
                if candidate.family != AF_UNIX {
                    Sockets.set(socket.raw, level: SOL_SOCKET, option: SO_REUSEADDR, to: 1)
                }
                if candidate.family == AF_INET6 {
                    let both = if case .ip("", _) = address { true } else { false }
                    Sockets.set(socket.raw, level: Int32(IPPROTO_IPV6), option: IPV6_V6ONLY, to: both ? 0 : 1)
                }
                let result = unsafe linux_bind(socket.raw, candidate.octets, UInt32(candidate.octets.count))
                guard result == 0 else { throw IOError(code: -result, operation: "bind", detail: "\(address)") }
                if case .unix(let path) = address, let mode {
                    guard unsafe chmod(path, mode_t(mode)) == 0 else { throw .last("chmod", path) }
                }
                return socket
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// Removes the file of a Unix socket on which nobody listens any more.
    private static func removeStale(_ path: String) throws(IOError) {
        var isDirectory: Int32 = 0
        var isSocket: Int32 = 0
        var size: Int64 = 0
        let found = unsafe linux_stat(path, &isDirectory, &isSocket, &size)
        guard found == 0 else { return }
        guard isSocket == 1 else { throw IOError(code: EADDRINUSE, operation: "bind", detail: path) }
        let address = try Sockets.resolve(.unix(path: path), passive: false, numericOnly: true)
        guard let first = address.first else { return }
        let probe = try Sockets.make(family: AF_UNIX)
        let result = unsafe linux_connect(probe.raw, first.octets, UInt32(first.octets.count))
        guard result == -ECONNREFUSED else { throw IOError(code: EADDRINUSE, operation: "bind", detail: path) }
        try Files.remove(path)
    }

    /// Begins to take connections.
    package func start() {
        guard !started, let descriptor else { return }
        started = true
        source = DescriptorWatch(descriptor.raw, keeping: descriptor, executor: executor)
        source?.setHandlers(readable: { [weak self] in self?.acceptable() })
        follow()
    }

    /// Takes no connections until `resume`; they wait in the kernel's backlog.
    package func pause() {
        paused = true
        follow()
    }

    package func resume() {
        paused = false
        follow()
    }

    /// Stops for good and removes the file of its Unix socket. A second call does nothing.
    package func close() {
        guard let open = descriptor else { return }
        // At once, also when a program that is just being started still holds a copy; a socket that was taken over
        // goes on listening for whoever gave it.
        if isOwn { _ = shutdown(open.raw, Int32(SHUT_RDWR)) }
        source?.cancel()
        source = nil
        descriptor = nil
        onConnection = nil
        onTrouble = nil
        if let ownPath { _ = unsafe unlink(ownPath) }
    }

    private func follow() {
        source?.watchReading(!paused && !resting)
    }

    private func acceptable() {
        for _ in 0..<Self.connectionsPerTurn {
            guard let descriptor, !paused, !resting else { return }
            let flags = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
            let raw = linux_accept4(descriptor.raw, flags)
            guard raw >= 0 else {
                if !goesOn(after: -raw) { return }
                continue
            }
            let connection = FileDescriptor(adopting: raw)
            guard let peer = try? Sockets.name(raw, peer: true) else { continue }  // it has gone already
            Sockets.tune(raw, family: peer.family)
            onConnection?(connection, peer.family == AF_UNIX ? .unix(path: "") : peer.address)
        }
    }

    /// Errors of one connection are passed over (accept(2)); want of resources ends this turn and brings a rest.
    private func goesOn(after code: Int32) -> Bool {
        switch code {
        case EAGAIN: return false
        case EINTR, ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP,
            ENETUNREACH, EPERM:
            return true
        default:
            resting = true
            follow()
            executor.postConfined(after: Self.restSeconds) { [weak self] in
                self?.resting = false
                self?.follow()
            }
            onTrouble?(IOError(code: code, operation: "accept", detail: "\(boundAddress)"))
            return false
        }
    }
}

/// A descriptor that its holder and a source keep open together.
final class SharedDescriptor {
    private let descriptor: FileDescriptor
    init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }
    var raw: Int32 { descriptor.raw }
}
