import Foundation
import Testing

/// `trunkctl association`, with real daemons at both ends.
@Suite("Associations and pings", .serialized) struct PingTests {
    private static func sites(
        _ folder: TemporaryFolder, connector: String = "", stack: String = ""
    ) throws -> (hq: Site, berlin: Site) {
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        try hq.connect(berlin, port: try berlin.listen(), connector: connector, stack: stack)
        return (hq, berlin)
    }

    /// No association and no call at the door of either site.
    private static func isQuiet(_ sites: Site...) -> Bool {
        wait { sites.allSatisfy { (try? $0.control("association", "--json"))?.output == "" } }
    }

    @Test(
        "A ping shows what each layer agreed on, in each application context", arguments: ["1988", "1988-x410", "1984"])
    func values(application: String) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(
            folder, connector: "Application=\(application)", stack: "CalledTSelector=far\nCallingSSelector=0x0102")
        try berlin.start()
        try hq.start()
        let ping = try hq.control("association", "ping", "berlin", "--json")
        #expect(ping.status == 0, "\(ping.output)")
        for text in [
            "\"TPDU size\",\"value\":\"65531\"", "\"called selector\",\"value\":\"0x666172\"",
            "\"calling selector\",\"value\":\"0x0102\"", "half-duplex + minor synchronize", "two-way alternate",
            "\"checkpoint size\",\"value\":\"80K\"", "\"window\",\"value\":\"5\"", "\"MTA name\",\"value\":\"BERLIN\"",
            "\"releaseTime\":",
        ] { #expect(ping.output.contains(text), "\(text) in \(ping.output)") }
        #expect(ping.output.contains("\"mode\",\"value\":\"normal\"") == (application == "1988"))
        let people = try hq.control("assoc", "ping", "berlin")
        #expect(people.status == 0 && people.output.contains("Released: after another"), "\(people.output)")
        #expect(Self.isQuiet(hq, berlin))
        #expect(try hq.control("status", "--json").output.contains("\"messagesOut\":0"))
        #expect(!hq.events.contains("Z 289 "))
    }

