import Foundation
import Message
import Spool
import Synchronization

/// A real store in a folder of its own, that can be told to refuse, to be unavailable, or to answer late.
final class ModelSpool: SpoolStore {
    struct Behaviour {
        var unavailable: String?
        var acceptError: SpoolError?
        var readError: SpoolError?
        var holdsReplies = false
        var held: [@Sendable () -> Void] = []
        var acceptances = 0
    }

    let store: SQLiteSpool
    let directory: String
    let behaviour = Mutex(Behaviour())

    init() throws {
        directory = NSTemporaryDirectory() + "acceptance-test-" + UUID().uuidString
        store = try SQLiteSpool(directory: directory)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func set(_ change: @Sendable (inout sending Behaviour) -> Void) { behaviour.withLock { change(&$0) } }

    var heldReplies: Int { behaviour.withLock { $0.held.count } }
    var acceptances: Int { behaviour.withLock { $0.acceptances } }

    /// Lets the replies go that were held.
    func answer() {
        let held = behaviour.withLock { behaviour in
            defer { behaviour.held = [] }
            return behaviour.held
        }
        for reply in held { reply() }
    }

    var availability: SpoolAvailability {
        behaviour.withLock { $0.unavailable }.map { .unavailable($0) } ?? store.availability
    }

    func stage() throws(SpoolError) -> ContentWriter { try store.stage() }

    func accept(
        _ acceptance: SpoolAcceptance, reply: @escaping @Sendable (Result<Accepted, SpoolError>) -> Void
    ) {
        let error = behaviour.withLock { behaviour in
            behaviour.acceptances += 1
            return behaviour.acceptError
        }
        if let error { return reply(.failure(error)) }
        store.accept(acceptance) { [self] result in
            let isHeld = behaviour.withLock { behaviour in
                if behaviour.holdsReplies { behaviour.held.append { reply(result) } }
                return behaviour.holdsReplies
            }
            if !isHeld { reply(result) }
        }
    }

    func settle(
        _ settlements: [Settlement], reply: @escaping @Sendable (Result<[SettledMessage], SpoolError>) -> Void
    ) { store.settle(settlements, reply: reply) }

    func markHanding(_ entries: [Int64], reply: @escaping @Sendable (Result<Void, SpoolError>) -> Void) {
        store.markHanding(entries, reply: reply)
    }

    func reschedule(_ changes: [Reschedule], reply: @escaping @Sendable (Result<Void, SpoolError>) -> Void) {
        store.reschedule(changes, reply: reply)
    }

    func tellDelays(
        _ notices: [DelayNotice], reply: @escaping @Sendable (Result<[StoredEntry], SpoolError>) -> Void
    ) { store.tellDelays(notices, reply: reply) }

    func hold(
        _ message: MessageID, reason: String?, reply: @escaping @Sendable (Result<HoldResult, SpoolError>) -> Void
    ) { store.hold(message, reason: reason, reply: reply) }

    func queueEntries(connector: String) throws(SpoolError) -> [StoredEntry] {
        try store.queueEntries(connector: connector)
    }

    func allEntries(limit: Int) throws(SpoolError) -> [StoredEntry] { try store.allEntries(limit: limit) }

    func envelope(of message: MessageID, connector: String) throws(SpoolError) -> Envelope {
        try store.envelope(of: message, connector: connector)
    }

    func envelope(ofEntry entry: Int64) throws(SpoolError) -> Envelope { try store.envelope(ofEntry: entry) }

    func results(of entry: Int64) throws(SpoolError) -> [DeliveryReport.RecipientReport] {
        if let error = behaviour.withLock({ $0.readError }) { throw error }
        return try store.results(of: entry)
    }

    func content(of message: MessageID) throws(SpoolError) -> ContentReader { try store.content(of: message) }
    func takeSerial() -> Int64 { store.takeSerial() }

    func saveRecovery(key: String, value: [UInt8]?, reply: (@Sendable (Result<Void, SpoolError>) -> Void)?) {
        store.saveRecovery(key: key, value: value, reply: reply)
    }

    func recoveries(prefix: String) throws(SpoolError) -> [(key: String, value: [UInt8])] {
        try store.recoveries(prefix: prefix)
    }

    func close(reply: @escaping @Sendable () -> Void) { store.close(reply: reply) }
}
