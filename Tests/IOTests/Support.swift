import IO
import Synchronization

/// Runs a piece of work on an executor's queue and waits for it.
func on<Value: Sendable>(_ executor: QueueExecutor, _ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        executor.post { continuation.resume(returning: work()) }
    }
}

/// What callbacks have told a test, and a way to wait for it.
final class Collected<Value: Sendable>: Sendable {
    private struct Waiter {
        let condition: @Sendable ([Value]) -> Bool
        let continuation: CheckedContinuation<[Value], Never>
    }
    private struct State {
        var values: [Value] = []
        var waiters: [Waiter] = []
    }
    private let state = Mutex(State())

    var values: [Value] { state.withLock { $0.values } }

    func append(_ value: Value) {
        let ready: [(Waiter, [Value])] = state.withLock { s in
            s.values.append(value)
            let values = s.values
            let ready = s.waiters.filter { $0.condition(values) }
            s.waiters.removeAll { $0.condition(values) }
            return ready.map { ($0, values) }
        }
        for (waiter, values) in ready { waiter.continuation.resume(returning: values) }
    }

    @discardableResult
    func wait(until condition: @escaping @Sendable ([Value]) -> Bool) async -> [Value] {
        await withCheckedContinuation { continuation in
            let now: [Value]? = state.withLock { s in
                if condition(s.values) { return s.values }
                s.waiters.append(Waiter(condition: condition, continuation: continuation))
                return nil
            }
            if let now { continuation.resume(returning: now) }
        }
    }

    @discardableResult
    func wait(count: Int) async -> [Value] { await wait { $0.count >= count } }
}

/// An owner of one channel, as the daemon's owners are written.
actor ChannelOwner: QueueOwner {
    nonisolated let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    enum Note: Hashable, Sendable {
        case octets([UInt8])
        case closed(IOError?)
        case drained
    }
    nonisolated let notes = Collected<Note>()
    private(set) var channel: StreamChannel?
    private(set) var received = 0
    private var echoes = false

    init(label: String = "test") { executor = QueueExecutor(label: label) }

    func open(_ box: DescriptorBox, echo: Bool = false, start: Bool = true) {
        guard let descriptor = box.take() else { return }
        echoes = echo
        let channel = StreamChannel(descriptor, executor: executor)
        channel.onOctets = { octets in self.took(octets) }
        channel.onClosed = { error in self.notes.append(.closed(error)) }
        channel.onDrained = { self.notes.append(.drained) }
        self.channel = channel
        if start { channel.start() }
    }

    private func took(_ octets: [UInt8]) {
        received += octets.count
        if echoes { channel?.write(octets) } else { notes.append(.octets(octets)) }
    }

    func with<Value: Sendable>(_ work: @Sendable (StreamChannel) -> Value) -> Value? {
        channel.map(work)
    }
}

/// All octets that notes tell of, in order.
func octets(_ notes: [ChannelOwner.Note]) -> [UInt8] {
    notes.flatMap { note -> [UInt8] in if case .octets(let o) = note { o } else { [] } }
}

func closings(_ notes: [ChannelOwner.Note]) -> [IOError?] {
    notes.compactMap { note -> IOError?? in if case .closed(let e) = note { .some(e) } else { nil } }
}

/// Both ends of a socket pair.
func pair() throws -> (DescriptorBox, DescriptorBox) {
    try FileDescriptor.socketPair().boxed()
}

/// Runs confined work on its own queue a little later. To be called on that queue.
func later(_ executor: QueueExecutor, _ work: @escaping () -> Void) {
    let timers = TimerSet<Int>(executor)
    timers.start(0, after: 0.01) {
        work()
        timers.cancelAll()
    }
}
