import IO
import OSI
import P1Connector
import Testing

@Suite("What is kept of cut transfers")
final class StorageTests {
    private let folder: String

    init() throws { folder = try Files.makeTemporaryDirectory(prefix: "trunkline-log") }
    deinit { try? Files.removeTree(folder) }

    private var path: String { folder + "/log" }

    private func octets(of log: IncomingTransferLog) throws -> [UInt8] {
        var reader = log.reader()
        var result: [UInt8] = []
        while let piece = try reader.read() { result += piece }
        return result
    }

    /// Data of 0, 100, 200 … octets, a checkpoint behind each.
    private func write(_ checkpoints: Int) throws -> [UInt8] {
        let log = try IncomingTransferLog(creating: path)
        var all: [UInt8] = []
        for serial in 1...checkpoints {
            let data = [UInt8](repeating: UInt8(serial), count: (serial - 1) * 100)
            all += data
            try log.append(data)
            try log.appendCheckpoint(serial)
        }
        try log.append([9, 9, 9])
        return all
    }

    @Test("reopened at each checkpoint it has the octets in front of it, and goes on there", arguments: 1...8)
    func reopens(serial: Int) throws {
        let all = try write(8)
        let expected = all.prefix((0..<serial).reduce(0) { $0 + $1 * 100 })
        let log = try #require(try IncomingTransferLog(reopening: path, at: serial))
        #expect(log.octets == expected.count)
        #expect(try octets(of: log) == Array(expected))
        try log.append([7])
        #expect(try octets(of: log) == expected + [7])
        #expect(try IncomingTransferLog(reopening: path, at: serial + 1) == nil, "what stood behind is dropped")
    }

    @Test("no log, or a checkpoint that is not in it: there is nothing to go on with, and nothing is lost")
    func missing() throws {
        #expect(try IncomingTransferLog(reopening: path, at: 1) == nil)
        _ = try write(3)
        let size = try Files.fileSize(path)
        for serial in [0, 4, -1, Int.max] { #expect(try IncomingTransferLog(reopening: path, at: serial) == nil) }
        #expect(try Files.fileSize(path) == size)
    }

    @Test("a torn tail of any length does not hide the checkpoints in front of it")
    func tornTails() throws {
        let all = try write(4)
        let whole = try Files.readAll(path)
        for size in 0..<whole.count {
            try Files.remove(path)
            let file = try AppendFile(creating: path)
            try file.append(whole[..<size])
            for serial in (1...4).reversed() {
                guard let log = try IncomingTransferLog(reopening: path, at: serial) else { continue }
                #expect(try octets(of: log) == Array(all.prefix((0..<serial).reduce(0) { $0 + $1 * 100 })))
                break
            }
        }
    }

    @Test("garbage is no log")
    func garbage() throws {
        var numbers = Numbers(seed: 5)
        for _ in 0..<100 {
            try? Files.remove(path)
            let file = try AppendFile(creating: path)
            try file.append(numbers.octets(300))
            _ = try IncomingTransferLog(reopening: path, at: 1)
        }
    }

    @Test("logs that nobody touched for a lifetime are swept away, others stay")
    func sweep() throws {
        _ = try write(1)
        let modified = try Files.modified(path)
        let transfers = IncomingTransfers(directory: folder)
        try transfers.sweep(now: modified + 100, lifetime: 100)
        #expect(Files.exists(path))
        try transfers.sweep(now: modified + 101, lifetime: 100)
        #expect(!Files.exists(path))
    }

    @Test("a stored recovery comes back as it was, for the same header only, and from no broken octets")
    func storedRecovery() throws {
        let recovery = ActivityRecovery(
            session: SessionConnectionIdentifier(reference: "HQ-1", time: "261121000000Z"), activityIdentifier: 77,
            serial: 5, octets: 123_456)
        let stored = StoredRecovery(recovery: recovery, header: [1, 2, 3])
        let octets = stored.encode()
        #expect(StoredRecovery(octets) == stored)
        #expect(stored.fits(header: [1, 2, 3]))
        #expect(!stored.fits(header: [1, 2, 4]) && !stored.fits(header: []))
        for count in 0..<octets.count { #expect(StoredRecovery(Array(octets[..<count])) == nil) }
    }

    @Test("keys of recoveries name connector and entry")
    func keys() {
        let parts = StoredRecovery.parts(of: StoredRecovery.key(connector: "berlin", entry: 42))
        #expect(parts?.connector == "berlin" && parts?.entry == 42)
        for key in ["", "out", "out/x", "out/x/", "out/x/y", "in/x/1", "out/x/1/2"] {
            #expect(StoredRecovery.parts(of: key) == nil, "\(key)")
        }
    }
}
