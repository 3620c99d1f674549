import IO
import Synchronization

/// A client that says what it is told and waits for what it expects.
actor TestClient: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "test-client")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private var channel: StreamChannel?
    private(set) var received = ""
    private(set) var isClosed = false
    private var wanted: (test: @Sendable (String, Bool) -> Bool, continuation: CheckedContinuation<Void, Never>)?

    static func connect(_ address: SocketAddress) async throws -> TestClient {
        let client = TestClient()
        let box = try await withCheckedContinuation { continuation in
            Dialer.connect(to: address, timeout: 10, executor: client.executor) { continuation.resume(returning: $0) }
        }.get()
        await client.open(box)
        return client
    }

    private func open(_ box: DescriptorBox) {
        guard let descriptor = box.take() else { return }
        let channel = StreamChannel(descriptor, executor: executor)
        channel.onOctets = { octets in
            self.received += String(decoding: octets, as: UTF8.self)
            self.look()
        }
        channel.onClosed = { _ in
            self.isClosed = true
            self.look()
        }
        channel.start()
        self.channel = channel
    }

    private func look() {
        guard let wanted, wanted.test(received, isClosed) else { return }
        self.wanted = nil
        wanted.continuation.resume()
    }

    private func wait(_ test: @escaping @Sendable (String, Bool) -> Bool) async {
        if test(received, isClosed) { return }
        await withCheckedContinuation { wanted = (test, $0) }
    }

    func say(_ text: String) { channel?.write(Array(text.utf8)) }
    func send(_ octets: [UInt8]) { channel?.write(octets) }
    func close() { channel?.close() }
    func endSending() { channel?.endWriting() }
    func stopReading() { channel?.suspendReading() }

    /// Waits for so many replies since the beginning, or for the end of the connection; gives their codes.
    func codes(_ count: Int) async -> [Int] {
        await wait { text, isClosed in isClosed || TestClient.codes(text).count >= count }
        return TestClient.codes(received)
    }

    /// Waits for the server to close; gives all codes.
    func codesAtEnd() async -> [Int] {
        await wait { _, isClosed in isClosed }
        return TestClient.codes(received)
    }

    private static func codes(_ text: String) -> [Int] {
        text.split(separator: "\r\n").filter { $0.dropFirst(3).first == " " }.compactMap { Int($0.prefix(3)) }
    }
}
