import Foundation
import Testing

/// A telephone network of two modems (Tests/Harness/modem.py): HQ's serial port at one end, `trunkd-answer` at
/// the other.
private final class Telephone {
    private let folder: URL
    private var process: Process?
    var device: String { folder.appending(path: "modem").path }
    var log: String { (try? String(contentsOf: folder.appending(path: "modem.log"), encoding: .utf8)) ?? "" }

    init(_ folder: URL, mode: String) throws {
        self.folder = folder
        try set(mode)
    }

    deinit { stop() }

    func set(_ mode: String) throws {
        try mode.write(to: folder.appending(path: "mode"), atomically: true, encoding: .utf8)
    }

    /// - Parameter socket: where calls are brought.
    func start(to socket: String, options: [String] = []) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "../Harness/modem.py"
        ).standardized
        let answer = Site.program("trunkd-answer").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments =
            [script.path, "--rate", "115200"] + options + [device, folder.appending(path: "mode").path] + [
                "/bin/sh", "-c", "exec \(answer) --socket=\(socket) --line=ttyA --speed=115200 <>@TTY@ >&0",
            ]
        let path = folder.appending(path: "modem.log").path
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try process.run()
        self.process = process
        #expect(wait { FileManager.default.fileExists(atPath: device) })
    }

    /// The port is gone with it.
    func stop() {
        guard let process, process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: device)
    }
}

/// Mail over a serial port, a modem and frames, with real daemons at both ends and chat(8) as the dialler.
@Suite("Serial lines", .serialized) struct SerialLineTests {
    private static let script = """
        ABORT BUSY ABORT 'NO CARRIER' ABORT 'NO DIALTONE' ABORT 'NO ANSWER' ABORT VOICE ABORT ERROR
        TIMEOUT 2
        '' ATZ OK ATDT5551234 CONNECT ''
        """

    private let folder: TemporaryFolder
    private let hq: Site
    private let berlin: Site
    private let telephone: Telephone
    private var locks: URL { folder.url.appending(path: "locks") }

    init() throws {
        folder = try TemporaryFolder()
        hq = try Site("HQ", in: folder.url)
        berlin = try Site("BERLIN", in: folder.url)
        telephone = try Telephone(folder.url, mode: "connect")
        try FileManager.default.createDirectory(at: locks, withIntermediateDirectories: true)
        try berlin.answer(hq)
        try berlin.write("mta.conf.d/ras.conf", "[RAS]\nAnswerSocket=answer.sock")
        try hq.dial(berlin, idleHangUp: 1)
        try hq.write("dial.chat", Self.script)
        try entry()
    }

    private func entry(device: String? = nil, script: String = "dial.chat") throws {
        try hq.write(
            "phonebook/berlin.ras",
            """
            [Entry]
            Medium=serial
            Device=\(device ?? telephone.device)
            FlowControl=none
            ChatScript=\(script)
            LockDirectory=\(locks.path)
            RoundTrip=200ms
            DialTimeout=20s
            IdleHangUp=1s
            """)
    }

    private func start(options: [String] = []) throws {
        try berlin.start()
        try telephone.start(to: berlin.folder.appending(path: "answer.sock").path, options: options)
        try hq.start()
    }

    @discardableResult
    private func submit(octets: Int = 300) throws -> Data {
        let content = message("x", octets: octets)
        let client = try SMTPClient(hq.smtp)
        let answer = client.submit(from: "ann@hq.example", to: ["bo@berlin.example"], content: content)
        #expect(answer.hasPrefix("250"), "\(answer)")
        return content
    }

    private var isQuiet: Bool {
        [hq, berlin].allSatisfy { (try? $0.control("status", "--json"))?.output.contains("\"rasInUse\":0") ?? false }
            && (try? FileManager.default.contentsOfDirectory(atPath: locks.path)) == []
    }

