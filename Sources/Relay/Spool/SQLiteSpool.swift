internal import IO
package import Message
internal import Synchronization

/// The store on SQLite: one database with a write-ahead log, and a file for each long content.
///
/// One writer with group commit, connections for reading beside it. A lock on the folder keeps a second daemon out.
package final class SQLiteSpool: SpoolStore {
    package let directory: String
    let readers: ReaderPool
    private let writer: SpoolWriter
    private let keeper: ContentKeeper
    private let limits: SpoolLimits
    /// A serial number of this opening: with the count behind it, the name of a content file is never used twice.
    private let run: Int64
    private let staged = Atomic<Int>(0)

    /// Opens the store in `directory`, which is made when missing; its parent must be there.
    ///
    /// The handler is called on the store's queue. Errors: `locked` (another process has it), `newerVersion`,
    /// `corrupt`, `readOnly`, `full`, `io`.
    package init(
        directory: String, limits: SpoolLimits = SpoolLimits(),
        onAvailabilityChange: @escaping @Sendable (SpoolAvailability) -> Void = { _ in }
    ) throws(SpoolError) {
        let writer = try SpoolWriter(directory: directory, limits: limits, changed: onAvailabilityChange)
        let keeper = ContentKeeper(
            directory: directory,
            forward: { writer.request(.accept($0.acceptance, $0.reply)) },
            failed: { error in writer.post { $0.note(outage: error) } })
        // Not strongly: the keeper holds the writer.
        let discard: @Sendable ([String]) -> Void = { [weak keeper] in keeper?.remove($0) }
        writer.post { $0.onDiscard(discard) }
        self.directory = directory
        self.limits = limits
        self.writer = writer
        self.keeper = keeper
        readers = ReaderPool(path: SpoolOpening.path(directory))
        run = writer.serials.take().number
    }

    package var availability: SpoolAvailability { writer.availability.withLock { $0 } }

    package func stage() throws(SpoolError) -> ContentWriter {
        let number = staged.wrappingAdd(1, ordering: .relaxed).newValue
        return ContentWriter(place: ContentPlace(directory: directory, name: "\(run)-\(number)"))
    }

    package func accept(
        _ acceptance: SpoolAcceptance, reply: @escaping @Sendable (Result<Accepted, SpoolError>) -> Void
    ) {
        if let error = check(acceptance) { return reply(.failure(error)) }
        if acceptance.content.place == nil {
            writer.request(.accept(acceptance, reply))
        } else {
            keeper.keep(ContentKeeper.Arrival(acceptance: acceptance, reply: reply))
        }
    }

    package func settle(
        _ settlements: [Settlement], reply: @escaping @Sendable (Result<[SettledMessage], SpoolError>) -> Void
    ) {
        if settlements.contains(where: { $0.retry.map { [id = $0.entry] in $0.entry != id } ?? false }) {
            return reply(.failure(SpoolError(.invalid, "a retry of another entry")))
        }
        writer.request(.settle(settlements, reply))
    }

    package func markHanding(
        _ entries: [Int64], reply: @escaping @Sendable (Result<Void, SpoolError>) -> Void
    ) {
        writer.request(.markHanding(entries, reply))
    }

    package func reschedule(
        _ changes: [Reschedule], reply: @escaping @Sendable (Result<Void, SpoolError>) -> Void
    ) {
        writer.request(.reschedule(changes, reply))
    }

    package func tellDelays(
        _ notices: [DelayNotice], reply: @escaping @Sendable (Result<[StoredEntry], SpoolError>) -> Void
    ) {
        writer.request(.tellDelays(notices, reply))
    }

    package func hold(
        _ message: MessageID, reason: String?, reply: @escaping @Sendable (Result<HoldResult, SpoolError>) -> Void
    ) {
        writer.request(.hold(message, reason, reply))
    }

    package func saveRecovery(
        key: String, value: [UInt8]?, reply: (@Sendable (Result<Void, SpoolError>) -> Void)?
    ) {
        writer.request(.saveRecovery(key: key, value: value, reply))
    }

    package func takeSerial() -> Int64 {
        let (number, isLow) = writer.serials.take()
        if isLow { writer.request(.reserve) }
        return number
    }

    package func close(reply: @escaping @Sendable () -> Void) {
        keeper.close()
        // Through the keeper's queue first: what it was given before must reach the writer before the writer closes.
        keeper.post { [writer, readers] keeper in
            writer.inbox.close()
            writer.post { writer in
                writer.close()
                readers.close()
                // Files whose rows went last are being removed.
                keeper.post { _ in reply() }
            }
        }
    }

    /// Sets another limit for the size of the database; takes effect with the next transaction.
    package func setMaximumDatabase(octets: Int?) {
        writer.post { $0.setMaximum(octets: octets) }
    }

    private func check(_ acceptance: SpoolAcceptance) -> SpoolError? {
        let recipients = acceptance.envelope.recipients
        if recipients.count > limits.recipients { return SpoolError(.invalid, "\(recipients.count) recipients") }
        if let octets = acceptance.envelope.transferEnvelope?.count, octets > limits.transferEnvelope {
            return SpoolError(.invalid, "an envelope of \(octets) octets")
        }
        var seen: Set<Int> = []
        for recipient in recipients where !seen.insert(recipient.number).inserted {
            return SpoolError(.invalid, "recipient number \(recipient.number) stands twice")
        }
        return nil
    }
}
