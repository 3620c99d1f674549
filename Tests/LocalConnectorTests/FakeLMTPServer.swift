import IO

/// An LMTP server on loopback that takes every message, and closes each connection after so many of them.
actor FakeLMTPServer: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "fake-lmtp")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private var listener: Listener?
    private var channels: [Int: StreamChannel] = [:]
    private var buffers: [Int: [UInt8]] = [:]
    private var received: [Int: [UInt8]] = [:]
    private let closesAfter: Int
    private let closesBeforeAnswer: Bool
    private(set) var messages: [[UInt8]] = []
    private(set) var connections = 0

    init(closesAfter: Int, closesBeforeAnswer: Bool = false) {
        self.closesAfter = closesAfter
        self.closesBeforeAnswer = closesBeforeAnswer
    }

    func start() throws -> SocketAddress {
        let listener = try Listener(.ip(host: "127.0.0.1", port: 0), executor: executor)
        listener.onConnection = { descriptor, _ in self.accept(DescriptorBox(descriptor)) }
        listener.start()
        self.listener = listener
        return listener.boundAddress
    }

    func stop() {
        listener?.close()
        for channel in channels.values { channel.close() }
    }

    private func accept(_ box: DescriptorBox) {
        guard let descriptor = box.take() else { return }
        connections += 1
        let number = connections
        let channel = StreamChannel(descriptor, executor: executor)
        channels[number] = channel
        channel.onOctets = { octets in self.take(number, octets) }
        channel.onClosed = { _ in self.channels[number]?.close() }
        channel.start()
        say(number, "220 fake")
    }

    private func say(_ number: Int, _ line: String) { channels[number]?.write(Array("\(line)\r\n".utf8)) }

    private var done: [Int: Int] = [:]
    private var recipients: [Int: Int] = [:]

    private func take(_ number: Int, _ octets: [UInt8]) {
        buffers[number, default: []] += octets
        while let end = buffers[number]?.firstIndex(of: 0x0A), let line = buffers[number]?[...end] {
            let text = String(decoding: line, as: UTF8.self)
            buffers[number]?.removeFirst(line.count)
            if received[number] != nil {
                if text == ".\r\n" { endMessage(number) } else { received[number]? += line }
                continue
            }
            switch text.prefix(4) {
            case "LHLO": say(number, "250-fake\r\n250 PIPELINING")
            case "RCPT":
                recipients[number, default: 0] += 1
                say(number, "250 ok")
            case "DATA":
                received[number] = []
                say(number, "354 go")
            case "QUIT":
                say(number, "221 bye")
                channels[number]?.closeAfterWriting()
            default: say(number, "250 ok")
            }
        }
    }

    private func endMessage(_ number: Int) {
        messages.append(received[number] ?? [])
        received[number] = nil
        if closesBeforeAnswer {
            channels[number]?.close()
            return
        }
        for _ in 0..<(recipients[number] ?? 0) { say(number, "250 in") }
        recipients[number] = 0
        done[number, default: 0] += 1
        if done[number] == closesAfter { channels[number]?.closeAfterWriting() }
    }
}
