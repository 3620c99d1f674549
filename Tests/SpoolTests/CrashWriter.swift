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
        octets(number % 7 == 0 ? 70_000 + Int(number % 1000) : Int(number % 5000), seed: Int(number))
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
            let accepted = try? await store.accept(acceptance), let entry = accepted.entries.first
        else { return }
        notes.add("a", accepted.id.value, number)
        if number % 2 == 0 { return }
        notes.add("t", accepted.id.value, number)
        if (try? await store.settle(entry, [1: .delivered])) != nil { notes.add("d", accepted.id.value, number) }
    }
}
