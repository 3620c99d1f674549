import IO
import Testing

@Suite("ChildProcess", .timeLimit(.minutes(2)), .serialized)
struct ChildProcessTests {
    /// Runs a program and collects what it tells.
    actor Runner: QueueOwner {
        nonisolated let executor = QueueExecutor(label: "runner")
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
        nonisolated let output = Collected<[UInt8]>()
        nonisolated let errors = Collected<String>()
        nonisolated let exits = Collected<IO.ExitStatus>()
        nonisolated let ends = Collected<Bool>()
        private var child: ChildProcess?

        func run(_ arguments: [String], environment: [String: String] = ["PATH": "/usr/bin:/bin"]) -> IOError? {
            do throws(IOError) {
                let child = try ChildProcess.spawn(
                    arguments: arguments, environment: environment, executor: executor)
                child.channel.onOctets = { self.output.append($0) }
                child.channel.onClosed = { _ in self.ends.append(true) }
                child.onErrorLine = { self.errors.append($0) }
                child.onExit = { self.exits.append($0) }
                child.channel.start()
                self.child = child
                return nil
            } catch {
                return error
            }
        }
        func write(_ octets: [UInt8]) { child?.channel.write(octets) }
        func endWriting() { child?.channel.endWriting() }
        func terminate() { child?.terminate() }
        func close() { child?.channel.close() }
        var pid: Int32 { child?.pid ?? 0 }
    }

    @Test("what is written to cat comes back, and cat ends when its input ends")
    func echo() async throws {
        let runner = Runner()
        #expect(await runner.run(["cat"]) == nil)
        await runner.write([104, 105])
        await runner.output.wait { $0.flatMap { $0 } == [104, 105] }
        await runner.endWriting()
        #expect(await runner.exits.wait(count: 1) == [.exited(0)])
        await runner.ends.wait(count: 1)
        await runner.close()
    }

    @Test("a program that ends at once tells its code, its last words and its output")
    func endsAtOnce() async throws {
        let runner = Runner()
        #expect(await runner.run(["/bin/sh", "-c", "printf out; echo 'no dial tone' >&2; exit 7"]) == nil)
        #expect(await runner.exits.wait(count: 1) == [.exited(7)])
        #expect(runner.errors.values == ["no dial tone"])
        await runner.ends.wait(count: 1)
        #expect(runner.output.values.flatMap { $0 } == Array("out".utf8))
    }

    @Test("a program that is not there, or is none, is an error of spawn")
    func notFound() async throws {
        let missing = await Runner().run(["/nonexistent/dialler"])
        #expect(missing?.isNotFound == true)
        let unnamed = await Runner().run(["no-such-program-here"])
        #expect(unnamed?.isNotFound == true)
        let directory = await Runner().run(["/tmp"])
        #expect(directory?.isPermission == true)
        #expect(await Runner().run([]) != nil)
        #expect(await Runner().run(["/bin/echo", "a\0b"]) != nil)
    }

    @Test("it gets exactly the environment that is given, no descriptor of ours, and a session of its own")
    func surroundings() async throws {
        let spare = try FileDescriptor.pipe()
        let script = """
            echo "$PPID:$(ls /proc/$$/fd | tr '\\n' ' '):$GREETING:$HOME"; ps -o sid= -p $$ | tr -d ' '; echo $$
            """
        let runner = Runner()
        let error = await runner.run(
            ["/bin/sh", "-c", script], environment: ["PATH": "/usr/bin:/bin", "GREETING": "hello"])
        #expect(error == nil)
        await runner.ends.wait(count: 1)
        let text = String(decoding: runner.output.values.flatMap { $0 }, as: UTF8.self)
        let lines = text.split(separator: "\n")
        try #require(lines.count == 3)
        // Descriptor 3 is the shell's own, for the command in its parentheses.
        #expect(lines[0] == "\(ProcessInformation.pid):0 1 2 3 :hello:")
        #expect(lines[1] == lines[2])
        _ = spare
    }

    @Test("it begins with no signal blocked and none ignored")
    func signals() async throws {
        Signals.prepare()
        let runner = Runner()
        #expect(await runner.run(["grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"]) == nil)
        await runner.ends.wait(count: 1)
        let text = String(decoding: runner.output.values.flatMap { $0 }, as: UTF8.self)
        let masks = text.split(separator: "\n").compactMap { $0.split(separator: "\t").last }
        try #require(masks.count == 2)
        #expect(masks[0] == "0000000000000000")
        // The C library keeps its two own signals, 32 and 33, ignored.
        #expect(["0000000000000000", "0000000180000000"].contains(masks[1]))
    }

    @Test("terminate ends a program that obeys with SIGTERM")
    func obeys() async throws {
        let runner = Runner()
        #expect(await runner.run(["sleep", "100"]) == nil)
        await runner.terminate()
        await runner.terminate()
        #expect(await runner.exits.wait(count: 1) == [.signalled(15)])
    }

    @Test("terminate ends a program that ignores SIGTERM, and its children, after three seconds")
    func ignores() async throws {
        let runner = Runner()
        #expect(await runner.run(["/bin/sh", "-c", "trap '' TERM; echo up; sleep 100 & wait; wait"]) == nil)
        await runner.output.wait { !$0.isEmpty }
        let began = SystemClock.monotonicMicroseconds()
        await runner.terminate()
        #expect(await runner.exits.wait(count: 1) == [.signalled(9)])
        #expect(SystemClock.monotonicMicroseconds() - began > 2_500_000)
        await runner.ends.wait(count: 1)  // nobody of the group holds the socket any more
    }

    @Test("a flood on standard error neither stops the program nor fills us")
    func flood() async throws {
        let runner = Runner()
        let script = "head -c 3000000 /dev/zero | tr '\\0' x >&2; yes words | head -n 100000 >&2; echo done"
        #expect(await runner.run(["/bin/sh", "-c", script]) == nil)
        #expect(await runner.exits.wait(count: 1) == [.exited(0)])
        #expect(runner.errors.values.count == ChildProcess.greatestLines)
        #expect(runner.errors.values.allSatisfy { $0.utf8.count <= ChildProcess.greatestLine })
        await runner.output.wait { $0.flatMap { $0 } == Array("done\n".utf8) }
    }

    @Test("five hundred programs leave no descriptor and no zombie behind")
    func many() async throws {
        await #expect(processExitsWith: .success) {
            try await ChildProcessTests.spawnMany(500)
        }
    }

    /// In a process of its own, where nobody else opens descriptors.
    static func spawnMany(_ count: Int) async throws {
        let executor = QueueExecutor(label: "many")
        let exits = Collected<IO.ExitStatus>()
        let start: @Sendable () -> Void = {
            let child = try? ChildProcess.spawn(arguments: ["/bin/true"], environment: [:], executor: executor)
            child?.onExit = { status in
                exits.append(status)
                child?.channel.close()
            }
            child?.channel.start()
        }
        executor.post(start)
        await exits.wait(count: 1)
        for _ in 0..<10 { await on(executor) {} }
        let before = FileDescriptor.openCount()
        for n in 1..<count {
            executor.post(start)
            if n % 20 == 0 { await exits.wait { $0.count >= n } }
        }
        let all = await exits.wait(count: count)
        #expect(all.allSatisfy { $0 == .exited(0) })
        var after = 0
        for _ in 0..<1000 {
            await on(executor) {}
            after = FileDescriptor.openCount()
            if after <= before { break }
        }
        #expect(after <= before)
        let children = try Files.readAll("/proc/self/task/\(ProcessInformation.pid)/children")
        #expect(children.isEmpty)
    }
}
