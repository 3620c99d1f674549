import Acceptance
import Events
import Message
import Routing
import Spool

let now = Timestamp(seconds: 1_795_224_238)
let domain = GlobalDomain(country: "GB", admd: " ", prmd: "ACME")
let elsewhere = GlobalDomain(country: "DE", admd: " ", prmd: "ACME")
let client = SMTPClient(address: "192.0.2.7", greeting: "pc.hq.example", mayRelay: true)
let message = Array("Subject: Hello\r\n\r\nBody\r\n".utf8)

/// A gate before a store, and all that comes out of it.
final class Fixture: Sendable {
    let spool: ModelSpool
    let sink = RecordingSink()
    let queued = Recorder<StoredEntry>()
    let standings = LinkStandings()
    let gate: AcceptanceGate

    static let policy = AcceptancePolicy(
        localName: "HQ", domain: domain, hostname: "mx.hq.example", maximumSize: 100_000, maximumRecipients: 20,
        localConnectors: ["mailboxes"])
    static let routing = RoutingTable([
        AddressSpace(pattern: "hq.example", cost: 1, connector: "mailboxes"),
        AddressSpace(pattern: "berlin.example", cost: 1, connector: "berlin"),
        AddressSpace(pattern: "berlin.example", cost: 9, connector: "nairobi"),
        AddressSpace(pattern: "nairobi.example", cost: 1, connector: "nairobi"),
        AddressSpace(.x400(X400Address([.init("C", "KE")])), cost: 1, connector: "nairobi"),
    ])

    init(policy: AcceptancePolicy = Fixture.policy) throws {
        spool = try ModelSpool()
        gate = AcceptanceGate(
            spool: spool, events: sink, policy: policy, routing: Fixture.routing,
            standings: standings, onQueued: { [queued] entries in for entry in entries { queued.add(entry) } })
    }

    func stage(_ octets: [UInt8] = message) throws -> StagedContent {
        let writer = try gate.stage()
        try writer.append(octets)
        return try writer.finish()
    }

    func submit(_ submission: Submission, _ octets: [UInt8] = message) async throws -> AcceptanceResult {
        let content = try stage(octets)
        return await withCheckedContinuation { continuation in
            gate.submit(submission, content: content, now: now) { continuation.resume(returning: $0) }
        }
    }

    func content(of entry: StoredEntry) throws -> String {
        let reader = try spool.content(of: entry.message)
        return String(decoding: try reader.read(offset: 0, count: reader.count), as: UTF8.self)
    }
}

func mailbox(_ text: String) -> Mailbox { Mailbox(text) ?? Mailbox(localPart: "wrong", domain: "invalid") }

func recipients(_ texts: [String], from first: Int = 1, notify: DSNNotify = []) -> [Recipient] {
    texts.enumerated().map { Recipient(number: first + $0.offset, mailbox: mailbox($0.element), notify: notify) }
}

func smtp(_ texts: [String], from originator: String? = "bob@hq.example", notify: DSNNotify = []) -> Submission {
    Submission(
        originator: originator.map(mailbox), recipients: recipients(texts, notify: notify), source: .smtp(client))
}

func p1(
    _ texts: [String], trace: [TraceElement] = [TraceElement(domain: elsewhere, mtaName: "BERLIN", arrival: now)],
    identifier: String = "BERLIN-1", originator: String? = "eve@berlin.example", first: Int = 3,
    submitted: Timestamp = now + .seconds(-60), notify: DSNNotify = []
) -> Submission {
    Submission(
        originator: originator.map(mailbox), recipients: recipients(texts, from: first, notify: notify),
        source: .p1(
            P1Neighbour(
                connector: "berlin", peer: "BERLIN",
                mtsIdentifier: MTSIdentifier(domain: elsewhere, localIdentifier: identifier), trace: trace,
                submitted: submitted)))
}
