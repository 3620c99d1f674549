import Message
import Spool

/// A spool whose user dies right behind a commit of `markHanding`: the note is on disk, its answer never comes.
struct CrashingSpool: SpoolStore {
    let spool: SQLiteSpool
    let marked: @Sendable () -> Void

    var directory: String { spool.directory }
    var availability: SpoolAvailability { spool.availability }
    func stage() throws(SpoolError) -> ContentWriter { try spool.stage() }
    func accept(_ acceptance: SpoolAcceptance, reply: @escaping @Sendable (Result<Accepted, SpoolError>) -> Void) {
        spool.accept(acceptance, reply: reply)
    }
    func settle(
        _ settlements: [Settlement], reply: @escaping @Sendable (Result<[SettledMessage], SpoolError>) -> Void
    ) {
        spool.settle(settlements, reply: reply)
    }
    func markHanding(_ entries: [Int64], reply: @escaping @Sendable (Result<Void, SpoolError>) -> Void) {
        spool.markHanding(entries) { _ in marked() }
    }
    func reschedule(_ changes: [Reschedule], reply: @escaping @Sendable (Result<Void, SpoolError>) -> Void) {
        spool.reschedule(changes, reply: reply)
    }
    func tellDelays(
        _ notices: [DelayNotice], reply: @escaping @Sendable (Result<[StoredEntry], SpoolError>) -> Void
    ) { spool.tellDelays(notices, reply: reply) }

    func hold(
        _ message: MessageID, reason: String?, reply: @escaping @Sendable (Result<HoldResult, SpoolError>) -> Void
    ) { spool.hold(message, reason: reason, reply: reply) }

    func queueEntries(connector: String) throws(SpoolError) -> [StoredEntry] {
        try spool.queueEntries(connector: connector)
    }
    func allEntries(limit: Int) throws(SpoolError) -> [StoredEntry] { try spool.allEntries(limit: limit) }
    func envelope(of message: MessageID, connector: String) throws(SpoolError) -> Envelope {
        try spool.envelope(of: message, connector: connector)
    }
    func envelope(ofEntry entry: Int64) throws(SpoolError) -> Envelope { try spool.envelope(ofEntry: entry) }

    func results(of entry: Int64) throws(SpoolError) -> [DeliveryReport.RecipientReport] {
        try spool.results(of: entry)
    }
    func content(of message: MessageID) throws(SpoolError) -> ContentReader { try spool.content(of: message) }
    func takeSerial() -> Int64 { spool.takeSerial() }
    func saveRecovery(key: String, value: [UInt8]?, reply: (@Sendable (Result<Void, SpoolError>) -> Void)?) {
        spool.saveRecovery(key: key, value: value, reply: reply)
    }
    func recoveries(prefix: String) throws(SpoolError) -> [(key: String, value: [UInt8])] {
        try spool.recoveries(prefix: prefix)
    }
    func close(reply: @escaping @Sendable () -> Void) { spool.close(reply: reply) }
}
