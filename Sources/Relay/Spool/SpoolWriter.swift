internal import IO
internal import Message
internal import Synchronization

/// The only one who writes the database. Owner: its own queue.
///
/// Requests that arrive while a transaction is committed wait in the inbox and form the next one (group commit).
actor SpoolWriter: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "spool.writer", blocking: true)
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    nonisolated let inbox = Inbox<WriterRequest>()
    nonisolated let serials: SerialNumbers
    nonisolated let availability = Mutex(SpoolAvailability.available)
    let directory: String
    let limits: SpoolLimits
    private let changed: @Sendable (SpoolAvailability) -> Void
    /// Called with the names of content files whose rows are gone.
    private var discard: @Sendable ([String]) -> Void = { _ in }
    private var lock: FileLock?
    private var database: Database?
    /// The last failure, while the store is unavailable.
    private var outage: SpoolError?
    /// Content files to remove once the transaction is on disk.
    var dropped: [String] = []

    /// Opens and, where needed, makes or upgrades the database. Errors: those of `SQLiteSpool`.
    init(
        directory: String, limits: SpoolLimits, changed: @escaping @Sendable (SpoolAvailability) -> Void
    ) throws(SpoolError) {
        let opened = try SpoolOpening.open(directory: directory, limits: limits)
        serials = opened.serials
        lock = opened.lock
        database = opened.database
        self.directory = directory
        self.limits = limits
        self.changed = changed
    }

    nonisolated func request(_ request: WriterRequest) {
        switch inbox.add(request) {
        case .tell: post { $0.drain() }
        case .added: break
        case .closed: request.fail(SpoolError(.closed, "the spool was closed"))
        }
    }

    func onDiscard(_ body: @escaping @Sendable ([String]) -> Void) { discard = body }

    /// After the last request.
    func close() {
        while true {
            let batch = inbox.take(limits.groupCommit)
            if batch.isEmpty { break }
            run(batch)
        }
        // The log is folded into the database, so that a copy of the one file is complete.
        try? database?.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database = nil
        lock = nil
        outage = nil
    }

    func setMaximum(octets: Int?) {
        guard let database else { return }
        try? SpoolOpening.limit(database, octets: octets)
    }

    private func drain() {
        let batch = inbox.take(limits.groupCommit)
        if batch.isEmpty { return }
        run(batch)
        post { $0.drain() }
    }

    private func run(_ batch: [WriterRequest]) {
        guard let database else {
            for request in batch { request.fail(SpoolError(.closed, "the spool was closed")) }
            return
        }
        if batch.contains(where: \.isAcceptance) { watchSpace() }
        if let outage {
            let others = batch.filter { !$0.isAcceptance }
            for request in batch where request.isAcceptance { request.fail(outage) }
            if !others.isEmpty { attempt(others, database) }
        } else {
            attempt(batch, database)
        }
    }

    /// One transaction. When a request and not the world is at fault, each gets a transaction of its own; when the
    /// world is, outcomes are tried once more without the new mail, since they make room.
    private func attempt(_ batch: [WriterRequest], _ database: Database) {
        do {
            let replies = try transact(batch, database)
            for reply in replies { reply() }
        } catch {
            if !error.isOutage, batch.count > 1 {
                for request in batch { attempt([request], database) }
                return
            }
            if error.isOutage { note(outage: error) }
            let others = batch.filter { !$0.isAcceptance }
            if others.isEmpty || others.count == batch.count {
                for request in batch { request.fail(error) }
            } else {
                for request in batch where request.isAcceptance { request.fail(error) }
                attempt(others, database)
            }
        }
    }

    private func transact(_ batch: [WriterRequest], _ database: Database) throws(SpoolError) -> [() -> Void] {
        dropped = []
        unused = []
        do {
            try database.statement(.begin).run()
            var replies: [() -> Void] = []
            for request in batch { replies.append(try perform(request, database)) }
            let reservation = serials.wanted
            if let reservation {
                try database.statement(.setCounter).run(.text("serial"), .integer(reservation))
            }
            // From here on the rows may be on disk even if the commit reports a failure: the files must stay.
            noteTaken(batch)
            try database.statement(.commit).run()
            serials.note(reserved: reservation)
            discard(dropped)
            return replies
        } catch {
            if database.isInTransaction { try? database.execute("ROLLBACK") }
            serials.note(reserved: nil)
            throw error
        }
    }

    private func noteTaken(_ batch: [WriterRequest]) {
        for case .accept(let acceptance, _) in batch where !unused.contains(ObjectIdentifier(acceptance.content)) {
            acceptance.content.noteTaken()
        }
    }

    /// Contents of this transaction that no row names, since all was known already.
    var unused: Set<ObjectIdentifier> = []

    // MARK: Outages

    /// Below the reserve no mail is taken, so that outcomes can still be noted.
    private func watchSpace() {
        guard outage == nil, let free = try? Files.freeSpace(directory), free < limits.minimumFree else { return }
        note(outage: SpoolError(.full, "\(free) octets are free on the device, \(limits.minimumFree) must stay so"))
    }

    /// Something could not be written. Mail is refused until the probe has written again.
    func note(outage error: SpoolError) {
        let isNew = outage == nil
        outage = error
        set(.unavailable(error.description))
        if isNew { retryLater() }
    }

    private func set(_ new: SpoolAvailability) {
        let old = availability.withLock { value in
            let old = value
            value = new
            return old
        }
        if old != new { changed(new) }
    }

    /// A forgotten store is not kept by its timer.
    private func retryLater() {
        executor.post(after: 1) { [weak self] in self?.assumeIsolated { $0.probe() } }
    }

    private func probe() {
        guard let database, let known = outage else { return }
        do {
            // What is damaged does not heal by waiting.
            if known.code == .corrupt { throw known }
            let free = try SpoolError.translating { () throws(IOError) in try Files.freeSpace(directory) }
            if free < limits.minimumFree { throw SpoolError(.full, known.detail) }
            // Needs room in earnest, and gives it back.
            try database.execute(
                """
                BEGIN IMMEDIATE;
                INSERT OR REPLACE INTO recovery(key, value) VALUES ('%probe', zeroblob(65536));
                COMMIT;
                DELETE FROM recovery WHERE key = '%probe';
                """)
            outage = nil
            set(.available)
        } catch {
            if database.isInTransaction { try? database.execute("ROLLBACK") }
            retryLater()
        }
    }
}
