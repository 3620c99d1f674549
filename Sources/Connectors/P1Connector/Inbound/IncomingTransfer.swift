import IO
import OSI

/// An APDU on its way in. Small ones stay in memory; from the first checkpoint on, or beyond `memoryLimit` octets, the
/// octets go to a log on disk.
struct IncomingTransfer {
    static let memoryLimit = 64 * 1024

    /// Of the transfers of its session.
    let number: Int
    let logPath: String
    /// The name under which a resumed transfer was kept before: until it is complete, the sender may come back to
    /// either, since it learns the new one with its next confirmed checkpoint only.
    private let formerPath: String?
    private(set) var octets = 0
    private var memory: [UInt8] = []
    private(set) var log: IncomingTransferLog?
    /// All octets are here; the spool is asked.
    var isComplete = false
    /// The sender may know of a checkpoint, and come back to it.
    private(set) var isResumable = false

    init(number: Int, logPath: String) {
        self.number = number
        self.logPath = logPath
        formerPath = nil
    }

    /// Goes on behind checkpoint `serial` of an earlier call; nil when that is not to be had.
    init?(number: Int, resuming formerPath: String, at serial: Int, as logPath: String) throws(IOError) {
        guard let log = try IncomingTransferLog(reopening: formerPath, at: serial) else { return nil }
        // A sender may go on under the number that the transfer had.
        if formerPath != logPath {
            if Files.exists(logPath) { try Files.remove(logPath) }
            try Self.forgetCompletion(of: logPath)
            try Files.link(formerPath, to: logPath)
        }
        self.number = number
        self.logPath = logPath
        self.formerPath = formerPath == logPath ? nil : formerPath
        self.log = log
        octets = log.octets
        isResumable = true
    }

    mutating func append(_ data: [UInt8]) throws(IOError) {
        octets += data.count
        if let log {
            try log.append(data)
            return
        }
        memory += data
        if memory.count > Self.memoryLimit { try spill() }
    }

    /// Notes a checkpoint. The log has to be synchronized before it is confirmed.
    mutating func checkpoint(_ serial: Int) throws(IOError) {
        if log == nil { try spill() }
        try log?.appendCheckpoint(serial)
        isResumable = true
    }

    private mutating func spill() throws(IOError) {
        try Self.forgetCompletion(of: logPath)
        let log = try IncomingTransferLog(creating: logPath)
        try log.append(memory)
        memory = []
        self.log = log
    }

    /// Calls `body` with the octets in order until it returns false.
    func forEachPiece(_ body: ([UInt8]) -> Bool) throws(IOError) {
        guard let log else {
            _ = body(memory)
            return
        }
        var reader = log.reader()
        while let piece = try reader.read() {
            if !body(piece) { return }
        }
    }

    /// Nothing of it is needed any more. A log that was cut more than once has names that are not known here; without
    /// its octets they cost nothing until they are swept away.
    func remove() {
        guard let log else { return }
        log.empty()
        for path in paths { try? Files.remove(path) }
    }

    /// The message is safe. A sender that was cut before it heard so may still come back to resume the transfer: an
    /// empty file says that nothing need be sent. It need not be durable: without it the message comes again whole, and
    /// the ledger knows it.
    func complete() {
        guard isResumable else { return remove() }
        for path in paths { _ = try? AppendFile(creating: path + Self.completionMark, mode: 0o600) }
        remove()
    }

    /// The sender has heard that it is complete.
    func forget() {
        guard isResumable else { return }
        for path in paths { try? Files.remove(path + Self.completionMark) }
    }

    static func isComplete(_ logPath: String) -> Bool { Files.exists(logPath + completionMark) }

    /// An older transfer of this name may have been completed; the one that now bears it is not.
    private static func forgetCompletion(of logPath: String) throws(IOError) {
        if isComplete(logPath) { try Files.remove(logPath + completionMark) }
    }

    private var paths: [String] { [logPath, formerPath].compactMap(\.self) }

    private static let completionMark = ".complete"
}
