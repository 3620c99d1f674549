import Admin
import IO
import Testing

/// A peer on a Unix socket that says the same to everybody, whatever it is asked.
actor Parrot: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "parrot")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    nonisolated let path: String
    private let says: [UInt8]
    private let hangsUp: Bool
    private var listener: Listener?
    private var channels: [StreamChannel] = []

    init(_ says: [UInt8], hangsUp: Bool) throws {
        path = try Files.makeTemporaryDirectory(prefix: "parrot") + "/s"
        self.says = says
        self.hangsUp = hangsUp
    }

    func start() throws {
        let listener = try Listener(.unix(path: path), executor: executor, backlog: 5, mode: 0o600)
        listener.onConnection = { [unowned self] descriptor, _ in
            let box = DescriptorBox(descriptor)
            self.assumeIsolated { $0.serve(box) }
        }
        listener.start()
        self.listener = listener
    }

    func stop() {
        listener?.close()
        for channel in channels { channel.close() }
        channels = []
        try? Files.removeTree(Files.parent(of: path))
    }

    private func serve(_ box: DescriptorBox) {
        guard let descriptor = box.take() else { return }
        let channel = StreamChannel(descriptor, executor: executor)
        channels.append(channel)
        let says = says
        let hangsUp = hangsUp
        channel.onOctets = { _ in
            channel.write(says)
            if hangsUp { channel.closeAfterWriting() }
        }
        channel.start()
    }
}

@Suite("The client of the interface")
struct ClientTests {
    private func ask(
        _ says: String, hangsUp: Bool = true, timeout: Double = 30, request: AdminRequest = .check
    ) async throws -> [AdminClient.Answer] {
        let parrot = try Parrot(Array(says.utf8), hangsUp: hangsUp)
        try await parrot.start()
        var answers: [AdminClient.Answer] = []
        for await answer in AdminClient.answers(to: request, at: parrot.path, timeout: timeout) {
            answers.append(answer)
        }
        await parrot.stop()
        return answers
    }

    @Test("An answer ends the call, whatever follows it")
    func answer() async throws {
        let answers = try await ask("{\"parameters\":{\"problems\":[\"a\"]}}\u{0}garbage")
        #expect(answers == [.success(.checked(problems: ["a"]))])
    }

    @Test("Answers come until the last")
    func several() async throws {
        let piece = #"{"parameters":{"entries":[],"total":5},"continues":true}"# + "\u{0}"
        let last = #"{"parameters":{"entries":[],"total":6}}"# + "\u{0}"
        let answers = try await ask(piece + last, request: .listQueue(connector: nil, limit: 5))
        #expect(answers == [.success(.queue([], total: 5)), .success(.queue([], total: 6))])
    }

    @Test(
        "What is no answer is a failure and ends the call",
        arguments: [
            "\u{0}", "nonsense\u{0}", "[]\u{0}", #"{"parameters":5}"# + "\u{0}", #"{"parameters":{}}"# + "\u{0}",
            #"{"parameters":{"problems":[1]}}"# + "\u{0}", #"{"error":5}"# + "\u{0}",
        ])
    func bad(says: String) async throws {
        let answers = try await ask(says, hangsUp: false)
        guard answers.count == 1, case .failure(.badAnswer) = answers[0] else {
            Issue.record("\(answers)")
            return
        }
    }

    @Test("A peer that goes before its answer is complete is a failure")
    func cut() async throws {
        for says in ["", "{\"parameters\":{"] {
            let answers = try await ask(says)
            #expect(answers == [.failure(.noAnswer("the daemon closed the connection"))])
        }
    }

    @Test("A peer that never answers is a failure when the time is over")
    func silent() async throws {
        let answers = try await ask("", hangsUp: false, timeout: 0.2)
        #expect(answers == [.failure(.noAnswer("the daemon does not answer"))])
    }
}
