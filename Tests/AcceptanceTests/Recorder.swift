import Events
import Synchronization

/// Keeps what it is given, in order, and lets a test wait for more.
final class Recorder<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var waiters: [(count: Int, continuation: CheckedContinuation<[Item], Never>)] = []
    }

    private let state = Mutex(State())

    func add(_ item: Item) {
        let ready = state.withLock { state in
            state.items.append(item)
            let count = state.items.count
            let ready = state.waiters.filter { $0.count <= count }.map { ($0.continuation, state.items) }
            state.waiters.removeAll { $0.count <= count }
            return ready
        }
        for (continuation, items) in ready { continuation.resume(returning: items) }
    }

    var items: [Item] { state.withLock { $0.items } }

    /// All items, as soon as there are so many.
    func wait(for count: Int) async -> [Item] {
        await withCheckedContinuation { continuation in
            let ready: [Item]? = state.withLock { state in
                if state.items.count >= count { return state.items }
                state.waiters.append((count, continuation))
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }
}

struct RecordingSink: EventSink {
    let records = Recorder<EventRecord>()
    func emit(_ record: EventRecord) { records.add(record) }
    var numbers: [Int] { records.items.map(\.event.number) }
}
