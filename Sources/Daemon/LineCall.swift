import IO
import Lines
import Links
import Message

/// One call of a dialled line: the slot that it holds, and what carries it.
///
/// Owner: the queue of the connector's worker. The slot is given back with the call, in every case.
final class LineCall {
    let entry: String
    let incident: String
    let started: Timestamp
    /// The slot's index in the RAS synchronization table.
    let index: Int
    private(set) var slot: RASSlot?
    var carrier: (any LineCarrier)?
    /// The line's octets, where they are the association's own.
    var channel: StreamChannel?
    /// The interface that the line has brought up, where it is one.
    var network: NetworkLine?
    /// When the line came up: its first octet, or its interface.
    var connected: Timestamp?
    /// The same by the clock that nobody sets.
    private var connectedAt: Int64?
    /// The carrier has ended.
    var isOver = false
    /// What is told of its association when the carrier has ended too.
    var ended: (() -> Void)?
    /// Of the entry, when the call was begun.
    let policy: LinkPolicy
    /// Runs while the line is up, where that costs.
    var meter: CallMeter?
    /// What of the call is in the ledger already.
    var booked = (calls: 0, seconds: 0, octets: 0)
    /// With what it failed; nil: not at all.
    var code: RASCode?
    /// The carrier's end has been dealt with.
    var isGone = false
    /// What associations over the line's network that have ended have sent and received.
    var settledOctets = (out: 0, in: 0)

    init(slot: consuming RASSlot, entry: String, incident: String, policy: LinkPolicy, now: Timestamp) {
        index = slot.index
        self.slot = consume slot
        self.entry = entry
        self.incident = incident
        self.policy = policy
        started = now
    }

    func connect(now: Timestamp) {
        connected = now
        meter = policy.tariff == .free ? nil : CallMeter(tariff: policy.tariff)
        connectedAt = SystemClock.monotonicMicroseconds()
    }

    /// How long the line has been up.
    var elapsed: Interval {
        connectedAt.map { Interval(microseconds: SystemClock.monotonicMicroseconds() - $0) } ?? .seconds(0)
    }

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
