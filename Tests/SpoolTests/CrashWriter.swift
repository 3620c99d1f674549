import Glibc
import IO
import Message
import Spool
import Synchronization

/// Fills and empties a spool for ever, twenty requests at a time, and notes what it was told, as soon as it is.
final class CrashWriter: Sendable {
    private let store: SQLiteSpool
    private let notes: Notes

    /// The file is confined by the lock.
    private final class Notes: Sendable {
        private let file: Mutex<AppendFile>
        init(_ path: String) throws { file = try Mutex(AppendFile(creating: path)) }
        func add(_ kind: String, _ id: Int64, _ number: Int64) {
            file.withLock { try? $0.append(Array("\(kind) \(id) \(number)\n".utf8)) }
        }
    }

    init(spool: String, notes: String) throws {
        // Other tests of the suite may run beside it in this process; they use other folders.
        store = try SQLiteSpool(directory: spool)
        self.notes = try Notes(notes)
    }

    static func content(_ number: Int64) -> [UInt8] {
        let count = number % 19 == 0 ? 66_000 + Int(number % 1000) : Int(number % 5000)
        return Array("\(number) ".utf8) + [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: count)
    }

    /// Ends by itself when nobody kills it.
    func run() async {
        let parent = getppid()
        let end = SystemClock.monotonicMicroseconds() + 20_000_000
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    while getppid() == parent, SystemClock.monotonicMicroseconds() < end { await self.turn() }
                }
            }
        }
    }

    private func turn() async {
        let number = store.takeSerial()
        guard let acceptance = try? store.acceptance(sampleEnvelope("\(number)"), content: Self.content(number)),
            let accepted = try? await store.accept(acceptance), var entry = accepted.entries.first
        else { return }
        notes.add("a", accepted.id.value, number)
        if number % 3 == 0 {
            // On its way to another connector it is in one of the two places, at whatever instant.
            var move = Settlement(entry: entry.id, message: entry.message, outcomes: [:], now: t0)
            move.moves = [1: "rome"]
            guard let moved = try? await store.settle([move]).first?.moved.first else { return }
            entry = moved
        }
        if number % 5 == 0 { return }
        notes.add("t", accepted.id.value, number)
        if (try? await store.settle(entry, [1: .delivered])) != nil { notes.add("d", accepted.id.value, number) }
    }
}
