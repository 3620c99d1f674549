import IO
import OSI

/// An APDU on its way in. Small ones stay in memory; from the first checkpoint on, or beyond `memoryLimit` octets, the
/// octets go to a log on disk.
struct IncomingTransfer {
    static let memoryLimit = 64 * 1024

    let logPath: String
    /// The name under which a resumed transfer was kept before: until it is complete, the sender may come back to
    /// either, since it learns the new one with its next confirmed checkpoint only.
    private let formerPath: String?
    private(set) var octets = 0
    private var memory: [UInt8] = []
    private(set) var log: IncomingTransferLog?
    /// All octets are here; the spool is asked.
    var isComplete = false

    init(logPath: String) {
        self.logPath = logPath
        formerPath = nil
    }

    /// Goes on behind checkpoint `serial` of an earlier call; nil when that is not to be had.
    init?(resuming formerPath: String, at serial: Int, as logPath: String) throws(IOError) {
        guard let log = try IncomingTransferLog(reopening: formerPath, at: serial) else { return nil }
        if Files.exists(logPath) { try Files.remove(logPath) }
        try Files.link(formerPath, to: logPath)
        self.logPath = logPath
        self.formerPath = formerPath
        self.log = log
        octets = log.octets
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
    }

    private mutating func spill() throws(IOError) {
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

    /// Nothing of it is needed any more.
    func remove() {
        guard log != nil else { return }
        for path in [logPath, formerPath].compactMap(\.self) { try? Files.remove(path) }
    }

    /// The message is safe. A sender that was cut before it heard so may still come back to resume the transfer: an
    /// empty file says that nothing need be sent.
    func complete() {
        guard log != nil else { return }
        for path in [logPath, formerPath].compactMap(\.self) {
            try? Files.writeAtomically(Self.completionMark(of: path), [], mode: 0o600)
        }
        remove()
    }

    static func isComplete(_ logPath: String) -> Bool { Files.exists(completionMark(of: logPath)) }

    private static func completionMark(of logPath: String) -> String { logPath + ".complete" }
}
