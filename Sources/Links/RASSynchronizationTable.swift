package import Message

/// One entry for each line that is in use, in the whole MTA. Owner: a mutex; any queue may call.
///
/// No two connectors ever hold one entry: an entry is held by a `RASSlot`, which cannot be copied, and each holding has
/// a generation of its own, so that what comes late from an earlier holder is refused. Who finds all taken stands in a
/// row from then on: a free entry goes to the first in it, and to nobody who comes later.
package final class RASSynchronizationTable: Sendable {
    private struct Storage: Sendable {
        var rows: [RASTableRow] = []
        var size: Int
        var inUse = 0
        var row = WaitingRow()

        /// Entries that may be given out now.
        var free: Int { rows.prefix(size).count { $0.state == .free } }
        /// Those whose turn it is.
        var next: [String] { row.isEmpty ? [] : row.first(free) }
    }

    private let storage: WatchedMutex<Storage>
    private let onTurn: @Sendable ([String]) -> Void

    /// `onTurn` is called with the connectors whose turn it has become, since an entry was given back or somebody left
    /// the row: outside the lock, on whatever thread did that. They stay in the row until they take the entry or
    /// withdraw, and can be named again before that.
    package init(size: Int, onTurn: @escaping @Sendable ([String]) -> Void = { _ in }) {
        let size = max(0, size)
        storage = WatchedMutex(Storage(rows: (0..<size).map(Self.emptyRow), size: size))
        self.onTurn = onTurn
    }

    /// The entry with the lowest free index; nil when all are taken, or due to others that came before. Who is refused
    /// stands in the row, and keeps its place in it when it asks again. The urgent stand before others, of whom each
    /// lets only a few past it.
    ///
    /// - Parameter waits: false for who does not come again: it gets no place in the row.
    package func take(
        connector: String, entry: String, urgent: Bool = false, waits: Bool = true, now: Timestamp
    ) -> RASSlot? {
        let ticket: RASTicket? = storage.withLock { storage in
            if !waits, storage.row.connectors.count >= storage.free { return nil }
            if waits, !storage.row.isEmpty || storage.inUse >= storage.size {
                let place = storage.row.join(connector, urgent: urgent)
                if place >= storage.free { return nil }
                storage.row.leave(connector)
            }
            guard let index = storage.rows.prefix(storage.size).firstIndex(where: { $0.state == .free }) else {
                return nil
            }
            let generation = storage.rows[index].generation &+ 1
            storage.rows[index] = RASTableRow(
                index: index, generation: generation, connector: connector, entry: entry, state: .dialling, since: now,
                octetsOut: 0, octetsIn: 0)
            storage.inUse += 1
            return RASTicket(index: index, generation: generation)
        }
        guard let ticket else { return nil }
        return RASSlot(ticket: ticket, table: self)
    }

    /// The connector gives up its place in the row, if it has one.
    package func withdraw(connector: String) {
        tell(
            storage.withLock { storage in
                storage.row.leave(connector)
                return storage.next
            })
    }

    /// Ends the holding. A slot of another table is given back there; then, and only then, false is returned.
    @discardableResult
    package func giveBack(_ slot: consuming RASSlot) -> Bool { slot.isOf(self) }

    /// Notes what the holder is doing. False: the slot is of another table, nothing was noted.
    @discardableResult
    package func setState(_ slot: borrowing RASSlot, _ state: RASSlotState, now: Timestamp) -> Bool {
        slot.isOf(self) && setState(slot.ticket, state, now: now)
    }

    /// The same by name. False: that holding is over, or `state` is `free`; nothing was noted.
    @discardableResult
    package func setState(_ ticket: RASTicket, _ state: RASSlotState, now: Timestamp) -> Bool {
        update(ticket) { row in
            if state == .free { return false }
            if row.state != state { row.since = now }
            row.state = state
            return true
        }
    }

    /// Sets how much has passed over the line in this holding. False: that holding is over.
    @discardableResult
    package func setOctets(_ ticket: RASTicket, out: Int, in octetsIn: Int) -> Bool {
        update(ticket) { row in
            row.octetsOut = out
            row.octetsIn = octetsIn
            return true
        }
    }

    /// The line, and the slot with it, goes to another connector of the same phonebook entry. False: not of this table.
    @discardableResult
    package func reassign(_ slot: borrowing RASSlot, to connector: String, now: Timestamp) -> Bool {
        slot.isOf(self)
            && update(slot.ticket) { row in
                row.connector = connector
                row.since = now
                return true
            }
    }

    /// More entries are there at once. Of fewer, those that are held stay until they are given back.
    package func resize(to size: Int) {
        let next = storage.withLock { storage in
            storage.size = max(0, size)
            for index in storage.rows.count..<max(storage.rows.count, storage.size) {
                storage.rows.append(Self.emptyRow(index))
            }
            return storage.next
        }
        tell(next)
    }

    /// Entries that may be held at once.
    package var size: Int { storage.withLock { $0.size } }
    package var inUse: Int { storage.withLock { $0.inUse } }
    /// Who waits for an entry, in order.
    package var waiters: [String] { storage.withLock { $0.row.connectors } }

    /// All entries in order of index, free ones too.
    package func snapshot() -> [RASTableRow] {
        storage.withLock { storage in
            storage.rows.filter { $0.index < storage.size || $0.state != .free }
        }
    }

    func release(_ ticket: RASTicket) {
        let next: [String] = storage.withLock { storage in
            let isFreed = Self.update(&storage, ticket) { row in
                row = RASTableRow(
                    index: row.index, generation: row.generation, connector: nil, entry: nil, state: .free,
                    since: nil, octetsOut: 0, octetsIn: 0)
                return true
            }
            guard isFreed else { return [] }
            storage.inUse -= 1
            return storage.next
        }
        tell(next)
    }

    private func tell(_ next: [String]) {
        if !next.isEmpty { onTurn(next) }
    }

    private func update(_ ticket: RASTicket, _ change: (inout RASTableRow) -> Bool) -> Bool {
        storage.withLock { storage in Self.update(&storage, ticket, change) }
    }

    private static func update(
        _ storage: inout Storage, _ ticket: RASTicket, _ change: (inout RASTableRow) -> Bool
    ) -> Bool {
        guard storage.rows.indices.contains(ticket.index) else { return false }
        let row = storage.rows[ticket.index]
        guard row.generation == ticket.generation, row.state != .free else { return false }
        return change(&storage.rows[ticket.index])
    }

    private static func emptyRow(_ index: Int) -> RASTableRow {
        RASTableRow(
            index: index, generation: 0, connector: nil, entry: nil, state: .free, since: nil, octetsOut: 0,
            octetsIn: 0)
    }
}
