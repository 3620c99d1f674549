import Foundation
import Testing

/// What a phonebook entry's [Policy] does to real daemons.
@Suite("Link policy", .serialized) struct LinkPolicyTests {
    static func pair(
        in folder: TemporaryFolder, policy: String, line: ((Site) throws -> String)? = nil, override: String = "",
        idleHangUp: Int = 1
    ) throws -> (hq: Site, berlin: Site) {
        let hq = try Site("HQ", in: folder.url)
        let berlin = try Site("BERLIN", in: folder.url)
        try hq.dial(berlin, through: line?(berlin), override: override, idleHangUp: idleHangUp)
        try set(policy, on: hq)
        try berlin.answer(hq)
        try berlin.start()
        try hq.start()
        return (hq, berlin)
    }

    private static func set(_ policy: String, on hq: Site) throws {
        try FileManager.default.createDirectory(
            at: hq.folder.appending(path: "phonebook/berlin.ras.d"), withIntermediateDirectories: true)
        try hq.write("phonebook/berlin.ras.d/policy.conf", "[Policy]\n\(policy)")
    }

    /// Of an hour that is six hours away.
    private static var closedWindow: String {
        let minute = Int(Date().timeIntervalSince1970) / 60 % 1440 + 360
        let clock = { (minute: Int) in String(format: "%02d:%02d", minute / 60 % 24, minute % 60) }
        return "Window=\(clock(minute))-\(clock(minute + 60))"
    }

    static func submit(_ site: Site, _ subject: String, octets: Int = 1000, urgent: Bool = false) throws {
        let client = try SMTPClient(site.smtp)
        let answer = client.submit(
            from: "ann@hq.example", to: ["bo@berlin.example"], parameters: urgent ? "MT-PRIORITY=4" : "",
            content: message(subject, octets: octets))
        #expect(answer.hasPrefix("250"), "\(answer)")
    }

    static func subjects(_ site: Site) -> Set<String> {
        Set(
            site.mailbox("bo").compactMap { mail in
                String(decoding: mail.prefix(4000), as: UTF8.self).split(whereSeparator: \.isNewline)
                    .first { $0.hasPrefix("Subject: ") }.map { String($0.dropFirst(9)) }
            })
    }

