internal import IO

/// Puts content files on disk before their rows are written, and removes those whose rows are gone.
///
/// Owner: its own queue, so that a long file holds up nobody's commit. It hands each acceptance on to the writer.
actor ContentKeeper: QueueOwner {
    struct Arrival: Sendable {
        let acceptance: SpoolAcceptance
        let reply: WriterRequest.Reply<Accepted>
    }

    nonisolated let executor = QueueExecutor(label: "spool.content", blocking: true)
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private nonisolated let inbox = Inbox<Arrival>()
    private let directory: String
    private let forward: @Sendable (Arrival) -> Void
    private let failed: @Sendable (SpoolError) -> Void

    init(
        directory: String, forward: @escaping @Sendable (Arrival) -> Void,
        failed: @escaping @Sendable (SpoolError) -> Void
    ) {
        self.directory = directory
        self.forward = forward
        self.failed = failed
    }

    nonisolated func keep(_ arrival: Arrival) {
        switch inbox.add(arrival) {
        case .tell: post { $0.drain() }
        case .added: break
        case .closed: arrival.reply(.failure(SpoolError(.closed, "the spool was closed")))
        }
    }

    nonisolated func close() { inbox.close() }

    /// Names of files without a row. A failure leaves them to the next opening.
    nonisolated func remove(_ names: [String]) {
        if names.isEmpty { return }
        post { keeper in
            for name in names { try? Files.remove(ContentPlace(directory: keeper.directory, name: name).path) }
        }
    }

    private func drain() {
        while true {
            let arrivals = inbox.take(64)
            if arrivals.isEmpty { return }
            handle(arrivals)
        }
    }

    /// Each file, then the folder once, then on to the rows.
    private func handle(_ arrivals: [Arrival]) {
        var moved: [Arrival] = []
        for arrival in arrivals {
            do {
                try move(arrival.acceptance.content)
                moved.append(arrival)
            } catch {
                refuse([arrival], error)
            }
        }
        do {
            try SpoolError.translating { () throws(IOError) in try Files.syncDirectory(directory + "/content") }
            for arrival in moved { forward(arrival) }
        } catch {
            refuse(moved, error)
        }
    }

    private func move(_ content: StagedContent) throws(SpoolError) {
        guard let place = content.place, content.isTemporary else { return }
        try SpoolError.translating { () throws(IOError) in
            try Files.syncFile(place.temporaryPath)
            try Files.rename(place.temporaryPath, to: place.path)
        }
        content.noteMoved()
    }

    private func refuse(_ arrivals: [Arrival], _ error: SpoolError) {
        failed(error)
        for arrival in arrivals { arrival.reply(.failure(error)) }
    }
}
