import Foundation
import Testing

extension Site {
    /// A connector over a line that brings up a network: `program` says where.
    func dialNetwork(
        _ other: Site, port: Int, through program: String, remoteHost: String? = nil, override: String = "",
        dialTimeout: Int = 10, idleHangUp: Int = 2
    ) throws {
        try dial(
            other, through: "/bin/sh -c \"\(program)\"", override: override, dialTimeout: dialTimeout,
            idleHangUp: idleHangUp)
        let lower = other.name.lowercased()
        try write("phonebook/\(lower).ras.d/network.conf", "[Entry]\nCarries=network")
        try write(
            "connectors/\(lower).connector.d/stack.conf",
            "[Stack]\nPort=\(port)\n" + (remoteHost.map { "RemoteHost=\($0)" } ?? ""))
    }

    /// How often an event or another text stands in the log.
    func times(_ text: String) -> Int { events.components(separatedBy: text).count - 1 }
}

/// Lines that bring up a network: the association goes by TCP, bound to the line's interface and address. Loopback is
/// the network; the real PPP link is in Tests/PPP.
@Suite("Network lines", .serialized) struct NetworkLineTests {
    /// It says that it is up and stays so until it is ended.
    private static let line = "echo up lo 127.0.0.1 127.0.0.1; exec sleep 600"

    private static func submit(_ site: Site, octets: Int = 200) throws {
        let client = try SMTPClient(site.smtp)
        let answer = client.submit(
            from: "ann@\(site.domain)", to: ["bo@berlin.example"], content: message("x", octets: octets))
        #expect(answer.hasPrefix("250"), "\(answer)")
    }

    private static func sites(_ folder: TemporaryFolder) throws -> (hq: Site, berlin: Site) {
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        for part in ["phonebook/berlin.ras.d", "connectors/berlin.connector.d"] {
            try FileManager.default.createDirectory(
                at: hq.folder.appending(path: part), withIntermediateDirectories: true)
        }
        return (hq, berlin)
    }

    private static func slots(_ site: Site) -> Bool {
        (try? site.control("status", "--json"))?.output.contains("\"rasInUse\":0") ?? false
    }

