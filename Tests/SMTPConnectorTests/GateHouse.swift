import Acceptance
import Events
import IO
import Message
import Routing
import Spool

/// A gate onto a real spool in a folder of its own; `x.example` and `hq.example` go to a connector called `out`, and
/// nothing else goes anywhere.
final class GateHouse: Sendable {
    let directory: String
    let spool: TroubledSpool
    let gate: AcceptanceGate
    let events = EventLog()

    init() throws {
        directory = try Files.makeTemporaryDirectory(prefix: "trunkline-smtp")
        spool = TroubledSpool(try SQLiteSpool(directory: directory + "/spool"))
        let policy = AcceptancePolicy(
            localName: "HQ", domain: GlobalDomain(country: "GB", admd: " ", prmd: "ACME"), hostname: "mx.hq.example",
            maximumSize: 10_000_000, maximumRecipients: 100)
        let spaces = ["x.example", "hq.example"].map { AddressSpace(pattern: $0, cost: 1, connector: "out") }
        gate = AcceptanceGate(
            spool: spool, events: events, policy: policy, routing: RoutingTable(spaces), onQueued: { _ in })
    }

    deinit {
        let directory = directory
        spool.close { try? Files.removeTree(directory) }
    }

    /// Everything that was accepted, oldest first.
    func messages() throws -> [(envelope: Envelope, content: [UInt8])] {
        try spool.queueEntries(connector: "out").map {
            let reader = try spool.content(of: $0.message)
            let envelope = try spool.envelope(of: $0.message, connector: "out")
            return (envelope, try reader.read(offset: 0, count: reader.count))
        }
    }

    func contents() throws -> [[UInt8]] { try messages().map(\.content) }
}
