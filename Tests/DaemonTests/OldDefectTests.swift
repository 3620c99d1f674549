import Foundation
import Testing

/// Defects of old that no other suite is about; docs/defects.md has the whole list.
@Suite("Defects of old", .serialized) struct OldDefectTests {
    private static func submit(_ hq: Site, _ subject: String = "x", octets: Int = 200) throws {
        let client = try SMTPClient(hq.smtp)
        let answer = client.submit(
            from: "ann@hq.example", to: ["bo@berlin.example"], content: message(subject, octets: octets))
        #expect(answer.hasPrefix("250"), "\(answer)")
    }

    private static var slowLine: String {
        "/usr/bin/python3 "
            + URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "slow-line.py").path
    }

    private static func sites(_ folder: TemporaryFolder) throws -> (hq: Site, berlin: Site) {
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        return (hq, berlin)
    }

    @Test(
        "A line that is busy for 150 calls, as in 25 hours: no open retry is used up, and nothing goes back (Q152666)")
    func busyLine() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin, through: "/bin/sh -c 'exit 75'", interval: "10ms", override: "OpenRetries=3")
        try berlin.start()
        try hq.start()
        let log = LogFollower(hq)
        try Self.submit(hq)
        #expect(wait(60) { log.count(10005) >= 150 }, "\(log.count(10005)) calls")
        let status = try hq.control("connector", "status", "berlin", "--json").output
        #expect(status.contains("\"failedOpens\":0"), "\(status)")
        try hq.dial(berlin, interval: "10ms", override: "OpenRetries=3")
        hq.signal(SIGHUP)
        #expect(wait { berlin.count("bo") == 1 }, "\(hq.events.suffix(3000))")
        #expect(log.count(290) == 0)
    }

    @Test(
        "The other end hangs up at every step of a call: the open interval holds each time (Q150927)",
        arguments: Soak.isLong ? [1, 20, 200, 700, 3000] : [1, 200, 3000])
    func hangUpAtEveryStep(octets: Int) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let line = "\(Self.slowLine) \(berlin.p1) 1000000 \(octets)"
        try hq.dial(berlin, through: "/bin/sh -c '\(line); exit 0'", interval: "400ms")
        try berlin.start()
        try hq.start()
        let log = LogFollower(hq)
        try Self.submit(hq, octets: 9000)
        #expect(wait { log.count(10005) >= 1 })
        let start = Date()
        #expect(wait { log.count(10005) >= 4 }, "\(hq.events)")
        let seconds = Date().timeIntervalSince(start)
        // The first one was seen a little late.
        #expect(seconds > 1.1, "three gaps of 400 ms at least, in \(seconds) s")
        #expect(log.count(290) == 0 && berlin.count("bo") == 0)
    }

    @Test("Mail that comes while a call is up goes in that call, also behind what is being sent (Q159209)")
    func arrivesDuringCall() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin, through: "\(Self.slowLine) \(berlin.p1) 200000", idleHangUp: 30)
        try berlin.start()
        try hq.start()
        let log = LogFollower(hq)
        try Self.submit(hq, "long", octets: 300_000)
        #expect(wait { (try? hq.control("assoc"))?.output.contains("sending") ?? false })
        try Self.submit(hq, "meanwhile")
        #expect(wait { berlin.count("bo") == 2 }, "\(hq.events)")
        try Self.submit(hq, "after")
        #expect(wait { berlin.count("bo") == 3 }, "\(hq.events)")
        #expect(log.count(10005) == 1 && log.count(10003) == 1)
    }

    @Test("A queue far above the threshold on a dialled line: one association carries it, none is lost (Q181513)")
    func thresholdOnDialledLine() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin, override: "Threshold=2")
        try berlin.start()
        let log = LogFollower(hq)
        try hq.start()
        for number in 0..<30 { try Self.submit(hq, "m-\(number)", octets: 3000) }
        #expect(wait { berlin.count("bo") == 30 }, "\(hq.events.suffix(3000))")
        #expect(log.count(10003) <= log.count(10005), "no more associations than calls")
        for number in [1294, 9311, 9316, 289] { #expect(log.count(number) == 0, "event \(number)") }
    }

    @Test("A call to a connector whose schedule is never: 37 says so there, and the caller keeps its mail (Q169716)")
    func scheduleNever() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let path = "connectors/hq.connector"
        let right = try String(contentsOf: berlin.folder.appending(path: path), encoding: .utf8)
        try berlin.write(
            path,
            right.replacingOccurrences(of: "=remote-initiated", with: "=never").replacingOccurrences(
                of: "[Stack]", with: "[Stack]\nRemoteHost=127.0.0.1"))
        try hq.dial(berlin)
        try berlin.start()
        try hq.start()
        try Self.submit(hq)
        #expect(wait { berlin.events.contains("Z 37 ") && hq.events.contains("Z 289 ") }, "\(berlin.events)")
        #expect(!berlin.events.contains("Z 51 ") && !hq.events.contains("Z 290 "))
        try berlin.write(path, right)
        berlin.signal(SIGHUP)
        #expect(wait { berlin.count("bo") == 1 }, "\(hq.events)")
    }

    @Test("The counters say what is in the queue, at any time and after a restart (Q196669)")
    func countersAgree() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.connect(berlin, port: freePort())
        try hq.start()
        for number in 0..<7 { try Self.submit(hq, "m-\(number)") }
        try Self.expect(hq, 7)
        hq.kill()
        try hq.start()
        try Self.expect(hq, 7)
        let port = try berlin.listen()
        try berlin.start()
        try hq.connect(berlin, port: port)
        hq.signal(SIGHUP)
        #expect(wait { berlin.count("bo") == 7 }, "\(hq.events)")
        try Self.expect(hq, 0)
    }

    @Test("One message is taken out of the queue and put back while all runs, and over a restart (Q163326, Q157214)")
    func quarantine() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.connect(berlin, port: try berlin.listen(), interval: "200ms")
        try hq.start()
        try Self.submit(hq, "odd")
        #expect(wait { !Self.rows(hq).isEmpty })
        let row = try #require(Self.rows(hq).first)
        let held = try hq.control("queue", "hold", row.message, "--reason", "looks odd")
        #expect(held.status == 0 && held.output == "message \(row.message) is held\n", "\(held.output)")
        for number in 0..<2 { try Self.submit(hq, "m-\(number)") }
        #expect(wait { Self.rows(hq).map(\.state) == ["held", "queued", "queued"] })
        #expect(try hq.control("queue").output.contains("held by an operator: looks odd"))
        #expect(try hq.control("queue", "hold", row.message, "--reason", "asked its sender").status == 0)
        hq.kill()
        try hq.start()
        #expect(wait { Self.rows(hq).map(\.state) == ["held", "queued", "queued"] })
        #expect(try hq.control("queue", "berlin").output.contains("held by an operator: asked its sender"))
        #expect(try hq.control("status").output.contains("held 1"))
        try berlin.start()
        #expect(wait { berlin.count("bo") == 2 }, "\(hq.events)")
        try Self.submit(hq, "later")
        #expect(wait { berlin.count("bo") == 3 && Self.rows(hq).map(\.state) == ["held"] }, "\(hq.events)")
        let released = try hq.control("queue", "release", row.message, "--reason", "it is fine")
        #expect(released.status == 0 && released.output == "message \(row.message) is released\n")
        #expect(wait { berlin.count("bo") == 4 && Self.rows(hq).isEmpty }, "\(hq.events)")
        let mails = berlin.mailbox("bo").map { String(decoding: $0, as: UTF8.self) }
        #expect(mails.count { $0.contains("Subject: odd") } == 1 && mails.count == 4)
        let lines = hq.events.split(separator: "\n").filter { $0.contains(row.mtsIdentifier) }
        #expect(
            lines.count { $0.contains("Z 10062 ") } == 2 && lines.count { $0.contains("Z 10063 ") } == 1, "\(lines)")
        #expect(lines.contains { $0.contains("Z 10063 ") && $0.contains("it is fine") })
    }

    /// What `trunkctl queue` shows, oldest entry first.
    private static func rows(_ site: Site) -> [(message: String, mtsIdentifier: String, state: String)] {
        HoldTests.rows(site).map { ($0.message, $0.mtsIdentifier, $0.state) }
    }

    /// The same in the status, in the connector's and in the list of the queue.
    private static func expect(_ hq: Site, _ count: Int) throws {
        #expect(wait { (try? hq.control("status", "--json"))?.output.contains("\"queued\":\(count),") ?? false })
        let connector = try hq.control("connector", "status", "berlin", "--json").output
        #expect(connector.contains("\"queued\":\(count),"), "\(connector)")
        let rows = try hq.control("queue", "berlin", "--json").output.split(separator: "\n")
        #expect(rows.count == count, "\(rows)")
    }
}
