import Foundation
import Testing

/// `trunkctl queue hold` and `release` against real daemons: every kind of worker, and mail that is under way.
@Suite("Messages that an operator holds", .serialized) struct HoldTests {
    struct Row: Decodable {
        var message: String
        var mtsIdentifier: String
        var connector: String
        var state: String
        var firstRecipient: String
    }

    /// What `trunkctl queue` shows.
    static func rows(_ site: Site) -> [Row] {
        let output = (try? site.control("queue", "--json"))?.output ?? ""
        return output.split(separator: "\n").compactMap { try? JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
    }

    private static func number(to recipient: String, at site: Site) throws -> String {
        var row: Row?
        _ = wait {
            row = rows(site).first { $0.firstRecipient == recipient }
            return row != nil
        }
        return try #require(row?.message)
    }

    @Test("What waits for a mailbox is held too; what is not there and what is not held is said")
    func mailbox() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        let path = "connectors/local.connector"
        let open = try String(contentsOf: hq.folder.appending(path: path), encoding: .utf8)
        let minute = Int(Date().timeIntervalSince1970) / 60 % 1440 + 360
        let clock = { (minute: Int) in String(format: "%02d:%02d", minute / 60 % 24, minute % 60) }
        let window = "Schedule=selected\nWindow=\(clock(minute))-\(clock(minute + 60))\nTimeZone=UTC"
        try hq.write(path, open.replacing("Type=local", with: "Type=local\n\(window)"))
        try hq.start()
        for user in ["bo", "cy"] { try hq.submit(to: ["\(user)@hq.example"]) }
        let message = try Self.number(to: "bo@hq.example", at: hq)
        #expect(try hq.control("queue", "release", message).status == 4, "not held")
        for none in ["7fffffff", "nonsense"] {
            let answer = try hq.control("queue", "hold", none)
            #expect(answer.status == 1 && answer.output.contains("no message \(none) is queued"), "\(answer.output)")
        }
        #expect(hq.count(10062) == 0 && hq.count(10017) == 0, "nothing was changed")
        #expect(try hq.control("queue", "hold", message).status == 0)
        try hq.write(path, open)
        hq.signal(SIGHUP)
        #expect(wait { hq.count("cy") == 1 && Self.rows(hq).map(\.state) == ["held"] }, "\(hq.events)")
        #expect(hq.count("bo") == 0)
        #expect(try hq.control("queue", "release", message).status == 0)
        #expect(wait { hq.count("bo") == 1 && Self.rows(hq).isEmpty }, "\(hq.events)")
    }