    @Test(
        "One call carries what comes while it stands, without a neighbour's address in the connector; then it ends"
    )
    func mail() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dialNetwork(berlin, port: try berlin.listen(), through: Self.line, idleHangUp: 4)
        try berlin.start()
        try hq.start()
        try Self.submit(hq)
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        // The association goes after half of the limit; the line stands and takes the next one.
        #expect(wait { hq.events.contains("Z 10004 ") }, "\(hq.events)")
        #expect(!Self.slots(hq))
        try Self.submit(hq)
        #expect(wait { berlin.mailbox("bo").count == 2 }, "\(hq.events)")
        #expect(wait { hq.events.contains("Z 10007 ") }, "\(hq.events)")
        #expect(wait { Self.slots(hq) })
        #expect(hq.times("Z 10005 ") == 1 && hq.times("Z 10006 ") == 1 && hq.times("Z 10007 ") == 1)
        #expect(hq.times("Z 10003 ") == 2)
        #expect(!hq.events.contains("Z 9311 ") && !hq.events.contains("Z 289 "))
    }

    @Test("Associations go from the line's own address, whatever the routes would choose") func boundToLine() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let port = try berlin.listen()
        try hq.dialNetwork(berlin, port: port, through: "echo up lo 127.0.0.9 127.0.0.1; exec sleep 600", idleHangUp: 6)
        try berlin.start()
        try hq.start()
        try Self.submit(hq)
        // A connection from 127.0.0.9 to 127.0.0.1 and the port.
        let ends = try Regex("0900007F:[0-9A-F]{4} 0100007F:\(String(format: "%04X", port))")
        let connections = {
            let octets = try? FileHandle(forReadingAtPath: "/proc/net/tcp")?.readToEnd()
            return String(decoding: octets ?? Data(), as: UTF8.self)
        }
        #expect(wait { connections().contains(ends) }, "\(hq.events)")
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
    }

    @Test("What goes over a line's network is charged: each octet that its 10007 tells of") func cost() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dialNetwork(berlin, port: try berlin.listen(), through: Self.line)
        try hq.write("phonebook/berlin.ras.d/policy.conf", "[Policy]\nCostPerKilobyte=0.01\nCurrency=EUR")
        try berlin.start()
        try hq.start()
        try Self.submit(hq, octets: 100_000)
        #expect(wait { hq.events.contains("Z 10044 ") }, "\(hq.events)")
        let octets = hq.events.matches(of: #/Octets out: (\d+). Octets in: (\d+). \[BASE/#).last
        let (out, inward) = (Int(octets?.1 ?? "") ?? 0, Int(octets?.2 ?? "") ?? 0)
        #expect(out > 100_000 && inward > 0)
        let cents = (out + inward + 1023) / 1024
        let cost = "\(cents / 100).\(String(format: "%02d", cents % 100)) EUR"
        #expect(hq.events.contains(cost), "\(cost)\n\(hq.events)")
        #expect(try hq.control("link", "cost").output.contains("\(cents / 100)."))
    }

    @Test("Urgent mail has an association of its own beside a long transfer, in the same call")
    func several() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let proxy = Proxy(to: berlin.p1, [.forward(rate: 400_000)])
        defer { proxy.close() }
        try hq.dialNetwork(berlin, port: proxy.port, through: Self.line, override: "MaximumAssociations=2")
        try berlin.start()
        try hq.start()
        try Self.submit(hq, octets: 1_200_000)
        #expect(wait { (try? hq.control("assoc"))?.output.contains("sending") ?? false })
        let client = try SMTPClient(hq.smtp)
        let answer = client.submit(
            from: "ann@hq.example", to: ["bo@berlin.example"], parameters: "MT-PRIORITY=4", content: message("u"))
        #expect(answer.hasPrefix("250"))
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(proxy.accepted == 2)
        #expect(wait { berlin.mailbox("bo").count == 2 }, "\(hq.events)")
        #expect(hq.times("Z 10005 ") == 1)
        #expect(wait { hq.events.contains("Z 10007 ") })
    }

    @Test("A line that is lost in mid-transfer: one event of it, and the next call goes on with the message")
    func cut() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let proxy = Proxy(to: berlin.p1, [.forward(rate: 300_000)])
        defer { proxy.close() }
        let mark = hq.folder.appending(path: "pid").path
        try hq.dialNetwork(
            berlin, port: proxy.port, through: "echo $$ >\(mark); echo up lo 127.0.0.1 127.0.0.1; exec sleep 600")
        try berlin.start()
        try hq.start()
        try Self.submit(hq, octets: 900_000)
        #expect(wait { (try? hq.control("connector", "status", "berlin"))?.output.contains(" % of ") ?? false })
        let pid = Int32(
            try String(contentsOfFile: mark, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines))
        kill(try #require(pid), SIGKILL)
        #expect(wait { hq.events.contains("Z 9311 ") }, "\(hq.events)")
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(hq.times("Z 10005 ") == 2 && hq.times("Z 9311 ") == 1)
        #expect(hq.events.contains("Z 10008 "), "it goes on from its checkpoint")
    }

    @Test("Nobody listens at the other end: the line is kept for its idle limit, and another try uses it or dials anew")
    func refused() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let port = freePort()
        try hq.dialNetwork(berlin, port: port, through: Self.line, idleHangUp: 6)
        try hq.start()
        try Self.submit(hq)
        #expect(wait { hq.events.contains("Z 289 ") }, "\(hq.events)")
        try berlin.write("mta.conf.d/tcp.conf", "[P1]\nListen=127.0.0.1:\(port)")
        try berlin.start()
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(hq.times("Z 10005 ") == 1 && !hq.events.contains("Z 9309 "))
    }

    @Test("An interface that never comes up is a call that failed; one that is not there is no way to connect")
    func noNetwork() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dialNetwork(berlin, port: freePort(), through: "exec sleep 600", dialTimeout: 1)
        try hq.start()
        try Self.submit(hq)
        #expect(wait { hq.events.contains("Z 9309 ") }, "\(hq.events)")
        #expect(wait { Self.slots(hq) })
        try hq.dialNetwork(berlin, port: freePort(), through: "echo up nope0 10.0.0.1 10.0.0.2; exec sleep 600")
        hq.signal(SIGHUP)
        #expect(wait { hq.events.contains("No such device") || hq.events.contains(" 19") }, "\(hq.events)")
        #expect(hq.stop())
    }

    @Test("A ping goes over a call of its own") func ping() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dialNetwork(berlin, port: try berlin.listen(), through: Self.line)
        try berlin.start()
        try hq.start()
        let answer = try hq.control("association", "ping", "berlin", "--json")
        #expect(answer.status == 0, "\(answer.output)\(hq.events)")
        #expect(answer.output.contains("\"MTA name\",\"value\":\"BERLIN\""), "\(answer.output)")
        #expect(wait { Self.slots(hq) })
        #expect(wait { hq.times("Z 10007 ") == 1 } && !hq.events.contains("Octets out: 0."), "\(hq.events)")
        try hq.dialNetwork(berlin, port: freePort(), through: "exit 75")
        hq.signal(SIGHUP)
        #expect(wait { hq.times("Z 10010 ") == 2 })
        let busy = try hq.control("association", "ping", "berlin", "--json")
        #expect(busy.status != 0 && busy.output.contains("676"), "\(busy.output)")
        try hq.dialNetwork(berlin, port: freePort(), through: Self.line)
        hq.signal(SIGHUP)
        #expect(wait { hq.times("Z 10010 ") == 3 })
        let refused = try hq.control("association", "ping", "berlin", "--json")
        #expect(refused.status != 0 && refused.output.contains("\"network\""), "\(refused.output)")
        #expect(wait { Self.slots(hq) })
    }

    @Test("The neighbour's own association over the line does not keep it up when it is idle, and goes with it")
    func inbound() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let port = try hq.listen()
        try hq.dialNetwork(berlin, port: try berlin.listen(), through: Self.line, idleHangUp: 4)
        try berlin.connect(hq, port: port)
        try berlin.start()
        try hq.start()
        #expect(try hq.control("link", "call", "berlin").status == 0)
        #expect(wait { hq.events.contains("Z 10006 ") })
        let client = try SMTPClient(berlin.smtp)
        let answer = client.submit(from: "bo@berlin.example", to: ["ann@hq.example"], content: message("y"))
        #expect(answer.hasPrefix("250"))
        #expect(wait { hq.mailbox("ann").count == 1 }, "\(hq.events)")
        #expect(wait { hq.events.contains("Z 10007 ") }, "\(hq.events)")
        #expect(wait { (try? hq.control("association", "--json"))?.output == "" })
    }
}
