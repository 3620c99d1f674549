import IO
import Message
import Spool
import Testing

/// A folder of its own, removed at the end, and values to fill a store with.
final class TemporaryFolder: Sendable {
    let path: String
    init() throws { path = try Files.makeTemporaryDirectory(prefix: "spool-test") }
    deinit { try? Files.removeTree(path) }
}

let t0 = Timestamp(seconds: 1_795_000_000)
let domain = GlobalDomain(country: "XX", admd: " ", prmd: "EXAMPLE")

func sampleEnvelope(
    _ name: String = "HQ-1", recipients: [String] = ["ann@berlin.example"], originator: String? = "bob@hq.example",
    priority: Priority = .normal, notify: DSNNotify = []
) -> Envelope {
    Envelope(
        mtsIdentifier: MTSIdentifier(domain: domain, localIdentifier: name),
        originator: originator.flatMap { Mailbox($0) }, priority: priority, bodyType: .eightBitMIME,
        needsSMTPUTF8: true, envelopeID: "id+2B1", dsnReturn: .headers, submitted: t0,
        trace: [
            TraceElement(domain: domain, mtaName: "HQ", arrival: t0),
            TraceElement(domain: domain, mtaName: nil, arrival: t0 + .seconds(1), rerouted: true),
        ],
        recipients: recipients.enumerated().map { index, text in
            Recipient(
                number: index + 1, mailbox: Mailbox(text) ?? Mailbox(localPart: "x", domain: "invalid"),
                notify: notify, originalRecipient: index == 0 ? "rfc822;x" : nil)
        })
}

func octets(_ count: Int, seed: Int = 1) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ seed &+ ($0 >> 8)) }
}

let noSuchUser = NonDelivery(
    reason: .unableToTransfer, diagnostic: .unrecognisedORName, status: "5.1.1", text: "no such mailbox")

extension SpoolStore {
    func stage(_ octets: [UInt8], pieces: Int = 8192) throws -> StagedContent {
        let writer = try stage()
        var rest = octets[...]
        while !rest.isEmpty {
            try writer.append(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
        }
        return try writer.finish()
    }

    func acceptance(
        _ envelope: Envelope = sampleEnvelope(), content: [UInt8] = octets(100), routes: [Int: String]? = nil,
        failures: [Int: NonDelivery] = [:], from peer: String? = nil, replaces: [Int64] = [], now: Timestamp = t0
    ) throws -> SpoolAcceptance {
        let all = Dictionary(uniqueKeysWithValues: envelope.recipients.map { ($0.number, "berlin") })
        return SpoolAcceptance(
            envelope: envelope, content: try stage(content),
            routes: routes ?? all.filter { failures[$0.key] == nil }, results: failures.mapValues { .failed($0) },
            handover: peer.map { Handover(peer: $0, mtsIdentifier: envelope.mtsIdentifier) }, replaces: replaces,
            now: now)
    }

    func accept(_ acceptance: SpoolAcceptance) async throws -> Accepted {
        try await withCheckedContinuation { c in accept(acceptance) { c.resume(returning: $0) } }.get()
    }

    func settle(_ settlements: [Settlement]) async throws -> [SettledMessage] {
        try await withCheckedContinuation { c in settle(settlements) { c.resume(returning: $0) } }.get()
    }

    func settle(
        _ entry: StoredEntry, _ outcomes: [Int: Outcome], retry: Reschedule? = nil
    ) async throws -> SettledMessage {
        let all = try await settle([
            Settlement(entry: entry.id, message: entry.message, outcomes: outcomes, retry: retry, now: t0)
        ])
        return try #require(all.first)
    }

    func markHanding(_ entries: [Int64]) async throws {
        try await withCheckedContinuation { c in markHanding(entries) { c.resume(returning: $0) } }.get()
    }

    func reschedule(_ changes: [Reschedule]) async throws {
        try await withCheckedContinuation { c in reschedule(changes) { c.resume(returning: $0) } }.get()
    }

    func tellDelays(_ notices: [DelayNotice]) async throws -> [StoredEntry] {
        try await withCheckedContinuation { c in tellDelays(notices) { c.resume(returning: $0) } }.get()
    }

    func hold(_ message: MessageID, reason: String?) async throws -> HoldResult {
        try await withCheckedContinuation { c in hold(message, reason: reason) { c.resume(returning: $0) } }.get()
    }

    func saveRecovery(_ key: String, _ value: [UInt8]?) async throws {
        try await withCheckedContinuation { c in
            saveRecovery(key: key, value: value) { c.resume(returning: $0) }
        }.get()
    }

    func close() async {
        await withCheckedContinuation { c in close { c.resume() } }
    }

    func wholeContent(of message: MessageID, pieces: Int = 5000) throws -> [UInt8] {
        let reader = try content(of: message)
        var all: [UInt8] = []
        while all.count < reader.count { all += try reader.read(offset: all.count, count: pieces) }
        return all
    }
}

/// Waits for a condition, without sleeping longer than needed; false when it did not come within ten seconds.
func eventually(_ condition: () throws -> Bool) async rethrows -> Bool {
    for _ in 0..<1000 {
        if try condition() { return true }
        try? await Task.sleep(nanoseconds: 10_000_000)
    }
    return false
}