    @Test("Mail both ways in one call; the modem's speed is noticed, and both ends hold an entry of their RAS table")
    func mail() throws {
        try start()
        let client = try SMTPClient(berlin.smtp)
        let answer = client.submit(from: "bo@berlin.example", to: ["ann@hq.example"], content: message("back"))
        #expect(answer.hasPrefix("250"))
        let sent = try submit(octets: 20_000)
        #expect(wait { hq.mailbox("ann").count == 1 }, "\(hq.events)\(telephone.log)")
        #expect(wait { berlin.mailbox("bo").map(withoutReceived) == [sent] })
        #expect(hq.events.contains("CONNECT 115200"), "\(hq.events)")
        #expect(berlin.events.contains("Z 10050 ") && berlin.events.contains("\"ttyA\""), "\(berlin.events)")
        #expect(wait { hq.times("Z 10007 ") == 1 && berlin.times("Z 10007 ") == 1 }, "\(hq.events)\(berlin.events)")
        #expect(wait { isQuiet })
        #expect(!hq.events.contains("Z 9311 ") && !hq.events.contains("Z 1294 "), "\(hq.events)")
    }

    @Test(
        "What the modem says is the call's RAS code; then the mail goes",
        arguments: [
            ("busy", 676), ("no-carrier", 679), ("no-dialtone", 680), ("no-answer", 678), ("voice", 677),
            ("error", 651),
            ("garbage", 638), ("silent", 638), ("refuse", 619),
        ])
    func failures(mode: String, code: Int) throws {
        try telephone.set(mode)
        try start()
        try submit()
        #expect(wait { hq.events.contains("Z 9309 ") }, "\(hq.events)\(telephone.log)")
        #expect(hq.events.contains("RAS code \(code)."), "\(hq.events)")
        try telephone.set("connect")
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(wait { isQuiet })
    }

    @Test("The carrier is lost in mid-transfer: 9311, and the next call goes on at the checkpoint") func dropped()
        throws
    {
        try telephone.set("drop-after=90000")
        try start()
        let sent = try submit(octets: 150_000)
        #expect(wait(40) { hq.events.contains("Z 9311 ") }, "\(hq.events)\(telephone.log)")
        #expect(hq.events.contains("RAS code 628."), "\(hq.events)")
        try telephone.set("connect")
        #expect(wait(60) { berlin.mailbox("bo").map(withoutReceived) == [sent] }, "\(hq.events)")
        #expect(hq.events.contains("Z 10008 "), "\(hq.events)")
    }

    @Test("A line that spoils one octet in three thousand loses nothing and drops no call") func errors() throws {
        try start(options: ["--errors", "3000"])
        let sent = try submit(octets: 60_000)
        #expect(wait(60) { berlin.mailbox("bo").map(withoutReceived) == [sent] }, "\(hq.events)\(telephone.log)")
        #expect(!hq.events.contains("Z 9311 ") && hq.times("Z 10005 ") == 1, "\(hq.events)")
    }

    @Test("A port that vanishes in a call and is not there at the next; back again, the mail goes") func vanishes()
        throws
    {
        try start()
        try submit(octets: 300_000)
        #expect(wait { (try? hq.control("connector", "status", "berlin"))?.output.contains(" % of ") ?? false })
        telephone.stop()
        #expect(wait { hq.events.contains("Z 9311 ") }, "\(hq.events)")
        #expect(wait { hq.events.contains("RAS code 608.") }, "\(hq.events)")
        #expect(wait { hq.events.contains("Z 10022 ") })
        try telephone.start(to: berlin.folder.appending(path: "answer.sock").path)
        #expect(try hq.control("link", "call", "berlin").status == 0)
        #expect(wait(60) { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
    }

    @Test("What is dialled is the script's number, prefix and suffix and all, and the journal has it")
    func wholeNumber() throws {
        let script = Self.script.replacingOccurrences(of: "ATDT5551234", with: "ATDT0W,,5551234#99")
        try hq.write("dial.chat", script)
        try start()
        try submit()
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(telephone.log.contains("[modem] ATDT0W,,5551234#99\n"), "\(telephone.log)")
        #expect(hq.events.contains("ATDT0W,,5551234#99"), "\(hq.events)")
        #expect(wait { isQuiet })
    }

