import Admin
import Console
import IO
import Message
import Synchronization
import Testing

/// What trunkctl wrote.
final class Recorder: ConsoleOutput {
    private let texts = Mutex<(out: String, err: String)>(("", ""))
    func write(_ text: String) -> Bool {
        texts.withLock { $0.out += text }
        return true
    }
    func complain(_ text: String) { texts.withLock { $0.err += text } }
    var out: String { texts.withLock { $0.out } }
    var err: String { texts.withLock { $0.err } }
}

/// A daemon that answers every request from a table, over a real Unix socket.
actor FakeDaemon: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "fake-daemon")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    nonisolated let path: String
    private let answers: [AdminReply]
    private let access: AdminAccess?
    private var listener: Listener?
    private var channels: [StreamChannel] = []

    init(_ answers: [AdminReply], access: AdminAccess? = .change) throws {
        path = try Files.makeTemporaryDirectory(prefix: "trunkctl") + "/s"
        self.answers = answers
        self.access = access
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
        var session = VarlinkSession(caller: AdminCaller(user: 0, access: access), information: .init(version: "0"))
        let answers = answers
        channel.onOctets = { octets in
            var actions = session.receive(octets)[...]
            while let action = actions.popFirst() {
                switch action {
                case .handle(_, let number):
                    for (index, answer) in answers.enumerated() {
                        actions += session.reply(answer, to: number, last: index == answers.count - 1)
                    }
                case .send(let octets): channel.write(octets)
                case .close: channel.close()
                }
            }
        }
        channel.start()
    }
}

@Suite("trunkctl")
struct TrunkctlTests {
    private func run(_ line: String, socket: String? = nil) async -> (code: ExitCode, out: String, err: String) {
        let recorder = Recorder()
        let words = line.split(separator: " ").map(String.init)
        let code = await Trunkctl.run(words, socket: socket, output: recorder)
        return (code, recorder.out, recorder.err)
    }

    private func run(
        _ line: String, answers: [AdminReply], access: AdminAccess? = .change
    ) async throws -> (code: ExitCode, out: String, err: String) {
        let daemon = try FakeDaemon(answers, access: access)
        try await daemon.start()
        let result = await run(line, socket: daemon.path)
        await daemon.stop()
        return result
    }

    @Test("Without a daemon every command that needs one says so and exits with 3")
    func unreachable() async {
        for line in ["status", "connector", "queue", "ras", "link call n", "link hangup n", "events", "reload"] {
            let result = await run(line, socket: "/nonexistent/admin.sock")
            #expect(result.code == .unreachable && result.out == "")
            #expect(result.err == "trunkctl: no daemon at /nonexistent/admin.sock: No such file or directory\n")
        }
    }

    @Test("Wrong command lines exit with 2")
    func usage() async {
        let result = await run("frob")
        #expect(result.code == .usage && result.err.hasPrefix("trunkctl: there is no command frob"))
    }

    @Test("A command asks the daemon and shows the answer")
    func answered() async throws {
        let ras = try await run("ras", answers: [.ras([], configured: 3)])
        #expect(ras.code == .ok && ras.out == "0 of 3 slots in use.\n" && ras.err == "")
        let reload = try await run("reload", answers: [.reloaded(connectors: 2)])
        #expect(reload.code == .ok && reload.out == "reloaded: 2 connectors\n")
        let call = try await run("link call n", answers: [.done])
        #expect(call.code == .ok)
    }

