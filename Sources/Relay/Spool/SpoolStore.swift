package import Message

/// The durable store of everything this MTA is responsible for.
///
/// A request with `reply` returns at once; the reply comes once its transaction is on disk, in the order of the
/// requests, on the store's own queue: post from there to your own. Requests that arrive while a transaction is being
/// committed go together into the next one. Functions without `reply` read what has been committed, block for that
/// long, and may be called from any thread.
package protocol SpoolStore: Sendable {
    /// The folder of the store, with `content/`, `incoming/` and `tmp/` below it.
    var directory: String { get }
    /// Changes are told to the handler given at creation.
    var availability: SpoolAvailability { get }

    /// A place for content that is about to arrive. Nothing is on disk up to `ContentLimits.inlineOctets`.
    func stage() throws(SpoolError) -> ContentWriter

    /// Takes responsibility for one message. After success `content` belongs to the store.
    func accept(_ acceptance: SpoolAcceptance, reply: @escaping @Sendable (Result<Accepted, SpoolError>) -> Void)
    /// Notes outcomes. An entry is gone when no recipient is left in it, a message when no entry is left of it.
    /// An entry that is gone already is answered like one that has just gone.
    func settle(_ settlements: [Settlement], reply: @escaping @Sendable (Result<[SettledMessage], SpoolError>) -> Void)
    /// "The irreversible step begins now": such entries come back with `handing` after a crash.
    func markHanding(_ entries: [Int64], reply: @escaping @Sendable (Result<Void, SpoolError>) -> Void)
    /// Notes new times. Entries that are gone are passed over.
    func reschedule(_ changes: [Reschedule], reply: @escaping @Sendable (Result<Void, SpoolError>) -> Void)
    /// Once for each entry, wherever it goes afterwards: queues under `SpoolLimits.reports` what its originator is to
    /// hear, and answers with these entries. One that was told before, is gone, or has nobody to be told adds none.
    func tellDelays(_ notices: [DelayNotice], reply: @escaping @Sendable (Result<[StoredEntry], SpoolError>) -> Void)
    /// Stops every entry of the message, wherever it goes, until it is released (`reason` nil); reports on it apart.
    func hold(
        _ message: MessageID, reason: String?, reply: @escaping @Sendable (Result<HoldResult, SpoolError>) -> Void)

    /// Those for which anything is queued, reports apart.
    func connectors() throws(SpoolError) -> [String]
    /// Ascending by id.
    func queueEntries(connector: String) throws(SpoolError) -> [StoredEntry]
    /// Ascending by id, at most `limit`.
    func allEntries(limit: Int) throws(SpoolError) -> [StoredEntry]
    /// The envelope with those recipients only that are queued for that connector.
    func envelope(of message: MessageID, connector: String) throws(SpoolError) -> Envelope
    /// The envelope with the recipients of that entry only. In one that was moved from another connector the last
    /// element of the trace says rerouted (X.411 12.3.1).
    func envelope(ofEntry entry: Int64) throws(SpoolError) -> Envelope
    /// The recipients of an entry of `SpoolLimits.reports`, with what became of them.
    func results(of entry: Int64) throws(SpoolError) -> [DeliveryReport.RecipientReport]
    /// The reader goes on to work when the message is removed meanwhile.
    func content(of message: MessageID) throws(SpoolError) -> ContentReader

    /// Next number of the durable counter, from 1. Never repeats for anything this store has kept, also after a crash.
    func takeSerial() -> Int64

    /// Keeps a few octets of a cut transfer under a key; nil forgets them.
    func saveRecovery(key: String, value: [UInt8]?, reply: (@Sendable (Result<Void, SpoolError>) -> Void)?)
    /// In ascending order of the keys' octets.
    func recoveries(prefix: String) throws(SpoolError) -> [(key: String, value: [UInt8])]

    /// Finishes what was asked so far, then gives everything back. Later requests fail with `closed`.
    func close(reply: @escaping @Sendable () -> Void)
}

extension SpoolStore {
    package func connectors() throws(SpoolError) -> [String] {
        Set(try allEntries(limit: .max).map(\.connector)).subtracting([SpoolLimits.reports]).sorted()
    }
}
