package import IO

/// Why a call got no answer that can be used.
package enum AdminClientError: Error, Hashable, Sendable {
    /// Nobody listens at the socket, or it may not be opened.
    case unreachable(String)
    /// The connection ended, or nothing came for too long.
    case noAnswer(String)
    /// What came is not what the interface says.
    case badAnswer(String)

    package var description: String {
        switch self {
        case .unreachable(let text), .noAnswer(let text), .badAnswer(let text): text
        }
    }
}

/// The client's side of one call of dev.trunkline.Admin, over a connection of its own. Owner: its queue.
package actor AdminClient: QueueOwner {
    package typealias Answer = Result<AdminReply, AdminClientError>

    package nonisolated let executor = QueueExecutor(label: "trunkline.admin-client")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let request: AdminRequest
    private let continuation: AsyncStream<Answer>.Continuation
    private var channel: StreamChannel?
    private var framing = VarlinkFraming(limit: JSONLimits.answers.octets)
    private var answered = false

    private init(_ request: AdminRequest, _ continuation: AsyncStream<Answer>.Continuation) {
        self.request = request
        self.continuation = continuation
    }

    /// The answers to `request` by the daemon at the Unix socket `path`: one, or several for the queue and for events.
    /// A failure is the last. The first must come within `timeout` seconds, except of events.
    package static func answers(
        to request: AdminRequest, at path: String, timeout: Double = 30
    ) -> AsyncStream<Answer> {
        let (stream, continuation) = AsyncStream<Answer>.makeStream()
        let client = AdminClient(request, continuation)
        continuation.onTermination = { _ in client.post { $0.finish(nil) } }
        Dialer.connect(to: .unix(path: path), timeout: timeout, executor: client.executor) { result in
            client.post { $0.connected(result, path) }
        }
        client.post(after: timeout) { $0.timeIsOver() }
        return stream
    }

    private func connected(_ result: Result<DescriptorBox, IOError>, _ path: String) {
        switch result {
        case .failure(let error):
            finish(.failure(.unreachable("no daemon at \(path): \(error.reason)")))
        case .success(let box):
            guard let descriptor = box.take() else { return }
            let channel = StreamChannel(descriptor, executor: executor)
            self.channel = channel
            channel.onOctets = { [unowned self] octets in self.assumeIsolated { $0.receive(octets) } }
            channel.onClosed = { [unowned self] _ in
                self.assumeIsolated { $0.finish(.failure(.noAnswer("the daemon closed the connection"))) }
            }
            channel.start()
            channel.write(VarlinkFraming.frame(request.call.json))
        }
    }

    private func timeIsOver() {
        if case .followEvents = request { return }
        if !answered { finish(.failure(.noAnswer("the daemon does not answer"))) }
    }

    private func receive(_ octets: [UInt8]) {
        for frame in framing.receive(octets) {
            guard case .message(let message) = frame else {
                return finish(.failure(.badAnswer("the daemon's answer is too long")))
            }
            do throws(JSONError) {
                let reply = try VarlinkReply(json: try JSONParser.parse(message, limits: .answers))
                answered = true
                continuation.yield(.success(try AdminReply(reply, to: request)))
                if !reply.continues { return finish(nil) }
            } catch {
                return finish(.failure(.badAnswer("the daemon's answer cannot be read: \(error)")))
            }
        }
    }

    private func finish(_ answer: Answer?) {
        channel?.close()
        channel = nil
        if let answer { continuation.yield(answer) }
        continuation.finish()
    }
}
