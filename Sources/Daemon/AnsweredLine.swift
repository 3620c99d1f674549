import Events
import Links
import Message
import Synchronization

/// A call that came in over a line of our own: the slot that it holds. A leaf: the doors have it until the caller is
/// known, then the connector's worker. The slot is given back with it, in every case.
final class AnsweredLine: Sendable {
    let name: String
    let incident: String
    let started: Timestamp
    let ticket: RASTicket
    private let slot: Mutex<RASSlot?>

    init(_ slot: consuming RASSlot, name: String, incident: String, now: Timestamp) {
        ticket = slot.ticket
        self.slot = Mutex(slot)
        self.name = name
        self.incident = incident
        started = now
    }

    /// It is known whose call it is.
    func belongs(to connector: String, in table: RASSynchronizationTable, now: Timestamp) {
        slot.withLock { slot in
            switch slot {
            case .some(let slot): _ = table.reassign(slot, to: connector, now: now)
            case nil: break
            }
        }
        table.setState(ticket, .up, now: now)
    }

    /// Event 10007. `connector` is empty where it was never known whose call it was.
    func hungUp(connector: String, octetsOut: Int, octetsIn: Int, now: Timestamp) -> EventRecord {
        EventRecord(
            .rasHungUp(
                connector: connector, entry: name, index: ticket.index, octetsOut: octetsOut, octetsIn: octetsIn,
                seconds: (now - started).wholeSeconds), incident: incident, rasIndex: ticket.index)
    }

    /// The call is over. A second call does nothing.
    func giveBack(to table: RASSynchronizationTable) {
        // Outside the lock: whoever waits for the slot is told.
        guard let slot = slot.withLock({ $0.take() }) else { return }
        table.giveBack(slot)
    }
}