    @Test("A call that came in and is refused for its name is one incident, line and all, and its entry is free again")
    func refused() throws {
        try berlin.answer(hq, remoteName: "Hq")
        try start()
        try submit()
        #expect(
            wait { Incidents(berlin).first == [10050, 9322, 1293, 10007] }, "\(Incidents(berlin).description)")
        #expect(berlin.events.contains("Line \"ttyA\" is free again"), "\(berlin.events)")
        #expect(try berlin.control("status", "--json").output.contains("\"rasInUse\":0"))
        try berlin.answer(hq)
        berlin.signal(SIGHUP)
        #expect(wait(40) { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(wait { isQuiet })
    }

    @Test("Another program's lock is respected and uses up no retry; one of a process that is gone is taken over")
    func locked() throws {
        let lock = locks.appending(
            path: "LCK..\(telephone.device.dropFirst().replacingOccurrences(of: "/", with: "_"))")
        try String(format: "%10d\n", getpid()).write(to: lock, atomically: true, encoding: .utf8)
        try start()
        try submit()
        #expect(wait { hq.events.contains("RAS code 633.") }, "\(hq.events)")
        #expect(try hq.control("connector", "status", "berlin", "--json").output.contains("\"failedOpens\":0"))
        // No process has this number.
        try "   4194400\n".write(to: lock, atomically: true, encoding: .utf8)
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(wait { isQuiet })
    }

    @Test(
        "No port, no serial port, no script: a fault of the entry, said so",
        arguments: [
            ("/nonexistent/ttyS9", "dial.chat", 608), ("/dev/null", "dial.chat", 609), ("", "none.chat", 657),
        ])
    func mistakes(device: String, script: String, code: Int) throws {
        try entry(device: device.isEmpty ? nil : device, script: script)
        try start()
        try submit()
        #expect(wait { hq.events.contains("RAS code \(code).") }, "\(hq.events)")
        #expect(wait { hq.events.contains("Z 10022 ") })
        try entry()
        hq.signal(SIGHUP)
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
    }

    @Test("A full RAS table where the call comes in: the caller keeps its mail and goes on trying") func tableFull()
        throws
    {
        try berlin.write("mta.conf.d/ras.conf", "[RAS]\nAnswerSocket=answer.sock\nConcurrentConnections=1")
        // Something else has the one entry.
        let other = try Site("OTHER", in: folder.url)
        try berlin.dial(other, through: "/bin/sleep 600", dialTimeout: 600)
        try start()
        #expect(try berlin.control("link", "call", "other").status == 0)
        #expect(wait { berlin.events.contains("Z 10005 ") })
        try submit()
        #expect(wait { berlin.events.contains("Z 9315 ") }, "\(berlin.events)")
        #expect(wait { hq.events.contains("Z 9309 ") }, "\(hq.events)")
        #expect(try berlin.control("link", "hangup", "other").status == 0)
        #expect(wait(40) { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
    }

    @Test("trunkd-answer without its daemon, and with words that it does not know") func answerAlone() throws {
        func status(_ arguments: String...) throws -> (Int32, String) {
            let process = Process()
            process.executableURL = Site.program("trunkd-answer")
            process.arguments = arguments
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            let pipe = Pipe()
            process.standardError = pipe
            try process.run()
            let text = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: text, as: UTF8.self))
        }
        let absent = try status("--socket=\(folder.url.path)/none.sock")
        #expect(absent.0 == 69 && absent.1.contains("none.sock"))
        for wrong in ["--sokket=/x", "--framing=perhaps", "--speed=fast", "x", "--line=a b"] {
            let refused = try status(wrong)
            #expect(refused.0 == 64 && refused.1.contains("--socket="), "\(refused)")
        }
    }
}
