/// The right to use one entry of the RAS synchronization table: there is exactly one value of it an entry, and it
/// cannot be copied. It is given back by `RASSynchronizationTable.giveBack`, or when it dies.
package struct RASSlot: ~Copyable, Sendable {
    package let ticket: RASTicket
    private let table: RASSynchronizationTable

    init(ticket: RASTicket, table: RASSynchronizationTable) {
        self.ticket = ticket
        self.table = table
    }

    package var index: Int { ticket.index }
    package var generation: UInt64 { ticket.generation }

    func isOf(_ other: RASSynchronizationTable) -> Bool { table === other }

    deinit { table.release(ticket) }
}

/// The name of a holding, for events and for reports that may come late. It gives no right: once the slot has been
/// given back, the table refuses it.
package struct RASTicket: Hashable, Sendable {
    package let index: Int
    package let generation: UInt64

    package init(index: Int, generation: UInt64) {
        self.index = index
        self.generation = generation
    }
}
