import IO
import Synchronization
import Testing

@Suite("Listener and Dialer", .timeLimit(.minutes(1)))
struct ListenerTests {
    /// A listener whose connections are counted and kept.
    final class Door: Sendable {
        let executor = QueueExecutor(label: "door")
        let peers = Collected<SocketAddress>()
        let taken = Collected<DescriptorBox>()
        let bound = Collected<Result<SocketAddress, IOError>>()
        let calls = Collected<@Sendable (Listener) -> Void>()

        func open(_ address: SocketAddress, mode: UInt16? = nil) async -> Result<SocketAddress, IOError> {
            executor.post { [self] in
                do throws(IOError) {
                    let listener = try Listener(address, executor: executor, mode: mode)
                    listener.onConnection = { descriptor, peer in
                        self.taken.append(DescriptorBox(descriptor))
                        self.peers.append(peer)
                    }
                    listener.start()
                    ListenerTests.keep(listener, for: self)
                    bound.append(.success(listener.boundAddress))
                } catch {
                    bound.append(.failure(error))
                }
            }
            return await bound.wait(count: 1)[0]
        }

        /// Calls something on the listener, on its queue.
        func tell(_ work: @escaping @Sendable (Listener) -> Void) async {
            calls.append(work)
            await on(executor) {}
        }
    }

    /// The listener lives as long as this closure on its queue: it looks for calls in short turns.
    static func keep(_ listener: Listener, for door: Door) {
        let timers = TimerSet<Int>(door.executor)
        var done = 0
        func turn() {
            let calls = door.calls.values
            while done < calls.count {
                calls[done](listener)
                done += 1
            }
            timers.start(0, after: 0.002) { turn() }
        }
        turn()
    }

    @Test("A connection leaves by the interface and from the address that it is told")
    func localEnd() async throws {
        let door = Door()
        let bound = try await door.open(.ip(host: "127.0.0.1", port: 0)).get()
        let own = await dial(bound, over: LocalEnd(interface: "lo", address: "127.0.0.9"))
        #expect(throws: Never.self) { try own.get() }
        let peers = await door.peers.wait(count: 1)
        guard case .ip("127.0.0.9", _) = peers[0] else {
            Issue.record("\(peers)")
            return
        }
        #expect(await failure(dial(bound, over: LocalEnd(interface: "nope0", address: "127.0.0.9"))) == 19)
        #expect(await failure(dial(bound, over: LocalEnd(interface: "lo", address: "192.0.2.1"))) == 99)
        #expect(await failure(dial(bound, over: LocalEnd(interface: "lo", address: "::1"))) == 99)
    }

    private func failure(_ result: Result<DescriptorBox, IOError>) -> Int32? {
        if case .failure(let error) = result { error.code } else { nil }
    }

    @Test("An interface's address is found while it has one") func interfaceAddresses() {
        #expect(NetworkInterface.addresses(of: "lo") == NetworkInterface.Addresses(local: "127.0.0.1", peer: nil))
        #expect(NetworkInterface.addresses(of: "nope0") == nil)
    }

    func dial(
        _ address: SocketAddress, over end: LocalEnd? = nil, timeout: Double = 5
    ) async -> Result<DescriptorBox, IOError> {
        let executor = QueueExecutor(label: "dial")
        let answers = Collected<Result<DescriptorBox, IOError>>()
        Dialer.connect(to: address, over: end, timeout: timeout, executor: executor) { answers.append($0) }
        return await answers.wait(count: 1)[0]
    }