    /// What an operator has set, put where the daemon keeps it.
    private static func keep(_ key: String, _ value: String, in site: Site) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            "-c",
            """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1])
            db.execute("INSERT OR REPLACE INTO recovery VALUES (?, ?)", (sys.argv[2], sys.argv[3].encode()))
            db.commit()
            """, site.folder.appending(path: "spool/spool.db").path, key, value,
        ]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test("An urgent message calls over a closed window, alone; the line comes down again although normal mail waits")
    func urgentOverClosedWindow() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.pair(in: folder, policy: Self.closedWindow + "\nUrgentIgnoresSchedule=yes")
        try Self.submit(hq, "normal 1")
        #expect(wait { (try? hq.control("queue", "berlin").output.contains("outside the link's schedule")) ?? false })
        #expect(hq.count(10005) == 0, "normal mail dials\n\(hq.events)")
        try Self.submit(hq, "urgent", urgent: true)
        #expect(wait { Self.subjects(berlin) == ["urgent"] }, "\(hq.events)")
        // More normal mail while the line is up keeps it no longer (Q217131).
        try Self.submit(hq, "normal 2")
        #expect(wait { hq.count(10007) == 1 }, "the line stays up\n\(hq.events)")
        let rows = try hq.control("queue", "berlin", "--json").output
        #expect(rows.components(separatedBy: "outside the link's schedule").count == 3, "\(rows)")
        #expect(Self.subjects(berlin) == ["urgent"] && hq.count(10005) == 1)
        // The window opens with the configuration.
        try Self.set("UrgentOverridesBatch=yes\nBatchMessages=1", on: hq)
        #expect(try hq.control("reload").status == 0)
        #expect(wait { Self.subjects(berlin) == ["urgent", "normal 1", "normal 2"] }, "\(hq.events)")
    }

    @Test("What waits over a closed window goes in the neighbour's call and in one by hand")
    func otherCalls() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.pair(in: folder, policy: Self.closedWindow, idleHangUp: 3)
        try Self.submit(hq, "by hand", urgent: true)
        #expect(wait { (try? hq.control("queue", "berlin").output.contains("outside the link's schedule")) ?? false })
        #expect(try hq.control("link", "call", "berlin").status == 0)
        #expect(wait { Self.subjects(berlin) == ["by hand"] }, "\(hq.events)")
        #expect(wait { hq.count(10007) == 1 })
        try Self.submit(hq, "too late")
        // Berlin calls.
        try berlin.dial(hq)
        #expect(try berlin.control("reload").status == 0)
        #expect(wait { berlin.count(10010) == 2 })
        #expect(try berlin.control("link", "call", "hq").status == 0)
        #expect(wait { Self.subjects(berlin) == ["by hand", "too late"] }, "\(hq.events)\n\(berlin.events)")
        #expect(hq.count(10005) == 1)
    }

    @Test("A call is made for the second message of a batch of two, at once for an urgent one, and by age")
    func batch() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.pair(in: folder, policy: "BatchMessages=2\nBatchTime=1h")
        try Self.submit(hq, "one")
        #expect(wait { (try? hq.control("queue", "berlin").output.contains("batch: 1 of 2 messages")) ?? false })
        #expect(hq.count(10005) == 0)
        try Self.submit(hq, "two")
        #expect(wait { Self.subjects(berlin) == ["one", "two"] }, "\(hq.events)")
        #expect(wait { hq.count(10007) == 1 })
        try Self.submit(hq, "urgent", urgent: true)
        #expect(wait { Self.subjects(berlin).contains("urgent") }, "\(hq.events)")
        #expect(wait { hq.count(10007) == 2 })
        try Self.set("BatchMessages=2\nBatchTime=2s", on: hq)
        #expect(try hq.control("reload").status == 0)
        try Self.submit(hq, "old enough")
        #expect(wait { Self.subjects(berlin).contains("old enough") }, "\(hq.events)")
    }

    @Test("A message over the size limit is held with its reason, and smaller ones pass it")
    func size() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.pair(in: folder, policy: "MaximumSize=20K")
        try Self.submit(hq, "long", octets: 50_000)
        try Self.submit(hq, "short")
        #expect(wait { Self.subjects(berlin) == ["short"] }, "\(hq.events)")
        let row = try hq.control("queue", "berlin").output
        #expect(row.contains("longer than this link's limit of 20480 octets") && row.contains("held"), "\(row)")
        #expect(hq.count(10040) == 1, "the operator is told once\n\(hq.events)")
        #expect(wait { hq.count(10061) == 1 }, "its sender is told\n\(hq.events)")
        #expect(wait { hq.count(10007) == 1 }, "the long one holds the line")
        try Self.set("MaximumSize=100K", on: hq)
        #expect(try hq.control("reload").status == 0)
        #expect(wait { Self.subjects(berlin) == ["short", "long"] }, "\(hq.events)")
    }

    @Test("A message that the link never carries goes by another connector at once, or as soon as that is known")
    func anotherWay() throws {
        let folder = try TemporaryFolder()
        let sites = try ["HQ", "BERLIN", "NAIROBI"].map { try Site($0, in: folder.url) }
        let (hq, berlin, nairobi) = (sites[0], sites[1], sites[2])
        try hq.dial(berlin)
        try Self.set("MaximumSize=20K", on: hq)
        try hq.dial(nairobi)
        try FileManager.default.createDirectory(
            at: hq.folder.appending(path: "connectors/nairobi.connector.d"), withIntermediateDirectories: true)
        try hq.write(
            "connectors/nairobi.connector.d/way.conf", "[Connector]\nAddressSpace=SMTP:\(berlin.domain);5")
        try nairobi.answer(hq)
        try nairobi.dial(berlin)
        try berlin.answer(hq)
        try berlin.answer(nairobi)
        for site in sites { try site.start() }
        try Self.submit(hq, "short")
        try Self.submit(hq, "long", octets: 50_000)
        #expect(wait { Self.subjects(berlin) == ["short", "long"] }, "\(hq.events)\n\(nairobi.events)")
        #expect(hq.count(10040) == 0 && hq.count(10060) == 0, "it never stood in that queue\n\(hq.events)")
        // A limit that is set while a message waits.
        #expect(wait { hq.count(10007) == 2 }, "\(hq.events)")
        try Self.set("BatchMessages=9", on: hq)
        #expect(try hq.control("reload").status == 0)
        try Self.submit(hq, "waits", octets: 50_000)
        #expect(wait { (try? hq.control("queue", "berlin").output.contains("batch: 1 of 9 messages")) ?? false })
        try Self.set("BatchMessages=9\nMaximumSize=20K", on: hq)
        #expect(try hq.control("reload").status == 0)
        #expect(wait { Self.subjects(berlin).contains("waits") }, "\(hq.events)\n\(nairobi.events)")
        #expect(hq.count(10040) == 1 && hq.count(10060) == 1, "\(hq.events)")
        #expect(hq.count(10061) == 0, "nobody is told of a delay")
    }

    @Test("An attended link calls when that is granted, and a pause is not ended by a restart")
    func attendedAndPaused() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.pair(in: folder, policy: "Mode=attended")
        try Self.submit(hq, "one", urgent: true)
        #expect(wait { (try? hq.control("queue", "berlin").output.contains("granted by an operator")) ?? false })
        #expect(hq.count(10005) == 0)
        #expect(hq.stop())
        try Self.keep("link/berlin/conditions", "pause open\ngrant open\n", in: hq)
        try hq.start()
        #expect(
            wait { (try? hq.control("queue", "berlin").output.contains("an operator has paused the link")) ?? false })
        let call = try hq.control("link", "call", "berlin")
        #expect(call.status != 0 && call.output.contains("paused"), "\(call.output)")
        hq.kill()
        try hq.start()
        #expect(
            wait { (try? hq.control("queue", "berlin").output.contains("an operator has paused the link")) ?? false })
        #expect(hq.count(10005) == 0)
        #expect(hq.stop())
        // A pause that is over, and a grant that holds for an hour.
        let hour = Int(Date().timeIntervalSince1970) + 3600
        try Self.keep("link/berlin/conditions", "pause 1000\ngrant \(hour)\n", in: hq)
        try hq.start()
        #expect(wait { Self.subjects(berlin) == ["one"] }, "\(hq.events)")
        #expect(hq.count(10043) == 1, "the pause ends with an event\n\(hq.events)")
    }

    @Test("A budget that is used up in mid-call ends it at a checkpoint; no further call is made, also after a restart")
    func budget() throws {
        let folder = try TemporaryFolder()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "slow-line.py").path
        let (hq, berlin) = try Self.pair(
            in: folder, policy: "CostPerKilobyte=0.01\nCurrency=EUR\nDailyBudget=5",
            line: { "/usr/bin/python3 \(script) \($0.p1) 250000" }, override: "CheckpointSize=8K")
        try Self.submit(hq, "long", octets: 2_000_000)
        #expect(wait(60) { hq.count(10041) == 1 }, "\(hq.events)")
        #expect(wait { hq.count(10007) == 1 }, "the call goes on\n\(hq.events)")
        #expect(hq.events.contains("Z 10044 "), "its cost is told\n\(hq.events)")
        #expect(hq.count(9311) == 0 && hq.count(289) == 0, "nothing has failed\n\(hq.events)")
        #expect(wait { (try? hq.control("queue", "berlin").output.contains("budget of this day")) ?? false })
        #expect(hq.stop())
        try hq.start()
        #expect(wait { (try? hq.control("queue", "berlin").output.contains("budget of this day")) ?? false })
        #expect(hq.count(10005) == 1, "it calls again\n\(hq.events)")
        #expect(berlin.mailbox("bo").isEmpty)
        // Somebody pays: the transfer goes on where it stopped.
        try Self.set("CostPerKilobyte=0.01\nCurrency=EUR\nDailyBudget=100", on: hq)
        #expect(try hq.control("reload").status == 0)
        #expect(wait(60) { Self.subjects(berlin) == ["long"] }, "\(hq.events)")
        #expect(hq.events.contains("Z 10008 "), "resumed at a checkpoint\n\(hq.events)")
    }

    @Test("A call that is as long as it may be ends at a checkpoint, and the next one goes on there")
    func maximumCall() throws {
        let folder = try TemporaryFolder()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "slow-line.py").path
        let (hq, berlin) = try Self.pair(
            in: folder, policy: "MaximumCall=2s", line: { "/usr/bin/python3 \(script) \($0.p1) 250000" },
            override: "CheckpointSize=8K")
        let sent = message("long", octets: 800_000)
        let client = try SMTPClient(hq.smtp)
        #expect(client.submit(from: "ann@hq.example", to: ["bo@berlin.example"], content: sent).hasPrefix("250"))
        #expect(wait(60) { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(berlin.mailbox("bo").map(withoutReceived) == [sent])
        #expect(hq.count(10042) >= 1 && hq.events.contains("Z 10008 "), "\(hq.events)")
        #expect(hq.count(9311) == 0 && hq.count(289) == 0, "nothing has failed\n\(hq.events)")
    }

    @Test("A connector over TCP keeps to its schedule; mailboxes too")
    func selectedTimes() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        let berlin = try Site("BERLIN", in: folder.url)
        try berlin.answer(hq)
        let port = try berlin.listen()
        try berlin.start()
        try hq.connect(
            berlin, port: port, connector: "Schedule=selected\n\(Self.closedWindow)\nUrgentIgnoresSchedule=yes")
        try FileManager.default.createDirectory(
            at: hq.folder.appending(path: "connectors/local.connector.d"), withIntermediateDirectories: true)
        try hq.write(
            "connectors/local.connector.d/times.conf", "[Connector]\nSchedule=selected\n\(Self.closedWindow)")
        try hq.start()
        try Self.submit(hq, "normal")
        try Self.submit(hq, "urgent", urgent: true)
        #expect(wait { Self.subjects(berlin) == ["urgent"] }, "\(hq.events)")
        let row = try hq.control("queue", "berlin").output
        #expect(row.contains("outside the link's schedule"), "\(row)")
        let client = try SMTPClient(hq.smtp)
        #expect(client.submit(from: "bo@x.example", to: ["ann@hq.example"], content: message("in")).hasPrefix("250"))
        #expect(
            wait { (try? hq.control("queue", "local").output.contains("outside the connector's schedule")) ?? false })
        #expect(hq.mailbox("ann").isEmpty)
        try hq.write("connectors/local.connector.d/times.conf", "[Connector]\nSchedule=always")
        try hq.connect(berlin, port: port, connector: "Schedule=selected\nWindow=00:00-24:00\nTimeZone=Europe/London")
        #expect(try hq.control("reload").status == 0)
        #expect(wait { Self.subjects(berlin) == ["normal", "urgent"] && hq.mailbox("ann").count == 1 }, "\(hq.events)")
    }
}
