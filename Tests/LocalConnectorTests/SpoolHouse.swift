import IO
import LocalConnector
import Message
import Spool
import Synchronization

/// A folder of a test's own with a real spool in it.
final class SpoolHouse: Sendable {
    let directory: String
    let spool: SQLiteSpool
    var mail: String { directory + "/mail" }

    init() throws {
        directory = try Files.makeTemporaryDirectory(prefix: "trunkline-local")
        spool = try SQLiteSpool(directory: directory + "/spool")
    }

    deinit {
        let directory = directory
        spool.close { try? Files.removeTree(directory) }
    }

    /// Accepts a message for a local connector called `mail`.
    @discardableResult
    func accept(_ content: [UInt8], to recipients: [String], from: String? = "a@hq.example") async throws -> StoredEntry
    {
        let writer = try spool.stage()
        try writer.append(content)
        let staged = try writer.finish()
        let now = Timestamp(microseconds: SystemClock.utcMicroseconds())
        let serial = spool.takeSerial()
        let numbered = recipients.enumerated().compactMap { index, text in
            text.split(separator: "@", maxSplits: 1).count == 2
                ? Recipient(number: index + 1, mailbox: Self.mailbox(text)) : nil
        }
        let envelope = Envelope(
            mtsIdentifier: MTSIdentifier(
                domain: GlobalDomain(country: "GB", admd: " ", prmd: "HQ"),
                localIdentifier: "HQ-\(now.compactDate)Z-\(serial)"),
            originator: from.map(Self.mailbox), submitted: now, recipients: numbered)
        let routes = Dictionary(uniqueKeysWithValues: numbered.map { ($0.number, "mail") })
        let acceptance = SpoolAcceptance(envelope: envelope, content: staged, routes: routes, now: now)
        let accepted = try await withCheckedContinuation { continuation in
            spool.accept(acceptance) { continuation.resume(returning: $0) }
        }.get()
        return try require0(accepted.entries.first)
    }

    static func mailbox(_ text: String) -> Mailbox {
        Mailbox(text) ?? Mailbox(localPart: text, domain: "none.example")
    }

    /// Everything in the queue of `mail`, as a start would find it.
    func items() throws -> [LocalDeliveryItem] {
        try spool.queueEntries(connector: "mail").map {
            LocalDeliveryItem(entry: $0, envelope: try spool.envelope(of: $0.message, connector: "mail"))
        }
    }

    /// Notes outcomes as a connector's worker does.
    func settle(_ outcomes: [Int64: [Int: Outcome]]) async throws {
        let messages = Dictionary(uniqueKeysWithValues: try items().map { ($0.entry.id, $0.entry.message) })
        let settlements = outcomes.compactMap { entry, outcomes in
            messages[entry].map {
                Settlement(
                    entry: entry, message: $0, outcomes: outcomes,
                    retry: Reschedule(entry: entry, notBefore: nil, attempts: 1, why: "test"),
                    now: Timestamp(microseconds: SystemClock.utcMicroseconds()))
            }
        }
        _ = try await withCheckedContinuation { continuation in
            spool.settle(settlements) { continuation.resume(returning: $0) }
        }.get()
    }

    /// Contents of the files in a folder of a mailbox, in no order.
    func contents(_ mailbox: String, _ folder: String = "new") throws -> [[UInt8]] {
        let path = "\(mail)/\(mailbox)/\(folder)"
        return try Files.list(path).map { try Files.readAll("\(path)/\($0)") }
    }
}

struct Missing: Error {}

func require0<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Missing() }
    return value
}

extension LocalDelivery {
    func deliver(_ batch: [LocalDeliveryItem]) async -> [Int64: [Int: Outcome]] {
        await withCheckedContinuation { continuation in
            deliver(batch) { continuation.resume(returning: $0) }
        }
    }
}
