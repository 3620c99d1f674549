internal import IO

/// One of several hands that do a Maildir delivery's blocking work side by side: what takes the time is waiting for the
/// disk, and disks do several things at once.
///
/// Owner: its own blocking queue. It has no state.
actor MaildirWorker: QueueOwner {
    nonisolated let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    init(label: String) {
        executor = QueueExecutor(label: label, blocking: true)
    }
}