    @Test("a TCP connection has its peer's address, on IPv4 and IPv6", arguments: ["127.0.0.1:0", "[::1]:0"])
    func tcp(_ text: String) async throws {
        let door = Door()
        let address = try await door.open(#require(SocketAddress(text))).get()
        guard case .ip(let host, let port) = address else {
            Issue.record("no IP address: \(address)")
            return
        }
        #expect(port != 0)
        _ = try await dial(address).get()
        let peer = await door.peers.wait(count: 1)[0]
        guard case .ip(host, _) = peer else {
            Issue.record("peer is \(peer)")
            return
        }
    }

    @Test("a name is resolved away from the queue and every address is tried")
    func names() async throws {
        let door = Door()
        guard case .ip(_, let port) = try await door.open(.ip(host: "127.0.0.1", port: 0)).get() else { return }
        _ = try await dial(.ip(host: "localhost", port: port)).get()
        await door.peers.wait(count: 1)
    }

    @Test("a Unix socket gets its mode, knows its peer, and its file goes when it closes")
    func unixSocket() async throws {
        let directory = try Files.makeTemporaryDirectory(prefix: "trunkline-io")
        defer { try? Files.removeTree(directory) }
        let path = "\(directory)/door"
        let door = Door()
        let address = try await door.open(.unix(path: path), mode: 0o660).get()
        #expect(address == .unix(path: path))
        let box = try await dial(.unix(path: path)).get()
        #expect(await door.peers.wait(count: 1)[0] == .unix(path: ""))
        guard let descriptor = box.take() else { return }
        let credentials = try peerCredentials(of: descriptor)
        #expect(credentials.pid == ProcessInformation.pid)
        #expect(credentials.uid == ProcessInformation.uid)
        let closed = Collected<Bool>()
        await door.tell { listener in
            listener.close()
            closed.append(true)
        }
        await closed.wait(count: 1)
        #expect(!Files.exists(path))
    }

    @Test("a socket file that nobody listens on is replaced; one in use or another file is not")
    func staleSocket() async throws {
        let directory = try Files.makeTemporaryDirectory(prefix: "trunkline-io")
        defer { try? Files.removeTree(directory) }
        let path = "\(directory)/door"
        let first = Door()
        _ = try await first.open(.unix(path: path)).get()
        let second = await Door().open(.unix(path: path))
        #expect(throws: IOError.self) { try second.get() }
        #expect(Files.exists(path))

        let file = "\(directory)/file"
        try Files.writeAtomically(file, [1])
        let third = await Door().open(.unix(path: file))
        #expect(throws: IOError.self) { try third.get() }
        #expect(try Files.readAll(file) == [1])

        // A file whose listener went without removing it: the name is moved away from under a listener that closes.
        let left = "\(directory)/left"
        let dead = Door()
        _ = try await dead.open(.unix(path: "\(directory)/moving")).get()
        try Files.rename("\(directory)/moving", to: left)
        let closed = Collected<Bool>()
        await dead.tell { listener in
            listener.close()
            closed.append(true)
        }
        await closed.wait(count: 1)
        await on(dead.executor) {}
        #expect(Files.exists(left))
        _ = try await Door().open(.unix(path: left)).get()
    }

    @Test("a paused listener takes nobody, and all who waited when it goes on")
    func pause() async throws {
        let door = Door()
        let address = try await door.open(.ip(host: "127.0.0.1", port: 0)).get()
        let paused = Collected<Bool>()
        await door.tell { listener in
            listener.pause()
            listener.pause()
            paused.append(true)
        }
        await paused.wait(count: 1)
        var kept: [DescriptorBox] = []
        for _ in 0..<40 { kept.append(try await dial(address).get()) }
        #expect(door.peers.values.isEmpty)
        await door.tell { $0.resume() }
        await door.peers.wait(count: 40)
        #expect(kept.count == 40)
    }

    @Test("a closed listener refuses, and its port is free at once")
    func closing() async throws {
        let door = Door()
        let address = try await door.open(.ip(host: "127.0.0.1", port: 0)).get()
        _ = try await dial(address).get()
        await door.peers.wait(count: 1)
        let closed = Collected<Bool>()
        await door.tell { listener in
            listener.close()
            listener.close()
            closed.append(true)
        }
        await closed.wait(count: 1)
        await on(door.executor) {}
        let refused = await dial(address)
        guard case .failure(let error) = refused else {
            Issue.record("somebody still listens")
            return
        }
        #expect(error.isRefused)
        _ = try await Door().open(address).get()
    }

    /// Whether its executor is still held by anything.
    private final class Held: Sendable {
        private struct Reference { weak var executor: QueueExecutor? }
        private let reference = Mutex(Reference())
        func set(_ executor: QueueExecutor) { reference.withLock { $0.executor = executor } }
        var isHeld: Bool { reference.withLock { $0.executor != nil } }
    }

    @Test("a call that has been answered leaves nothing behind, whatever its timeout")
    func answeredCall() async throws {
        let held = Held()
        let door = Door()
        let open = try await door.open(.ip(host: "127.0.0.1", port: 0)).get()
        for address in [open, .unix(path: "/nonexistent/socket")] {
            let result = await {
                let executor = QueueExecutor(label: "dial")
                held.set(executor)
                return await withCheckedContinuation { continuation in
                    Dialer.connect(to: address, timeout: 3600, executor: executor) {
                        continuation.resume(returning: $0.map { _ = $0.take() })
                    }
                }
            }()
            if case .failure(let error) = result { #expect(error.code == 2) }
            for _ in 0..<5000 where held.isHeld { try await Task.sleep(for: .milliseconds(1)) }
            #expect(!held.isHeld, "\(address)")
        }
    }

    @Test("what is no socket cannot be taken over as a listener")
    func adoptNoSocket() async throws {
        let executor = QueueExecutor(label: "adopt")
        let box = DescriptorBox(try FileDescriptor.open("/dev/null", 0))
        let failed = await on(executor) {
            guard let descriptor = box.take() else { return false }
            return (try? Listener(adopting: descriptor, executor: executor)) == nil
        }
        #expect(failed)
    }

    @Test("an unknown name and a missing Unix socket are errors")
    func noSuch() async throws {
        guard case .failure(let missing) = await dial(.unix(path: "/nonexistent/door")) else {
            Issue.record("connected")
            return
        }
        #expect(missing.isNotFound)
        guard case .failure(let unknown) = await dial(.ip(host: "nowhere.invalid", port: 9), timeout: 20) else {
            Issue.record("connected")
            return
        }
        #expect(!unknown.description.isEmpty)
    }

    @Test("a connection that is not answered ends at its timeout")
    func timeout() async throws {
        // A listener that never accepts, with its backlog filled: the next connection hangs.
        let executor = QueueExecutor(label: "deaf")
        let bound = Collected<SocketAddress?>()
        let release = Collected<Bool>()
        executor.post {
            let listener = try? Listener(.ip(host: "127.0.0.1", port: 0), executor: executor, backlog: 0)
            bound.append(listener?.boundAddress)
            let timers = TimerSet<Int>(executor)
            func hold() {
                timers.start(0, after: 0.05) {
                    if release.values.isEmpty { hold() } else { listener?.close() }
                }
            }
            hold()
        }
        let address = try #require(await bound.wait(count: 1)[0])
        var kept: [DescriptorBox] = []
        var last: IOError?
        for _ in 0..<8 where last == nil {
            switch await dial(address, timeout: 0.3) {
            case .success(let box): kept.append(box)
            case .failure(let error): last = error
            }
        }
        #expect(last?.isTimeout == true)
        release.append(true)
    }

    @Test("without descriptors the listener rests, tells, and goes on when there are some again")
    func noDescriptors() async throws {
        await #expect(processExitsWith: .success) {
            try await ListenerTests.starve()
        }
    }

    /// In a process of its own: it takes every descriptor.
    static func starve() async throws {
        Signals.prepare()
        try ProcessInformation.setDescriptorLimit(64)
        let executor = QueueExecutor(label: "starving")
        let bound = Collected<SocketAddress>()
        let trouble = Collected<IOError>()
        let taken = Collected<DescriptorBox>()
        executor.post {
            guard let listener = try? Listener(.ip(host: "127.0.0.1", port: 0), executor: executor) else { return }
            listener.onConnection = { descriptor, _ in
                taken.append(DescriptorBox(descriptor))
                _ = listener
            }
            listener.onTrouble = { trouble.append($0) }
            listener.start()
            bound.append(listener.boundAddress)
        }
        let address = await bound.wait(count: 1)[0]
        let dialler = QueueExecutor(label: "dial")
        // Fill the table but for one descriptor more than a connection needs on the calling side.
        var filling: [DescriptorBox] = []
        let answers = Collected<Result<DescriptorBox, IOError>>()
        await on(executor) {}
        while let file = try? FileDescriptor.open("/dev/null", 0) { filling.append(DescriptorBox(file)) }
        filling.removeLast(2)
        Dialer.connect(to: address, timeout: 10, executor: dialler) { answers.append($0) }
        let error = await trouble.wait(count: 1)[0]
        #expect(error.isTooManyDescriptors)
        filling.removeAll()
        await taken.wait(count: 1)
    }
}
