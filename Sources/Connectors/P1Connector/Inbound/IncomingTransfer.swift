import IO
import OSI

/// An APDU on its way in. Small ones stay in memory; from the first checkpoint on, or beyond `memoryLimit` octets, the
/// octets go to a log on disk.
struct IncomingTransfer {
    static let memoryLimit = 64 * 1024

    /// Of the transfers of its session.
    let number: Int
    /// What the sender calls it.
    private let name: String
    /// What a resumed transfer was called before: until it is complete, the sender may come back to either, since it
    /// learns the new name with its next confirmed checkpoint only.
    private let formerName: String?
    private let store: IncomingTransfers
    private(set) var octets = 0
    private var memory: [UInt8] = []
    private var log: (hold: IncomingTransfers.Hold, file: IncomingTransferLog)?
    /// All octets are here; the spool is asked.
    var isComplete = false
    /// The sender may know of a checkpoint, and come back to it.
    private(set) var isResumable = false

    init(number: Int, name: String, in store: IncomingTransfers) {
        self.number = number
        self.name = name
        self.store = store
        formerName = nil
    }

    /// Goes on in a log that has been resumed.
    init(
        number: Int, name: String, formerName: String, in store: IncomingTransfers,
        _ log: (IncomingTransfers.Hold, IncomingTransferLog)
    ) {
        self.number = number
        self.name = name
        self.formerName = formerName
        self.store = store
        self.log = log
        octets = log.1.octets
        isResumable = true
    }

    mutating func append(_ data: [UInt8]) throws(IOError) {
        octets += data.count
        if let log {
            try log.file.append(data)
            return
        }
        memory += data
        if memory.count > Self.memoryLimit { try spill() }
    }

    /// Notes a checkpoint. The log has to be synchronized before it is confirmed.
    mutating func checkpoint(_ serial: Int) throws(IOError) {
        if log == nil { try spill() }
        try log?.file.appendCheckpoint(serial)
        isResumable = true
    }

    private mutating func spill() throws(IOError) {
        let new = try store.create(name)
        log = new
        try new.1.append(memory)
        memory = []
    }

    /// Where its log is; nil while it has none.
    var path: String? { log.map { store.path(name, $0.hold.tag) } }

    /// Another association goes on with it: nothing may be written here any more.
    var isTakenOver: Bool { log.map { !store.isHeld($0.hold) } ?? false }

    /// Calls `body` with the octets in order until it returns false.
    func forEachPiece(_ body: ([UInt8]) -> Bool) throws(IOError) {
        guard let log else {
            _ = body(memory)
            return
        }
        var reader = log.file.reader()
        while let piece = try reader.read() {
            if !body(piece) { return }
        }
    }

    /// Nothing of it is needed any more.
    func remove() {
        guard let log, !isTakenOver else { return }
        removeLog()
        store.release(log.hold, isKept: false)
    }

    /// A log that was cut more than once has names that are not known here.
    private func removeLog() {
        guard let log else { return }
        if formerName == nil { try? Files.remove(store.path(name, log.hold.tag)) } else { store.removeAll(log.hold) }
    }

    /// It was cut: the sender may come back to it, if it knows of a checkpoint.
    ///
    /// - Returns: whether it is kept.
    func cut() -> Bool {
        if !isResumable { remove() }
        guard isResumable, let log, !isTakenOver else { return false }
        store.release(log.hold, isKept: true)
        return true
    }

    /// The message is safe. A sender that was cut before it heard so may still come back to resume the transfer: an
    /// empty file says that nothing need be sent. It need not be durable: without it the message comes again whole, and
    /// the ledger knows it.
    func complete() {
        guard isResumable else { return remove() }
        guard let log, !isTakenOver else { return }
        removeLog()
        for mark in marks { _ = try? AppendFile(creating: mark, mode: 0o600) }
        store.release(log.hold, isKept: true)
    }

    /// The sender has heard that it is complete.
    func forget() {
        guard isResumable, let log else { return }
        for mark in marks { try? Files.remove(mark) }
        store.release(log.hold, isKept: false)
    }

    private var marks: [String] {
        guard let tag = log?.hold.tag else { return [] }
        return [name, formerName].compactMap(\.self).map {
            store.path(of: IncomingLogName(transfer: $0, tag: tag).mark)
        }
    }
}