    @Test("A message is held and released; one that is not there, and one that is not held, are told apart")
    func hold() async throws {
        func answer(_ isHeld: Bool, inTransfer: [String] = []) -> AdminReply {
            .hold(
                AdminHold(
                    message: "0000000c", mtsIdentifier: "m", isHeld: isHeld, connectors: ["berlin", "lan"],
                    inTransfer: inTransfer))
        }
        let held = try await run("queue hold c --reason odd", answers: [answer(true)])
        #expect(held.code == .ok && held.out == "message 0000000c is held\n")
        let moving = try await run("queue hold c", answers: [answer(true, inTransfer: ["lan"])])
        #expect(
            moving.out == "message 0000000c is held; its transfer by lan goes on to its end, and it is held there if "
                + "that fails\n")
        let released = try await run("queue release c", answers: [answer(false, inTransfer: ["lan"])])
        #expect(released.code == .ok && released.out == "message 0000000c is released\n")
        let json = try await run("queue release c --json", answers: [answer(false)])
        #expect(json.out.contains("\"isHeld\":false"))
        let none = try await run("queue hold d", answers: [.failed(.noSuchMessage(message: "d"))])
        #expect(none.code == .nothingMatched && none.err == "trunkctl: no message d is queued\n")
        let free = try await run(
            "queue release c", answers: [.failed(.refused(why: "message 0000000c is not held by an operator"))])
        #expect(free.code == .refused && free.err == "trunkctl: message 0000000c is not held by an operator\n")
        #expect(await run("queue hold").code == .usage)
    }

    @Test("A dry run of a hold shows where the message is, and asks for no change")
    func dryHold() async throws {
        let row = AdminQueueEntry(
            entry: 1, message: "0000000c", mtsIdentifier: "", connector: "lan", priority: "normal", state: .sending,
            octets: 1, submitted: .init(seconds: 0), enqueued: .init(seconds: 0), originator: "",
            firstRecipient: "a@b.example", recipients: 1)
        let found = try await run("queue hold c --dry-run", answers: [.queue([row], total: 1)])
        #expect(found.code == .ok && found.out == "message 0000000c would be held; it is sending for lan\n")
        let none = try await run("queue release d --dry-run", answers: [.queue([row], total: 1)])
        #expect(none.code == .nothingMatched)
    }

    @Test("A queue that comes in pieces is one table, or one line a row")
    func pieces() async throws {
        func row(_ number: Int) -> AdminQueueEntry {
            AdminQueueEntry(
                entry: number, message: "\(number)", mtsIdentifier: "", connector: "n", priority: "normal",
                state: .queued, octets: 1, submitted: .init(seconds: 0), enqueued: .init(seconds: 0), originator: "",
                firstRecipient: "a@b.example", recipients: 1)
        }
        let pieces = [
            AdminReply.queue((1...900).map(row), total: 1500), .queue((901...1500).map(row), total: 1500),
        ]
        let people = try await run("queue", answers: pieces)
        #expect(people.out.hasSuffix("\n1500 messages, 1.4K.\n"))
        let json = try await run("queue --json", answers: pieces)
        let lines = json.out.split(separator: "\n")
        #expect(lines.count == 1500)
        #expect(try JSONParser.parse(Array(lines[1499].utf8))["message"] == .string("1500"))
    }

    @Test("Refusals exit with 4, unknown names with 1")
    func refusals() async throws {
        let unknown = try await run("connector status x", answers: [.failed(.noSuchConnector(name: "x"))])
        #expect(unknown.code == .nothingMatched && unknown.err == "trunkctl: there is no connector x\n")
        let refused = try await run("link call x", answers: [.failed(.notDialled(name: "x", kind: "x400"))])
        #expect(refused.code == .refused)
        let viewer = try await run("reload", answers: [.done], access: .view)
        #expect(viewer.code == .refused && viewer.err.contains("permission denied"))
        let problems = try await run("reload", answers: [.failed(.configurationRefused(problems: ["a:1: b"]))])
        #expect(problems.code == .refused && problems.err.hasSuffix("\na:1: b\n"))
    }

    @Test("Explanations need no daemon")
    func explain() async {
        let event = await run("explain 289", socket: "/nonexistent")
        #expect(event.code == .ok && event.out.contains("289"))
        for line in ["explain 678", "explain RAS 678", "explain ras678", "ex RAS-678"] {
            let code = await run(line, socket: "/nonexistent")
            #expect(code.code == .ok && code.out.hasPrefix("RAS code 678"))
        }
        let unknown = await run("explain 4711")
        #expect(unknown.code == .nothingMatched && unknown.err == "trunkctl: no event and no RAS code is called 4711\n")
    }

    @Test("check finds no mistake in the examples that come with Trunkline")
    func examples() async {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let result = await run("check --config \(root)/config")
        #expect(result.out.hasSuffix("\(root)/config: no mistakes, 4 warnings; 5 connectors, 5 phonebook entries\n"))
        #expect(
            result.out.hasPrefix(
                "connectors/berlin.connector:5: warning: [Credentials] RemotePassword: empty: whoever calls itself "))
        let json = await run("check --json --config \(root)/config")
        #expect(json.out.hasPrefix(#"{"file":"connectors/berlin.connector","severity":"warning","line":5,"#))
        #expect(result.code == .ok && result.err == "")
    }

    @Test("check prints every mistake and exits with 1")
    func check() async throws {
        let directory = try Files.makeTemporaryDirectory(prefix: "check")
        try Files.writeAtomically("\(directory)/mta.conf", Array("[MTA]\nLocalNam=HQ\n".utf8))
        let people = await run("check --config \(directory)")
        #expect(people.code == .nothingMatched && people.err == "3 problems\n")
        #expect(people.out.split(separator: "\n").count == 3)
        #expect(people.out.contains("mta.conf:2: [MTA] LocalNam: unknown key; did you mean LocalName?\n"))
        let json = await run("check --json --config \(directory)")
        #expect(
            json.out.contains(
                #"{"file":"mta.conf","line":2,"section":"MTA","key":"LocalNam","problem":"unknown key","#
                    + #""nearest":"LocalName"}"#))
        try Files.removeTree(directory)
        let missing = await run("check --config \(directory)")
        #expect(missing.code == .nothingMatched && missing.out.hasPrefix("mta.conf: cannot be read: "))
    }

    @Test("What stands where a file should and is none, or is too long, is named")
    func notAFile() async throws {
        let directory = try Files.makeTemporaryDirectory(prefix: "check")
        try Files.makeDirectory("\(directory)/mta.conf")
        try Files.makeDirectory("\(directory)/connectors")
        try Files.writeAtomically("\(directory)/connectors/big.connector", [UInt8](repeating: 0x0A, count: 1_100_000))
        let result = await run("check --config \(directory)")
        #expect(result.code == .nothingMatched)
        #expect(result.out.contains("mta.conf: cannot be read: not a file\n"))
        #expect(result.out.contains("connectors/big.connector: cannot be read: File too large\n"))
        try Files.removeTree(directory)
    }
}
