import Foundation
import Testing

/// Several ways to one neighbour, and what is known of their links: Q186289, Q196665, Q184662, Q263714.
@Suite("The state of links", .serialized) struct LinkStateTests {
    /// A way of `site`'s to BERLIN that is tried again only after an hour.
    private static func way(
        _ name: String, of site: Site, port: Int, cost: Int, retries: Int = 2, interval: String = "1h"
    ) throws {
        try site.way(name, port: port, cost: cost, retries: retries, interval: interval)
    }

    private static func sent(_ connector: String, at site: Site) -> Int? {
        let answer = (try? site.control("connector", "status", connector, "--json"))?.output ?? ""
        let status = try? JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
        return status?["messagesOut"] as? Int
    }

    private static func queued(_ connector: String, at site: Site) -> Int {
        let answer = (try? site.control("queue", connector, "--json"))?.output ?? ""
        return answer.components(separatedBy: "bo@berlin.example").count - 1
    }

    @Test("A cheap link that is given up is passed over at once, and taken again when an association has come up")
    func givenUp() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let cheap = Proxy(to: berlin.p1, [.reset])
        defer { cheap.close() }
        try Self.way("cheap", of: hq, port: cheap.port, cost: 1)
        try Self.way("dear", of: hq, port: try berlin.listen(), cost: 2)
        try berlin.start()
        try hq.start()
        // One failed open makes nothing dear.
        try hq.submit()
        #expect(wait { hq.count(289) == 1 }, "\(hq.events)")
        try hq.submit()
        #expect(wait { Self.queued("cheap", at: hq) == 2 }, "\(hq.events)")
        #expect(berlin.mailbox("bo").isEmpty)
        #expect(try hq.control("link", "call", "cheap").status == 0)
        #expect(wait { berlin.mailbox("bo").count == 2 }, "\(hq.events)")
        #expect(hq.count(10060) == 2 && cheap.accepted == 2, "\(hq.events)")
        // What comes now does not begin there, an hour before it is called again.
        for _ in 0..<3 { try hq.submit() }
        #expect(wait { berlin.mailbox("bo").count == 5 }, "\(hq.events)")
        #expect(hq.count(10060) == 2 && cheap.accepted == 2, "\(hq.events)")
        #expect(Self.sent("cheap", at: hq) == 0 && Self.sent("dear", at: hq) == 5)
        cheap.set(.forward(rate: 1_000_000))
        #expect(try hq.control("link", "call", "cheap").status == 0)
        #expect(wait { hq.count(10003) == 2 }, "\(hq.events)")
        try hq.submit()
        #expect(wait { berlin.mailbox("bo").count == 6 }, "\(hq.events)")
        #expect(wait { Self.sent("cheap", at: hq) == 1 } && Self.sent("dear", at: hq) == 5, "\(hq.events)")
        // And one failed open makes nothing dear again.
        let ended = hq.count(1294)
        cheap.set(.reset)
        cheap.cut()
        #expect(wait { hq.count(1294) == ended + 1 }, "\(hq.events)")
        try hq.submit()
        #expect(wait { hq.count(289) == 3 }, "\(hq.events)")
        try hq.submit()
        #expect(wait { Self.queued("cheap", at: hq) == 2 }, "\(hq.events)")
        #expect(hq.count(10060) == 2 && Self.sent("dear", at: hq) == 5, "\(hq.events)")
    }

    @Test("Mail that finds the open interval over tries the link once, and goes the other way after one failed open")
    func trial() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let cheap = Proxy(to: berlin.p1, [.reset])
        defer { cheap.close() }
        try Self.way("cheap", of: hq, port: cheap.port, cost: 1, retries: 3, interval: "1s")
        try Self.way("dear", of: hq, port: try berlin.listen(), cost: 2)
        try berlin.start()
        try hq.start()
        try hq.submit()
        #expect(wait { berlin.mailbox("bo").count == 1 && cheap.accepted == 3 }, "\(hq.events)")
        var sent = 1
        #expect(
            wait {
                sent += 1
                try? hq.submit()
                return cheap.accepted > 3
            }, "\(hq.events)")
        #expect(wait { berlin.mailbox("bo").count == sent }, "\(hq.events)")
        #expect(cheap.accepted == 4 && hq.count(289) == 4, "one open, and not three\n\(hq.events)")
    }

    @Test("A message over the cheap link's limit goes over the dearer one at once, and passes it over when rerouted")
    func size() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let dead = Proxy(to: berlin.p1, [.reset])
        defer { dead.close() }
        // A dialled line, second by cost. Before it a connector that is dead from the start.
        try hq.dial(berlin)
        let small = try String(contentsOf: hq.folder.appending(path: "connectors/berlin.connector"), encoding: .utf8)
        try hq.write(
            "connectors/berlin.connector", small.replacing("SMTP:berlin.example;1", with: "SMTP:berlin.example;2"))
        let entry = try String(contentsOf: hq.folder.appending(path: "phonebook/berlin.ras"), encoding: .utf8)
        try hq.write("phonebook/berlin.ras", entry + "\n[Policy]\nMaximumSize=20K")
        try Self.way("large", of: hq, port: try berlin.listen(), cost: 3)
        try berlin.start()
        try hq.start()
        try hq.submit()
        try hq.submit(octets: 50_000)
        #expect(wait { berlin.mailbox("bo").count == 2 }, "\(hq.events)")
        #expect(Self.sent("berlin", at: hq) == 1 && Self.sent("large", at: hq) == 1, "\(hq.events)")
        #expect(hq.count(10040) == 0 && hq.count(10060) == 0, "\(hq.events)")
        try Self.way("dead", of: hq, port: dead.port, cost: 1, retries: 1)
        #expect(try hq.control("reload").status == 0)
        try hq.submit(octets: 50_000)
        #expect(wait { berlin.mailbox("bo").count == 3 }, "\(hq.events)")
        #expect(dead.accepted == 1 && Self.sent("berlin", at: hq) == 1 && Self.sent("large", at: hq) == 2)
        #expect(hq.count(10040) == 0 && hq.count(10060) == 1, "\(hq.events)")
    }

    @Test(
        "A cheap link that never sends such mail is passed over at once, and chosen where it is the only one",
        arguments: [("", "Mode=receive-only"), ("", "Priorities=urgent"), ("Schedule=never", "")])
    func neverSends(connector: String, policy: String) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        try hq.dial(berlin)
        for (place, text) in [
            ("connectors/berlin.connector.d", "[Connector]\n\(connector)"),
            ("phonebook/berlin.ras.d", "[Policy]\n\(policy)"),
        ] {
            try FileManager.default.createDirectory(
                at: hq.folder.appending(path: place), withIntermediateDirectories: true)
            try hq.write("\(place)/never.conf", text)
        }
        try berlin.start()
        try hq.start()
        try hq.submit()
        #expect(wait { Self.queued("berlin", at: hq) == 1 }, "\(hq.events)")
        try Self.way("dear", of: hq, port: try berlin.listen(), cost: 2)
        #expect(berlin.stop())
        try berlin.start()
        #expect(try hq.control("reload").status == 0)
        // What the policy kept goes with the reload; what a suspended connector has waits for it.
        let moved = policy.isEmpty ? 0 : 1
        #expect(wait { Self.sent("dear", at: hq) == moved }, "\(hq.events)")
        try hq.submit()
        #expect(wait { Self.sent("dear", at: hq) == moved + 1 }, "\(hq.events)")
        #expect(Self.queued("berlin", at: hq) == 1 - moved && Self.sent("berlin", at: hq) == 0, "\(hq.events)")
    }

    @Test("All links given up: mail waits at the cheapest, and is returned after the retries of all and not before")
    func allGivenUp() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let dead = [Proxy(to: berlin.p1, [.reset]), Proxy(to: berlin.p1, [.reset])]
        defer { for proxy in dead { proxy.close() } }
        try Self.way("cheap", of: hq, port: dead[0].port, cost: 1)
        try Self.way("dear", of: hq, port: dead[1].port, cost: 2)
        try hq.start()
        let call = { (connector: String, total: Int) throws in
            #expect(try hq.control("link", "call", connector).status == 0)
            #expect(wait { hq.count(289) >= total }, "\(hq.events)")
        }
        // By then all is done that followed from so many failed opens: the spool and the connector work in order.
        let isOver = { (connector: String, total: Int) throws in
            #expect(wait { hq.count(301) >= total }, "\(hq.events)")
            let client = try SMTPClient(hq.smtp)
            let answer = client.submit(from: "ann@hq.example", to: ["eve@hq.example"], content: message("x"))
            #expect(answer.hasPrefix("250"), "\(answer)")
            return Self.sent(connector, at: hq) == 0
        }
        // The first message: two opens of each.
        try hq.submit()
        #expect(wait { hq.count(289) == 1 }, "\(hq.events)")
        try call("cheap", 2)
        #expect(wait { hq.count(289) == 3 && hq.count(10060) == 1 }, "\(hq.events)")
        #expect(hq.mailbox("ann").isEmpty)
        try call("dear", 4)
        #expect(wait { hq.mailbox("ann").count == 1 }, "\(hq.events)")
        // The second has as many.
        try hq.submit()
        #expect(wait { Self.queued("cheap", at: hq) == 1 }, "\(hq.events)")
        try call("cheap", 5)
        #expect(try isOver("cheap", 5))
        #expect(Self.queued("cheap", at: hq) == 1 && Self.queued("dear", at: hq) == 0, "\(hq.events)")
        try call("cheap", 6)
        #expect(wait { Self.queued("dear", at: hq) == 1 && hq.count(10060) == 2 }, "\(hq.events)")
        try call("dear", 7)
        #expect(try isOver("dear", 7))
        #expect(Self.queued("dear", at: hq) == 1 && hq.mailbox("ann").count == 1, "\(hq.events)")
        try call("dear", 8)
        #expect(wait { hq.mailbox("ann").count == 2 }, "\(hq.events)")
        #expect(hq.count(290) == 2 && dead.map(\.accepted) == [4, 4], "\(hq.events)")
        #expect(Self.opens(before: 10060, at: hq) == [2, 6], "\(hq.events)")
        #expect(Self.opens(before: 290, at: hq) == [4, 8], "\(hq.events)")
    }

    @Test("A link that was given up and may not be called any more is passed over also after its open interval")
    func notPermitted() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let program = folder.url.appending(path: "line")
        try "#!/bin/sh\nexit 124\n".write(to: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
        try hq.dial(berlin, through: program.path, interval: "200ms", override: "OpenRetries=1")
        let entry = try String(contentsOf: hq.folder.appending(path: "phonebook/berlin.ras"), encoding: .utf8)
        try hq.write("phonebook/berlin.ras", entry + "\n[Policy]\nMode=attended")
        try Self.way("dear", of: hq, port: try berlin.listen(), cost: 2)
        try berlin.start()
        try hq.start()
        #expect(try hq.control("link", "grant", "berlin", "--for", "1h").status == 0)
        try hq.submit()
        #expect(wait { Self.sent("dear", at: hq) == 1 }, "\(hq.events)")
        #expect(try hq.control("link", "resume", "berlin").status == 0)
        // Longer than the open interval.
        for _ in 0..<10 { try hq.submit() }
        #expect(wait { Self.sent("dear", at: hq) == 11 }, "\(hq.events)")
        #expect(hq.count(289) == 1 && Self.queued("berlin", at: hq) == 0, "\(hq.events)")
    }

    /// How many opens had failed when each event of that number came.
    private static func opens(before number: Int, at site: Site) -> [Int] {
        var opens = 0
        return site.events.split(separator: "\n").compactMap { line in
            if line.contains("Z 289 ") { opens += 1 }
            return line.contains("Z \(number) ") ? opens : nil
        }
    }

    @Test("A link that is barred is passed over, and taken again after the call that a person makes") func barred()
        throws
    {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let program = folder.url.appending(path: "line")
        let script = { (text: String) throws in
            try "#!/bin/sh\n\(text)\n".write(to: program, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
        }
        try script("exit 77")
        try hq.dial(berlin, through: program.path)
        try Self.way("dear", of: hq, port: try berlin.listen(), cost: 2)
        try berlin.start()
        try hq.start()
        try hq.submit()
        #expect(wait { hq.count(10022) == 1 }, "\(hq.events)")
        try hq.submit()
        #expect(wait { Self.sent("dear", at: hq) == 1 }, "\(hq.events)")
        #expect(Self.queued("berlin", at: hq) == 1 && hq.count(289) == 1, "\(hq.events)")
        // The bar is over, and what led to it may not be.
        let dialling = folder.url.appending(path: "dialling")
        try script("touch \(dialling.path); exec sleep 60")
        #expect(try hq.control("link", "call", "berlin").status == 0)
        #expect(wait { FileManager.default.fileExists(atPath: dialling.path) }, "\(hq.events)")
        try hq.submit()
        #expect(wait { Self.sent("dear", at: hq) == 2 }, "\(hq.events)")
        #expect(Self.queued("berlin", at: hq) == 1, "\(hq.events)")
        #expect(wait { hq.count(9309) == 2 }, "\(hq.events)")
        try script("exec socat - UNIX-CONNECT:\(berlin.p1)")
        #expect(try hq.control("link", "call", "berlin").status == 0)
        #expect(wait { Self.sent("berlin", at: hq) == 1 }, "\(hq.events)")
        try hq.submit()
        #expect(wait { Self.sent("berlin", at: hq) == 2 }, "\(hq.events)")
        #expect(Self.sent("dear", at: hq) == 2)
    }

    @Test("A link that an operator pauses is passed over until it is resumed") func paused() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let port = try berlin.listen()
        try Self.way("cheap", of: hq, port: port, cost: 1)
        try Self.way("dear", of: hq, port: port, cost: 2)
        try berlin.start()
        try hq.start()
        #expect(try hq.control("link", "pause", "cheap").status == 0)
        try hq.submit()
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(Self.sent("dear", at: hq) == 1)
        #expect(try hq.control("link", "resume", "cheap").status == 0)
        try hq.submit()
        #expect(wait { berlin.mailbox("bo").count == 2 }, "\(hq.events)")
        #expect(wait { Self.sent("cheap", at: hq) == 1 })
    }

    @Test("What is known of a connector that was removed is not held against one that gets its name") func removed()
        throws
    {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let dead = Proxy(to: berlin.p1, [.reset])
        defer { dead.close() }
        let port = try berlin.listen()
        try Self.way("cheap", of: hq, port: dead.port, cost: 1, retries: 1)
        try Self.way("dear", of: hq, port: port, cost: 2)
        try berlin.start()
        try hq.start()
        try hq.submit()
        #expect(wait { berlin.mailbox("bo").count == 1 && hq.count(10060) == 1 }, "\(hq.events)")
        try FileManager.default.removeItem(at: hq.folder.appending(path: "connectors/cheap.connector"))
        #expect(try hq.control("reload").status == 0)
        try hq.submit()
        #expect(wait { berlin.mailbox("bo").count == 2 }, "\(hq.events)")
        try Self.way("cheap", of: hq, port: port, cost: 1)
        #expect(try hq.control("reload").status == 0)
        #expect(wait { Self.sent("cheap", at: hq) == 0 }, "\(hq.events)")
        try hq.submit()
        #expect(wait { berlin.mailbox("bo").count == 3 }, "\(hq.events)")
        #expect(wait { Self.sent("cheap", at: hq) == 1 }, "\(hq.events)")
    }
}
