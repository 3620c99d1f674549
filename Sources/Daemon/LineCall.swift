import IO
import Links
import Message

/// One call of a dialled line: the slot that it holds, and the program that carries it.
///
/// Owner: the queue of the connector's worker. The slot is given back with the call, in every case.
final class LineCall {
    let entry: String
    let incident: String
    let started: Timestamp
    /// The slot's index in the RAS synchronization table.
    let index: Int
    private(set) var slot: RASSlot?
    var process: ChildProcess?
    /// When the first octet came over the line.
    var connected: Timestamp?
    /// The same by the clock that nobody sets.
    private var connectedAt: Int64?
    /// How the program ended.
    var exit: ExitStatus?
    /// What is told of its association when the program has ended too.
    var ended: (() -> Void)?
    /// The program's end has been dealt with.
    var isGone = false

    init(slot: consuming RASSlot, entry: String, incident: String, now: Timestamp) {
        index = slot.index
        self.slot = consume slot
        self.entry = entry
        self.incident = incident
        started = now
    }

    func connect(now: Timestamp) {
        connected = now
        connectedAt = SystemClock.monotonicMicroseconds()
    }

    /// How long the line has been up.
    var elapsed: Interval {
        connectedAt.map { Interval(microseconds: SystemClock.monotonicMicroseconds() - $0) } ?? .seconds(0)
    }

    /// Octets over the line, both ways.
    var octets: Int { process.map { $0.channel.octetsWritten + $0.channel.octetsRead } ?? 0 }

    func setState(_ state: RASSlotState, in table: RASSynchronizationTable, now: Timestamp) {
        guard let ticket else { return }
        table.setState(ticket, state, now: now)
    }

    var ticket: RASTicket? {
        switch slot {
        case .some(let slot): slot.ticket
        case nil: nil
        }
    }

    func giveBack(to table: RASSynchronizationTable) {
        guard let slot = slot.take() else { return }
        table.giveBack(slot)
    }
}
