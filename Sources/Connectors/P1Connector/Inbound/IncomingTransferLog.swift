package import IO

/// The octets of one APDU that is being received, kept on disk so that the transfer can go on after the line, or this
/// process, was cut.
///
/// The file is a sequence of records: a kind (one octet), a length (four octets, big-endian) and that many octets.
/// Data records hold the APDU's octets in order; a checkpoint record holds the serial number of a minor
/// synchronization point. A checkpoint is confirmed to the sender only after the file was synchronized behind its
/// record, so everything in front of a checkpoint that the sender can name is there. What stands behind it is dropped.
///
/// Owner: the session's queue.
package final class IncomingTransferLog {
    fileprivate enum Kind: UInt8 {
        case data = 1
        case checkpoint = 2
    }

    fileprivate struct Record {
        let kind: Kind
        /// Where its octets begin in the file.
        let start: Int
        let length: Int
    }

    private static let headerOctets = 5

    private let file: AppendFile
    /// APDU octets in the file.
    package private(set) var octets = 0

    /// A new, empty log. EEXIST when there is one of that name.
    package init(creating path: String) throws(IOError) {
        file = try AppendFile(creating: path, mode: 0o600)
    }

    /// Opens the log of a cut transfer and drops what stands behind checkpoint `serial`.
    ///
    /// - Returns: nil when there is no such log or no such checkpoint in it.
    package init?(reopening path: String, at serial: Int) throws(IOError) {
        guard Files.exists(path) else { return nil }
        file = try AppendFile(opening: path)
        guard let found = try Self.find(serial, in: file) else { return nil }
        octets = found.octets
        try file.truncate(to: found.end)
    }

    /// Whether there is a log with checkpoint `serial` in it.
    static func has(_ serial: Int, at path: String) -> Bool {
        guard let file = try? AppendFile(opening: path), let found = try? find(serial, in: file) else { return false }
        return found.end > 0
    }

    /// Where the checkpoint ends in the file, and the APDU octets in front of it.
    private static func find(_ serial: Int, in file: AppendFile) throws(IOError) -> (end: Int, octets: Int)? {
        var (position, octets) = (0, 0)
        while let record = try record(in: file, at: position) {
            position = record.start + record.length
            switch record.kind {
            case .data: octets += record.length
            case .checkpoint: if try self.serial(of: record, in: file) == serial { return (position, octets) }
            }
        }
        return nil
    }

    /// Adds octets of the APDU; they are not durable yet.
    package func append(_ data: [UInt8]) throws(IOError) {
        if data.isEmpty { return }
        try file.append(Self.header(.data, data.count) + data)
        octets += data.count
    }

    /// Adds a checkpoint; the owner synchronizes `file` before it confirms it.
    package func appendCheckpoint(_ serial: Int) throws(IOError) {
        try file.append(Self.header(.checkpoint, 4) + Self.bigEndian(serial))
    }

    /// Gives the room on disk back, whatever names the file has.
    func empty() { try? file.truncate(to: 0) }

    /// Reads the APDU from its start.
    package func reader() -> Reader { Reader(file: file) }

    /// Gives the APDU's octets in order, in pieces of at most 64 KiB.
    package struct Reader {
        fileprivate let file: AppendFile
        private var next = 0
        private var piece: Range<Int> = 0..<0

        fileprivate init(file: AppendFile) { self.file = file }

        /// nil at the end.
        package mutating func read() throws(IOError) -> [UInt8]? {
            while piece.isEmpty {
                guard let record = try IncomingTransferLog.record(in: file, at: next) else { return nil }
                next = record.start + record.length
                if record.kind == .data { piece = record.start..<next }
            }
            let octets = try file.pread(offset: piece.lowerBound, count: min(piece.count, 65536))
            piece = octets.isEmpty ? next..<next : piece.lowerBound + octets.count..<piece.upperBound
            return octets
        }
    }

    private static func record(in file: AppendFile, at position: Int) throws(IOError) -> Record? {
        let header = try file.pread(offset: position, count: headerOctets)
        guard header.count == headerOctets, let kind = Kind(rawValue: header[0]) else { return nil }
        let length = header[1...].reduce(0) { $0 << 8 | Int($1) }
        guard position + headerOctets + length <= file.size else { return nil }
        return Record(kind: kind, start: position + headerOctets, length: length)
    }

    private static func serial(of record: Record, in file: AppendFile) throws(IOError) -> Int? {
        let octets = try file.pread(offset: record.start, count: 4)
        return octets.count == 4 ? octets.reduce(0) { $0 << 8 | Int($1) } : nil
    }

    private static func header(_ kind: Kind, _ length: Int) -> [UInt8] { [kind.rawValue] + bigEndian(length) }

    private static func bigEndian(_ n: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: n >> $0) }
    }
}