    @Test("A ping beside a transfer disturbs nothing; both are seen") func besideTransfer() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        let proxy = Proxy(to: berlin.p1, [.forward(rate: 500_000)])
        defer { proxy.close() }
        try hq.connect(berlin, port: proxy.port)
        try berlin.start()
        try hq.start()
        let sent = message("long", octets: 1_000_000)
        let client = try SMTPClient(hq.smtp)
        #expect(client.submit(from: "ann@hq.example", to: ["bo@berlin.example"], content: sent).hasPrefix("250"))
        #expect(wait { (try? hq.control("assoc", "list", "berlin"))?.output.contains("sending") ?? false })
        #expect(try hq.control("association", "ping", "berlin").status == 0)
        #expect(wait { berlin.mailbox("bo").map(withoutReceived) == [sent] })
        #expect(!hq.events.contains("Z 1294 ") && proxy.accepted == 2)
        let rows = try hq.control("association", "--json")
        #expect(rows.output.contains("\"application\":\"1988\"") && rows.output.contains("\"isInitiator\":true"))
    }

    @Test(
        "A ping that fails says at which layer, with a hint; it counts as no failed open",
        arguments: [
            ("nobody", "network", "Nothing answers"), ("no address", "address", "name service"), ("reset", "", ""),
            ("silence", "transport", "no association"),
            ("garbage", "transport", "TPKT"), ("half", "session", "no association"),
            ("password", "MTS bind", "LocalPassword="),
            ("name", "MTS bind", "RemoteMTA=BERLIN"), ("T-selector", "transport", "CalledTSelector="),
            ("S-selector", "session", "CalledSSelector="), ("P-selector", "presentation", "CalledPSelector="),
        ])
    func failures(kind: String, layer: String, hint: String) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        let far = try Site("FAR", in: folder.url)
        try berlin.answer(hq, remotePassword: kind == "password" ? "another" : nil)
        if kind.hasSuffix("selector") {
            try berlin.write("mta.conf.d/p1.conf", "[P1]\n\(kind.prefix(1))Selector=MTA")
        }
        let call: Proxy.Call =
            switch kind {
            case "reset": .reset
            case "silence": .silence
            case "garbage": .say(Array("220 mail.example ESMTP\r\n".utf8))
            case "half": .say([3, 0, 0, 14, 9, 0xD0, 0, 1, 0, 1, 0, 0xC0, 1, 0x0D])
            default: .forward(rate: 10_000_000)
            }
        let proxy = Proxy(to: berlin.p1, [call])
        defer { proxy.close() }
        let other = kind == "name" ? far : berlin
        try hq.connect(other, port: kind == "nobody" ? freePort() : proxy.port, override: "OpenTimeout=1s")
        if kind == "no address" {
            let dropIns = hq.folder.appending(path: "connectors/berlin.connector.d")
            try FileManager.default.createDirectory(at: dropIns, withIntermediateDirectories: true)
            try hq.write("connectors/berlin.connector.d/host.conf", "[Stack]\nRemoteHost=berlin.invalid")
        }
        try berlin.start()
        try hq.start()
        let name = other.name.lowercased()
        let ping = try hq.control("association", "ping", name, "--json")
        #expect(ping.status == 5, "\(ping.output)")
        // A reset is seen while connecting, or just after.
        #expect(kind == "reset" || ping.output.contains("\"failedLayer\":\"\(layer)\""), "\(ping.output)")
        #expect(hint.isEmpty || ping.output.contains(hint), "\(ping.output)")
        if kind.hasSuffix("selector") {
            #expect(wait { berlin.events.contains("Z 10021 ") && berlin.events.contains("unknown selector (none)") })
        }
        #expect(try hq.control("connector", "status", name, "--json").output.contains("\"failedOpens\":0"))
        #expect(Self.isQuiet(hq, berlin))
        #expect(!hq.events.contains("Z 289 "))
    }

    @Test("A ping over a dialled line takes line and slot, and gives them back; a line in use is refused")
    func dialled() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try hq.dial(berlin, idleHangUp: 30)
        try berlin.answer(hq)
        try berlin.start()
        try hq.start()
        for _ in 0..<2 {
            let ping = try hq.control("association", "ping", "berlin")
            #expect(ping.status == 0 && ping.output.contains("BERLIN"), "\(ping.output)")
            #expect(try hq.control("ras").output.hasPrefix("0 of"))
        }
        let client = try SMTPClient(hq.smtp)
        let answer = client.submit(from: "ann@hq.example", to: ["bo@berlin.example"], content: message("x"))
        #expect(answer.hasPrefix("250") && wait { berlin.mailbox("bo").count == 1 })
        let busy = try hq.control("association", "ping", "berlin")
        #expect(busy.status == 4 && busy.output.contains("has a call up"), "\(busy.output)")
        #expect(hq.stop())
    }

    @Test("A ping over a line whose program fails tells the RAS code; the next call is not put off")
    func failedLine() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try hq.dial(berlin, through: "/bin/sh -c 'exit 75'")
        try hq.start()
        let ping = try hq.control("association", "ping", "berlin", "--json")
        #expect(ping.status == 5 && ping.output.contains("\"failedLayer\":\"line\""), "\(ping.output)")
        #expect(ping.output.contains("RAS 676"), "\(ping.output)")
        #expect(try hq.control("connector", "status", "berlin", "--json").output.contains("\"state\":\"idle\""))
        #expect(try hq.control("ras").output.hasPrefix("0 of"))
    }

    @Test("The daemon stops while a ping waits for an answer, and leaves no program behind") func stopped() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        let mark = folder.url.appending(path: "pid").path
        try hq.dial(berlin, through: "/bin/sh -c 'echo $$ > \(mark); exec sleep 60'", dialTimeout: 60)
        try hq.start()
        let process = Process()
        process.executableURL = Site.program("trunkctl")
        process.arguments = ["--socket", hq.admin, "association", "ping", "berlin"]
        process.standardError = Pipe()
        try process.run()
        let pid = { (try? String(contentsOfFile: mark, encoding: .utf8)).flatMap { Int32($0.dropLast()) } }
        #expect(wait { pid() != nil })
        let second = try hq.control("association", "ping", "berlin")
        #expect(second.status == 4 && second.output.contains("under way"), "\(second.output)")
        #expect(hq.stop())
        process.waitUntilExit()
        #expect(process.terminationStatus != 0)
        #expect(pid().map { kill($0, 0) } != 0, "the program still runs")
    }

    @Test("Who may only look may not ping; a local connector has nothing to ping") func refusals() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        try hq.start()
        #expect(try hq.control("association", "ping", "local").status == 4)
        #expect(try hq.control("association", "ping", "none").status == 1)
        #expect(try hq.control("association", "list", "none").status == 1)
        #expect(try hq.control("association").output == "No associations.\n")
    }
}
