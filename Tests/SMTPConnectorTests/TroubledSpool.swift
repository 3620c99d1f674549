import Message
import Spool
import Synchronization

/// A real spool that can be told to fail, and to keep its answers back.
final class TroubledSpool: SpoolStore {
    private struct State {
        var trouble: SpoolError?
        var holds = false
        var answers: [@Sendable () -> Void] = []
        var accepted = 0
    }

    let spool: SQLiteSpool
    private let state = Mutex(State())

    init(_ spool: SQLiteSpool) { self.spool = spool }

    /// Thrown by `stage` from now on; nil is the end of it.
    func fail(_ error: SpoolError?) { state.withLock { $0.trouble = error } }

    /// Answers to `accept` wait from now on.
    func hold() { state.withLock { $0.holds = true } }

    func release() {
        let answers = state.withLock { state in
            let answers = state.answers
            state.answers = []
            state.holds = false
            return answers
        }
        for answer in answers { answer() }
    }

    /// Acceptances asked for.
    var accepted: Int { state.withLock { $0.accepted } }

    func stage() throws(SpoolError) -> ContentWriter {
        if let error = state.withLock({ $0.trouble }) { throw error }
        return try spool.stage()
    }

    func accept(_ acceptance: SpoolAcceptance, reply: @escaping @Sendable (Result<Accepted, SpoolError>) -> Void) {
        state.withLock { $0.accepted += 1 }
        spool.accept(acceptance) { result in
            let isHeld = self.state.withLock { state in
                if state.holds { state.answers.append { reply(result) } }
                return state.holds
            }
            if !isHeld { reply(result) }
        }
    }

    var directory: String { spool.directory }
    var availability: SpoolAvailability { spool.availability }
    func settle(
        _ settlements: [Settlement], reply: @escaping @Sendable (Result<[SettledMessage], SpoolError>) -> Void
    ) {
        spool.settle(settlements, reply: reply)
    }
    func markHanding(_ entries: [Int64], reply: @escaping @Sendable (Result<Void, SpoolError>) -> Void) {
        spool.markHanding(entries, reply: reply)
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
