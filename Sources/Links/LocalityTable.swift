package import Message
internal import Synchronization

/// One row for each adjacent MTA, by its name (Exchange's LTAB). A row's index never changes while the service runs,
/// and is what events show. Owner: a mutex; any queue may call.
package final class LocalityTable: Sendable {
    private struct Storage {
        var rows: [LocalityRow] = []
        var indices: [String: Int] = [:]
    }

    private let storage = Mutex(Storage())
    /// Greatest number of rows.
    package let capacity: Int

    package init(capacity: Int) { self.capacity = max(0, capacity) }

    /// The row of that MTA, made if it is new; nil when the table is full. Names are compared octet by octet.
    package func index(of name: String, now: Timestamp) -> Int? {
        // Swift compares strings by canonical equivalence; the octets decide here.
        let key = Self.key(name)
        return storage.withLock { storage in
            if let index = storage.indices[key] { return index }
            if storage.rows.count >= capacity { return nil }
            let index = storage.rows.count
            storage.rows.append(LocalityRow(index: index, name: name, since: now))
            storage.indices[key] = index
            return index
        }
    }

    /// False: there is no such row.
    @discardableResult
    package func setState(_ index: Int, _ state: LocalityState, now: Timestamp) -> Bool {
        update(index) { row in
            if row.state != state { row.since = now }
            row.state = state
        }
    }

    /// Adds to the row's counts. False: there is no such row.
    @discardableResult
    package func count(
        _ index: Int, messagesOut: Int = 0, messagesIn: Int = 0, octetsOut: Int = 0, octetsIn: Int = 0,
        associations: Int = 0, failures: Int = 0
    ) -> Bool {
        update(index) { row in
            row.messagesOut &+= messagesOut
            row.messagesIn &+= messagesIn
            row.octetsOut &+= octetsOut
            row.octetsIn &+= octetsIn
            row.associations &+= associations
            row.failures &+= failures
        }
    }

    package func snapshot() -> [LocalityRow] { storage.withLock { $0.rows } }

    private func update(_ index: Int, _ change: (inout LocalityRow) -> Void) -> Bool {
        storage.withLock { storage in
            guard storage.rows.indices.contains(index) else { return false }
            change(&storage.rows[index])
            return true
        }
    }

    /// A string that is equal to another only when the octets are: non-ASCII octets are written out.
    private static func key(_ name: String) -> String {
        name.utf8.allSatisfy { $0 < 0x80 } ? name : "\u{0}" + name.utf8.map { String($0) }.joined(separator: ",")
    }
}