    @Test(
        "In mid-transfer it goes on to the end; if the line is cut it is held from then on, and goes on when released")
    func midTransfer() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        let proxy = Proxy(to: berlin.p1, [.forward(rate: 400_000)])
        defer { proxy.close() }
        try hq.connect(berlin, port: proxy.port, interval: "200ms")
        try berlin.start()
        try hq.start()
        let isUnderWay = {
            (try? hq.control("connector", "status", "berlin"))?.output.contains("octets confirmed") ?? false
        }
        for isCut in [false, true] {
            try hq.submit(octets: 1_000_000)
            #expect(wait { isUnderWay() }, "\(hq.events)")
            let message = try Self.number(to: "bo@berlin.example", at: hq)
            let answer = try hq.control("queue", "hold", message)
            #expect(answer.status == 0 && answer.output.contains("goes on to its end"), "\(answer.output)")
            #expect(Self.rows(hq).map(\.state) == ["sending"])
            if !isCut {
                #expect(wait { berlin.count("bo") == 1 && Self.rows(hq).isEmpty }, "\(hq.events)")
                continue
            }
            proxy.cut()
            #expect(wait { Self.rows(hq).map(\.state) == ["held"] }, "\(hq.events)")
            // A later one passes it over the same connector.
            try hq.submit(to: ["cy@berlin.example"])
            #expect(wait { berlin.count("cy") == 1 }, "\(hq.events)")
            #expect(berlin.count("bo") == 1 && Self.rows(hq).map(\.state) == ["held"])
            #expect(try hq.control("queue", "release", message).output == "message \(message) is released\n")
            #expect(wait { berlin.count("bo") == 2 && Self.rows(hq).isEmpty }, "\(hq.events)")
            #expect(hq.count(10008) == 1, "resumed\n\(hq.events)")
        }
    }

    @Test("Refused by the neighbour while it is held, with no transfer retry left: it is held, and not returned")
    func refused() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        // What is longer than that and an envelope's 16 MiB is refused before its end.
        try berlin.write("mta.conf.d/size.conf", "[SMTP]\nMaximumMessageSize=1M")
        let proxy = Proxy(to: berlin.p1, [.forward(rate: 6_000_000)])
        defer { proxy.close() }
        try hq.connect(berlin, port: proxy.port, interval: "200ms", override: "TransferRetries=0")
        try berlin.start()
        try hq.start()
        try hq.submit(octets: 18_500_000)
        #expect(wait { Self.rows(hq).map(\.state) == ["sending"] }, "\(hq.events)")
        let message = try Self.number(to: "bo@berlin.example", at: hq)
        #expect(try hq.control("queue", "hold", message).output.contains("goes on to its end"))
        #expect(wait { Self.rows(hq).map(\.state) == ["held"] }, "\(hq.events)")
        #expect(hq.count(10002) == 1 && hq.count(290) == 0, "\(hq.events)")
        try berlin.write("mta.conf.d/size.conf", "[SMTP]\nMaximumMessageSize=20M")
        berlin.signal(SIGHUP)
        #expect(wait { berlin.count(10010) == 2 })
        proxy.cut()
        #expect(try hq.control("queue", "release", message).status == 0)
        #expect(wait { berlin.count("bo") == 1 && Self.rows(hq).isEmpty }, "\(hq.events)")
        #expect(hq.count("ann") == 0)
    }

    @Test("Held at every connector of its recipients, and not rerouted where the open retries are used up")
    func everyConnector() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin, rome) = (
            try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url), try Site("ROME", in: folder.url)
        )
        try berlin.answer(hq)
        try rome.answer(hq)
        try hq.connect(berlin, port: try berlin.listen(), interval: "200ms")
        try hq.connect(rome, port: try rome.listen(), interval: "200ms")
        // The first way to BERLIN leads nowhere.
        let second = try String(contentsOf: hq.folder.appending(path: "connectors/berlin.connector"), encoding: .utf8)
        let dead = Proxy(to: berlin.p1, [.silence])
        defer { dead.close() }
        try hq.write(
            "connectors/first.connector",
            second.replacing(/Port=\d+/, with: "Port=\(dead.port)\nCallingTSelector=first")
                + "OpenRetries=2")
        try hq.write("connectors/berlin.connector", second.replacing("example;1", with: "example;2"))
        try hq.start()
        try hq.submit(to: ["bo@berlin.example", "joe@rome.example"])
        let message = try Self.number(to: "joe@rome.example", at: hq)
        let answer = try hq.control("queue", "hold", message, "--json").output
        #expect(answer.contains("\"connectors\":[\"first\",\"rome\"]"), "\(answer)")
        dead.set(.reset)
        dead.cut()
        try berlin.start()
        try rome.start()
        try hq.submit(to: ["cy@berlin.example", "kit@rome.example"])
        #expect(wait { berlin.count("cy") == 1 && rome.count("kit") == 1 }, "\(hq.events)")
        #expect(hq.count(10060) == 1, "the other one was rerouted")
        #expect(wait { Self.rows(hq).map(\.connector) == ["first", "rome"] }, "\(Self.rows(hq))")
        #expect(Self.rows(hq).allSatisfy { $0.state == "held" && $0.message == message })
        #expect(try hq.control("queue", "release", message).status == 0)
        #expect(wait { berlin.count("bo") == 1 && rome.count("joe") == 1 && Self.rows(hq).isEmpty }, "\(hq.events)")
    }

    @Test("Held by an operator first, then by its link, which never carries it: the queue says which")
    func neverCarried() throws {
        let folder = try TemporaryFolder()
        let (hq, _) = try LinkPolicyTests.pair(in: folder, policy: "MaximumSize=20K")
        try LinkPolicyTests.submit(hq, "long", octets: 30_000)
        let message = try Self.number(to: "bo@berlin.example", at: hq)
        let shows = { (why: String) in (try? hq.control("queue", "berlin").output.contains(why)) ?? false }
        #expect(wait { shows("longer than this link's limit") })
        #expect(try hq.control("queue", "hold", message, "--reason", "ask first").status == 0)
        #expect(shows("held by an operator: ask first") && !shows("longer than"))
        #expect(try hq.control("plan", "berlin").output.contains("held by an operator: ask first"))
        #expect(try hq.control("queue", "release", message).status == 0)
        #expect(wait { shows("longer than this link's limit") && Self.rows(hq).map(\.state) == ["held"] })
        #expect(hq.count(10005) == 0)
    }

    @Test("Its sender is told that it is late, and by whom it is held, not why") func late() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try hq.write("mta.conf.d/lifetime.conf", "[Lifetime]\nDelayReport=1s")
        try hq.connect(berlin, port: freePort())
        try hq.start()
        try hq.submit()
        #expect(
            try hq.control("queue", "hold", Self.number(to: "bo@berlin.example", at: hq), "--reason", "between us")
                .status == 0)
        #expect(wait { hq.count("ann") == 1 }, "\(hq.events)")
        let report = hq.mailbox("ann").first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(report.contains("Action: delayed") && report.contains("held by an operator"), "\(report)")
        #expect(!report.contains("between us"))
    }

    @Test("When its lifetime ends it goes back as any other does", .enabled(if: Soak.isLong)) func lifetime() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        // The shortest that there is.
        try hq.write("mta.conf.d/lifetime.conf", "[Lifetime]\nNormal=60s\nDelayReport=never")
        try hq.connect(berlin, port: freePort())
        try hq.start()
        try hq.submit()
        #expect(try hq.control("queue", "hold", Self.number(to: "bo@berlin.example", at: hq)).status == 0)
        #expect(wait(90) { hq.count("ann") == 1 && Self.rows(hq).isEmpty }, "\(hq.events)")
        let report = hq.mailbox("ann").first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(report.contains("Status: 4.4.7") && report.contains("held by an operator"), "\(report)")
        #expect(hq.count(208) == 1 && hq.count(290) == 1)
    }
}
