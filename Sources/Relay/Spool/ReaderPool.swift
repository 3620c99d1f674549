internal import Synchronization

/// Connections for reading, for whatever thread needs one.
///
/// Each slot's lock says who has its connection. It is only ever tried, never waited for: who finds all slots taken
/// opens a connection of his own and closes it again.
final class ReaderPool: Sendable {
    private final class Slot: Sendable {
        let database = Mutex<Database?>(nil)
    }

    private let path: String
    private let slots: [Slot]
    private let isClosed = Atomic<Bool>(false)

    init(path: String, size: Int = 4) {
        self.path = path
        slots = (0..<size).map { _ in Slot() }
    }

    /// Errors: `closed`, and those of opening and of `body`.
    func read<Value: Sendable>(
        _ body: @Sendable (Database) throws(SpoolError) -> Value
    ) throws(SpoolError) -> Value {
        for slot in slots {
            let result = slot.database.withLockIfAvailable { kept -> Result<Value, SpoolError> in
                if isClosed.load(ordering: .acquiring) {
                    kept = nil
                    return .failure(SpoolError(.closed, "the spool was closed"))
                }
                do throws(SpoolError) {
                    if let database = kept { return .success(try body(database)) }
                    let database = try open()
                    let value = try body(database)
                    kept = database
                    return .success(value)
                } catch {
                    return .failure(error)
                }
            }
            if let result { return try result.get() }
        }
        return try body(try open())
    }

    func close() {
        isClosed.store(true, ordering: .releasing)
        for slot in slots { _ = slot.database.withLockIfAvailable { $0 = nil } }
    }

    private func open() throws(SpoolError) -> sending Database {
        let database = try Database(path: path, access: .reading)
        try database.execute("PRAGMA query_only = ON; PRAGMA cache_size = -1024")
        return database
    }
}
