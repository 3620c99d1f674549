internal import CLinux
internal import Dispatch
internal import Glibc

/// Opens connections.
package enum Dialer {
    private static let resolver = DispatchQueue(label: "trunkline.resolver", attributes: .concurrent)

    /// Connects without blocking: every address of the host in turn, each with its share of the time that is left.
    ///
    /// - Parameters:
    ///   - end: where the connection is to leave this host; nil: as the routing table has it.
    ///   - timeout: seconds for the whole, name resolution included.
    ///   - completion: on the executor's queue, once; ETIMEDOUT when the time is over, else the last address's error.
    package static func connect(
        to address: SocketAddress, over end: LocalEnd? = nil, timeout: Double, executor: QueueExecutor,
        completion: @escaping @Sendable (Result<DescriptorBox, IOError>) -> Void
    ) {
        executor.post {
            let attempt = DialAttempt(
                address, over: end, timeout: timeout, executor: executor, completion: completion)
            if let numeric = try? Sockets.resolve(address, passive: false, numericOnly: true) {
                attempt.begin(.success(numeric))
                return
            }
            let confined = Confined(attempt)
            resolver.async {
                let found = Result { () throws(IOError) in
                    try Sockets.resolve(address, passive: false, numericOnly: false)
                }
                executor.post { confined.value.begin(found) }
            }
        }
    }
}

/// One call of `Dialer.connect`. Owner: the executor's queue. It keeps itself until it has answered, and nothing of it
/// is left after that: many calls that fail at once must not wait for their timeouts.
private final class DialAttempt {
    private enum Limit: Hashable {
        /// Of the whole.
        case call
        /// Of the present address.
        case address
    }

    private let address: SocketAddress
    private let end: LocalEnd?
    private let executor: QueueExecutor
    private let deadline: Int64
    private var completion: (@Sendable (Result<DescriptorBox, IOError>) -> Void)?
    private var waiting: ArraySlice<RawAddress> = []
    private var current: ConnectingSocket?
    private var source: DescriptorWatch?
    private var number = 0
    private let timers: TimerSet<Limit>
    private var failure: IOError

    init(
        _ address: SocketAddress, over end: LocalEnd?, timeout: Double, executor: QueueExecutor,
        completion: @escaping @Sendable (Result<DescriptorBox, IOError>) -> Void
    ) {
        self.address = address
        self.end = end
        self.executor = executor
        self.completion = completion
        timers = TimerSet(executor)
        let microseconds = Int64(clampedSeconds(timeout) * 1_000_000)
        deadline = SystemClock.monotonicMicroseconds() + microseconds
        failure = IOError(code: ETIMEDOUT, operation: "connect", detail: "\(address)")
        timers.start(.call, after: timeout) { [self] in
            answer(.failure(IOError(code: ETIMEDOUT, operation: "connect", detail: "\(address)")))
        }
    }

    func begin(_ found: Result<[RawAddress], IOError>) {
        switch found {
        case .success(let addresses):
            waiting = addresses[...]
            next()
        case .failure(let error):
            answer(.failure(error))
        }
    }

    private func next() {
        guard completion != nil else { return }
        let left = Double(deadline - SystemClock.monotonicMicroseconds()) / 1_000_000
        let share = left / Double(max(1, waiting.count))
        guard let target = waiting.popFirst() else {
            answer(.failure(failure))
            return
        }
        do throws(IOError) {
            try connect(target, share: share, isLast: waiting.isEmpty)
        } catch {
            failure = error
            executor.postConfined { [self] in next() }
        }
    }

    private func connect(_ target: RawAddress, share: Double, isLast: Bool) throws(IOError) {
        let socket = ConnectingSocket(try Sockets.make(family: target.family))
        try end?.bind(socket.raw, family: target.family)
        let result = unsafe linux_connect(socket.raw, target.octets, UInt32(target.octets.count))
        if result == 0 {
            Sockets.tune(socket.raw, family: target.family)
            connected(socket)
            return
        }
        guard result == -EINPROGRESS || result == -EINTR else {
            throw IOError(code: -result, operation: "connect", detail: "\(address)")
        }
        current = socket
        number += 1
        let mine = number
        source = DescriptorWatch(socket.raw, keeping: socket, executor: executor)
        source?.setHandlers(writable: { [self] in settled(mine, family: target.family) })
        source?.watchWriting(true)
        guard !isLast else { return }
        timers.start(.address, after: share) { [self] in
            guard mine == number, current != nil else { return }
            failure = IOError(code: ETIMEDOUT, operation: "connect", detail: "\(address)")
            abandon()
            next()
        }
    }

    private func settled(_ mine: Int, family: Int32) {
        guard mine == number, let socket = current else { return }
        let code = linux_socket_error(socket.raw)
        abandon()
        if code == 0 {
            Sockets.tune(socket.raw, family: family)
            connected(socket)
        } else {
            failure = IOError(code: code, operation: "connect", detail: "\(address)")
            next()
        }
    }

    private func connected(_ socket: ConnectingSocket) {
        guard let descriptor = socket.take() else { return }
        answer(.success(DescriptorBox(descriptor)))
    }

    private func abandon() {
        timers.cancel(.address)
        source?.cancel()
        source = nil
        current = nil
    }

    private func answer(_ result: Result<DescriptorBox, IOError>) {
        guard let completion else { return }
        self.completion = nil
        timers.cancelAll()
        abandon()
        completion(result)
    }
}

private final class ConnectingSocket {
    private var descriptor: FileDescriptor?
    let raw: Int32

    init(_ descriptor: consuming FileDescriptor) {
        raw = descriptor.raw
        self.descriptor = consume descriptor
    }

    /// For its caller, once nothing watches it any more.
    func take() -> FileDescriptor? { descriptor.take() }
}
