import Acceptance
import Events
import IO
import Journal
import Links
import Message
import P1Connector
import Routing
import Spool

/// What every worker needs, built once by `MTAService`.
struct Rooms: Sendable {
    let spool: any SpoolStore
    let gate: AcceptanceGate
    let events: any EventSink
    let rasTable: RASSynchronizationTable
    let lines: LineRegistry
    let localities: LocalityTable
    /// Which links are known to be down: for the choice of a connector.
    let standings: LinkStandings
    let links: LinkDesk
    let workers: WorkerDirectory
    let counters: MTACounters
    /// When each connector may be opened next.
    let retries = RetryDesk()
    /// Associations of neighbours that can be taken up again without a bind.
    let recoverable = RecoverableAssociations()
    /// Where files are synchronized.
    let disk: QueueExecutor
    /// Transfers that come in, and what is kept of those that were cut.
    let incoming: IncomingTransfers

    /// What the associations need of it.
    var p1: P1SessionEnvironment {
        P1SessionEnvironment(gate: gate, spool: spool, events: events, disk: disk, incoming: incoming)
    }
}

/// The clock of everything with effects. The machines below get its readings as values.
func now() -> Timestamp { Timestamp(microseconds: SystemClock.utcMicroseconds()) }

/// One identifier for all events of one cause (design, 9): 32 hexadecimal digits.
/// 0 ..< 1, for the jitter of waits.
func randomFraction() -> Double { RandomSource.unit() }

func newIncident() -> String {
    RandomSource.octets(16).map { octet in
        let digits = String(octet, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }.joined()
}
