import IO
import Testing

@Suite("QueueExecutor, TimerSet and Signals", .timeLimit(.minutes(1)))
struct TimerTests {
    @Test("timers fire in the order of their times, each once, and a cancelled one never")
    func order() async throws {
        let executor = QueueExecutor(label: "timers")
        let fired = Collected<String>()
        executor.post {
            let timers = TimerSet<String>(executor)
            timers.start("late", after: 0.08) {
                fired.append("late \(timers.count)")
            }
            timers.start("early", after: 0.01) { fired.append("early") }
            timers.start("never", after: 0.03) { fired.append("never") }
            timers.start("moved", after: 10) { fired.append("old") }
            timers.start("moved", after: 0.04) { fired.append("moved") }
            timers.cancel("never")
            timers.cancel("unknown")
        }
        await fired.wait { $0.contains("late 0") }
        #expect(fired.values == ["early", "moved", "late 0"])
    }

    @Test("a timer may start itself anew, and cancelAll stops all")
    func again() async throws {
        let executor = QueueExecutor(label: "timers")
        let fired = Collected<Int>()
        executor.post {
            let timers = TimerSet<Int>(executor)
            func tick(_ n: Int) {
                fired.append(n)
                if n < 5 { timers.start(1, after: -1) { tick(n + 1) } }
                if n == 5 {
                    timers.start(2, after: 0.01) { fired.append(99) }
                    timers.cancelAll()
                    timers.start(3, after: 0.05) { fired.append(100 + timers.count) }
                }
            }
            timers.start(1, after: .nan) { tick(1) }
        }
        await fired.wait { $0.contains(100) }
        #expect(fired.values == [1, 2, 3, 4, 5, 100])
    }

    @Test("timers of a set that went away do not fire")
    func gone() async throws {
        let executor = QueueExecutor(label: "timers")
        let fired = Collected<Int>()
        executor.post {
            let timers = TimerSet<Int>(executor)
            timers.start(1, after: 0.01) { fired.append(1) }
        }
        executor.post(after: 0.05) { fired.append(2) }
        await fired.wait { $0.contains(2) }
        #expect(fired.values == [2])
    }

    @Test("posted work runs in order, isolated to its owner")
    func posting() async throws {
        let owner = Counter()
        for n in 0..<1000 { owner.post { $0.add(n) } }
        #expect(await owner.seen == Array(0..<1000))
    }

    actor Counter: QueueOwner {
        nonisolated let executor = QueueExecutor(label: "counter", blocking: true)
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
        var seen: [Int] = []
        func add(_ n: Int) { seen.append(n) }
    }

    @Test("to take an owner's isolation on a foreign queue stops the process")
    func foreignQueue() async throws {
        await #expect(processExitsWith: .failure) {
            let owner = Counter()
            let other = QueueExecutor(label: "other")
            await on(other) { owner.assumeIsolated { $0.add(1) } }
        }
    }

    @Test("a signal becomes a call on the queue")
    func signals() async throws {
        await #expect(processExitsWith: .success) {
            let executor = QueueExecutor(label: "signals")
            let got = Collected<Int32>()
            for signal in [Signals.hangUp, Signals.terminate] {
                Signals.handle(signal, on: executor) { got.append(signal) }
            }
            await on(executor) {}
            for name in ["HUP", "TERM"] {
                executor.post {
                    let kill = try? ChildProcess.spawn(
                        arguments: ["/bin/sh", "-c", "kill -\(name) $PPID"], environment: [:], executor: executor)
                    kill?.onExit = { _ in kill?.channel.close() }
                }
            }
            await got.wait { $0.contains(Signals.hangUp) && $0.contains(Signals.terminate) }
        }
    }
}
