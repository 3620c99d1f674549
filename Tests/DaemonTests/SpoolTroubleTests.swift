import Foundation
import Testing

/// A spool in every bad state, seen from outside: words and status at start, 452 and recovery at run time.
@Suite("A daemon whose spool is in trouble", .serialized) struct SpoolTroubleTests {
    /// A spool with one long message in its queue, and nobody at it.
    private static func filled(_ folder: TemporaryFolder) throws -> Site {
        let hq = try Site("HQ", in: folder.url)
        let berlin = try Site("BERLIN", in: folder.url)
        try hq.dial(berlin, through: "/bin/false")
        try hq.start()
        let client = try SMTPClient(hq.smtp)
        let long = message("kept", octets: 200_000)
        #expect(client.submit(from: "ann@hq.example", to: ["bo@berlin.example"], content: long).hasPrefix("250"))
        #expect(hq.stop())
        return hq
    }

    @Test("A second daemon says that another has the spool, and ends; the first goes on") func second() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        try hq.start()
        let second = try hq.run()
        #expect(second.status == 3 && second.output.contains("another trunkd"), "\(second.output)")
        let client = try SMTPClient(hq.smtp)
        #expect(client.submit(from: "a@x.example", to: ["ann@hq.example"], content: message("x")).hasPrefix("250"))
        #expect(wait { hq.mailbox("ann").count == 1 })
    }

    @Test(
        "A damaged, lost or newer database: said at start, status 3, and nothing is touched",
        arguments: ["is not a database", "newer version", "spool.db is lost", "is lost, but"])
    func refused(_ words: String) throws {
        let folder = try TemporaryFolder()
        let hq = try Self.filled(folder)
        let database = hq.folder.appending(path: "spool/spool.db")
        let content = hq.folder.appending(path: "spool/content")
        var octets = try Data(contentsOf: database)
        switch words {
        case "is not a database": octets.replaceSubrange(0..<100, with: Data(repeating: 0x78, count: 100))
        // PRAGMA user_version stands at octet 60 of the head, big-endian.
        case "newer version": octets[63] = 99
        case "is lost, but": octets = Data()
        default: break
        }
        if words == "spool.db is lost" {
            try FileManager.default.removeItem(at: database)
        } else {
            try octets.write(to: database)
        }
        let before = try FileManager.default.contentsOfDirectory(atPath: content.path)
        #expect(before.count == 1)
        let start = try hq.run()
        #expect(start.status == 3 && start.output.contains(words), "\(start.output)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: content.path) == before)
    }

    @Test(
        "A full spool: 452 to clients, the queue goes on, and when there is room mail is taken again by itself",
        .enabled(if: getuid() == 0))
    func full() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        let spool = hq.folder.appending(path: "spool").path
        guard try run("/bin/mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", spool) else { return }
        defer {
            hq.kill()
            _ = try? run("/bin/umount", "-l", spool)
        }
        try hq.start()
        let client = try SMTPClient(hq.smtp)
        func submit() -> String {
            client.submit(from: "a@x.example", to: ["ann@hq.example"], content: message("x", octets: 100_000))
        }
        #expect(submit().hasPrefix("250"))
        let filler = spool + "/filler"
        #expect(FileManager.default.createFile(atPath: filler, contents: Data(count: 16 << 20)))
        #expect(submit().hasPrefix("452"))
        #expect(wait { hq.events.contains("Z 10012 ") })
        #expect(try hq.control("status").output.contains("TAKES NO MESSAGES"))
        try FileManager.default.removeItem(atPath: filler)
        #expect(wait { hq.events.contains("Z 10013 ") })
        #expect(submit().hasPrefix("250"))
        #expect(wait { hq.mailbox("ann").count == 2 })
        #expect(hq.stop())
    }

    @Test(
        "A neighbour whose spool is full: 1293 there, 1290, 289 and 301 here; no retry is used up, and mail flows",
        .enabled(if: getuid() == 0))
    func fullAtTheNeighbour() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        let spool = berlin.folder.appending(path: "spool").path
        guard try run("/bin/mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", spool) else { return }
        defer {
            berlin.kill()
            _ = try? run("/bin/umount", "-l", spool)
        }
        try berlin.answer(hq)
        try hq.connect(berlin, port: try berlin.listen(), override: "OpenRetries=1")
        try berlin.start()
        try hq.start()
        let filler = spool + "/filler"
        #expect(FileManager.default.createFile(atPath: filler, contents: Data(count: 16 << 20)))
        let client = try SMTPClient(berlin.smtp)
        let long = message("x", octets: 100_000)
        #expect(client.submit(from: "a@x.example", to: ["bo@berlin.example"], content: long).hasPrefix("452"))
        try hq.send(to: "bo@berlin.example")
        Incidents.expect([1290, 289, 301], hint: ["BERLIN takes nothing", "Nothing need be done here"], at: hq)
        Incidents.expect([1293], hint: ["spool takes no messages"], at: berlin)
        #expect(wait { Incidents(hq).all.count > 2 })
        #expect(try hq.control("connector", "status", "berlin", "--json").output.contains("\"failedOpens\":0"))
        try FileManager.default.removeItem(atPath: filler)
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
    }

    private func run(_ program: String, _ arguments: String...) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardError = Pipe()
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
