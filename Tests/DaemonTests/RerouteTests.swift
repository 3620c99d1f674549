import Foundation
import Testing

/// Two ways to one neighbour, and what becomes of mail when the first one does not lead there.
@Suite("Rerouting", .serialized) struct RerouteTests {
    private static func isEmpty(_ site: Site) -> Bool {
        (try? site.control("queue", "--json"))?.output.contains("@") == false
    }

    @Test("Mail of a connector that is removed goes by another, at once or when a reload brings one")
    func removed() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let port = try berlin.listen()
        try hq.way("first", port: freePort(), cost: 1)
        try berlin.start()
        try hq.start()
        #expect(try hq.control("link", "pause", "first").status == 0)
        try hq.submit()
        try FileManager.default.removeItem(at: hq.folder.appending(path: "connectors/first.connector"))
        #expect(try hq.control("reload").status == 0)
        #expect(wait { (try? hq.control("queue").output.contains("connector first is not configured")) ?? false })
        #expect(berlin.mailbox("bo").isEmpty && hq.count(10060) == 0)
        try hq.way("second", port: port, cost: 2)
        #expect(try hq.control("reload").status == 0)
        #expect(wait { berlin.mailbox("bo").count == 1 && hq.count(10060) == 1 }, "\(hq.events)")
        #expect(wait { Self.isEmpty(hq) })
    }

    @Test("What a link never carries is held, and goes when a reload brings one that does")
    func heldUntilReload() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let port = try berlin.listen()
        try hq.dial(berlin)
        let entry = try String(contentsOf: hq.folder.appending(path: "phonebook/berlin.ras"), encoding: .utf8)
        try hq.write("phonebook/berlin.ras", entry + "\n[Policy]\nMaximumSize=20K")
        try berlin.start()
        try hq.start()
        try hq.submit(octets: 50_000)
        #expect(wait { hq.count(10040) == 1 }, "\(hq.events)")
        try hq.way("large", port: port, cost: 2)
        #expect(try hq.control("reload").status == 0)
        #expect(wait { berlin.mailbox("bo").count == 1 && hq.count(10060) == 1 }, "\(hq.events)")
    }

    @Test(
        "The first way is black-holed or refused: when its open retries are used up the mail goes the second one",
        arguments: [false, true])
    func secondWay(isRefused: Bool) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let dead = Proxy(to: berlin.p1, [isRefused ? .reset : .silence])
        defer { dead.close() }
        try hq.way("first", port: dead.port, cost: 1)
        try hq.way("second", port: try berlin.listen(), cost: 2)
        try berlin.start()
        try hq.start()
        for _ in 0..<3 { try hq.submit(to: ["bo@berlin.example", "cy@berlin.example"]) }
        #expect(wait { berlin.mailbox("bo").count == 3 && berlin.mailbox("cy").count == 3 }, "\(hq.events)")
        #expect(dead.accepted >= 2, "not before the retries are used up")
        #expect(hq.count(289) >= 2 && hq.count(10060) == 3, "\(hq.events)")
        #expect(hq.count(290) == 0 && hq.mailbox("ann").isEmpty)
        #expect(wait { Self.isEmpty(hq) })
        // When the first way leads there again nothing is rerouted any more.
        dead.set(.forward(rate: 1_000_000))
        try hq.submit()
        #expect(wait { berlin.mailbox("bo").count == 4 })
        #expect(hq.count(10060) == 3, "\(hq.events)")
    }

    @Test("No way is left: one non-delivery report, and none before the last way was tried") func noneLeft() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let dead = [Proxy(to: berlin.p1, [.reset]), Proxy(to: berlin.p1, [.reset])]
        defer { for proxy in dead { proxy.close() } }
        try hq.way("first", port: dead[0].port, cost: 1)
        try hq.way("second", port: dead[1].port, cost: 2)
        try hq.start()
        try hq.submit(to: ["bo@berlin.example", "cy@berlin.example"])
        #expect(wait { hq.mailbox("ann").count == 1 }, "\(hq.events)")
        let report = hq.mailbox("ann").first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(report.contains("bo@berlin.example") && report.contains("cy@berlin.example"), "\(report)")
        #expect(report.contains("mts-congestion"), "\(report)")
        #expect(dead.allSatisfy { $0.accepted >= 2 })
        #expect(hq.count(10060) == 1 && hq.count(10023) == 1, "\(hq.events)")
        #expect(wait { Self.isEmpty(hq) })
    }

    @Test("A way that leads back: the message is not taken again and not sent round; one report (Q164838)")
    func noPingPong() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let rome = try Site("ROME", in: folder.url)
        let dead = Proxy(to: berlin.p1, [.reset])
        defer { dead.close() }
        let (hqPort, romePort) = (try hq.listen(), try rome.listen())
        try hq.way("first", port: dead.port, cost: 1)
        // ROME knows of no other way to BERLIN than by HQ, and HQ of no other than by ROME.
        try hq.way("rome", by: rome.name, port: romePort, cost: 2)
        try rome.way("hq", by: hq.name, port: hqPort, cost: 1)
        let back = try String(contentsOf: rome.folder.appending(path: "connectors/hq.connector"), encoding: .utf8)
        try rome.write(
            "connectors/hq.connector",
            back.replacing("AddressSpace=", with: "AddressSpace=SMTP:hq.example;1\nAddressSpace="))
        try rome.start()
        try hq.start()
        try hq.submit()
        #expect(wait { hq.mailbox("ann").count == 1 }, "\(hq.events)\n\(rome.events)")
        #expect(hq.count(10060) == 1 && rome.count(10060) == 0, "\(hq.events)\n\(rome.events)")
        #expect(rome.count(201) == 1 && hq.count(201) == 0)
        #expect(wait { Self.isEmpty(hq) && Self.isEmpty(rome) })
        #expect(hq.mailbox("ann").count == 1)
    }

    @Test("A message in mid-transfer is not rerouted: it goes on at its checkpoint when the first way is there again")
    func midTransfer() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let first = Proxy(to: berlin.p1, [.forward(rate: 400_000)])
        defer { first.close() }
        try hq.way("first", port: first.port, cost: 1)
        try hq.way("second", port: try berlin.listen(), cost: 2)
        try berlin.start()
        try hq.start()
        try hq.submit(octets: 2_000_000)
        let isUnderWay = {
            (try? hq.control("connector", "status", "first"))?.output.contains("octets confirmed") ?? false
        }
        #expect(wait { isUnderWay() })
        first.set(.reset)
        first.cut()
        #expect(wait { hq.count(10009) == 1 }, "\(hq.events)")
        try hq.submit(to: ["cy@berlin.example"])
        // What had not begun goes the second way; the other one waits, over several rounds of retries.
        #expect(wait { berlin.mailbox("cy").count == 1 }, "\(hq.events)")
        #expect(wait { hq.count(289) >= 6 })
        #expect(hq.count(10060) == 1 && berlin.mailbox("bo").isEmpty && hq.mailbox("ann").isEmpty)
        first.set(.forward(rate: 4_000_000))
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(hq.count(10008) == 1, "resumed\n\(hq.events)")
        #expect(hq.count(10060) == 1)
    }

    @Test("A message that the neighbour may have taken goes no other way, also after a kill: nobody gets it twice")
    func mayBeTaken() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let first = Proxy(to: berlin.p1, [.lose(after: 5000)])
        defer { first.close() }
        try hq.way("first", port: first.port, cost: 1)
        try hq.way("second", port: try berlin.listen(), cost: 2)
        try berlin.start()
        try hq.start()
        try hq.submit(octets: 20_000)
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        first.set(.reset)
        first.cut()
        #expect(wait { hq.count(10009) == 1 && hq.count(289) >= 3 }, "\(hq.events)")
        hq.kill()
        try hq.start()
        let failures = hq.count(289)
        try hq.submit(to: ["cy@berlin.example"])
        #expect(wait { berlin.mailbox("cy").count == 1 && hq.count(289) >= failures + 3 }, "\(hq.events)")
        #expect(hq.count(10060) == 1 && hq.mailbox("ann").isEmpty)
        first.set(.forward(rate: 1_000_000))
        #expect(wait { Self.isEmpty(hq) }, "\(hq.events)")
        #expect(berlin.count(10020) == 1, "its repeat is dropped\n\(berlin.events)")
        #expect(berlin.mailbox("bo").count == 1 && hq.mailbox("ann").isEmpty)
    }

    @Test("A message that brings down every association goes behind the others, which all arrive; nothing is returned")
    func poison() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let proxy = Proxy(to: berlin.p1, [.spoil(after: 60_000)])
        defer { proxy.close() }
        try hq.way("only", port: proxy.port, cost: 1, override: "MaximumAssociations=1")
        try berlin.start()
        try hq.start()
        try hq.submit(octets: 500_000)
        for user in ["cy", "di", "ed"] { try hq.submit(to: ["\(user)@berlin.example"]) }
        #expect(wait { ["cy", "di", "ed"].allSatisfy { berlin.mailbox($0).count == 1 } }, "\(hq.events)")
        #expect(berlin.mailbox("bo").isEmpty && hq.count(1294) >= 1)
        proxy.set(.forward(rate: 100_000_000))
        #expect(hq.count(290) == 0 && hq.mailbox("ann").isEmpty)
        #expect(try hq.control("queue", "only").output.contains("bo@berlin.example"))
    }

    @Test("An association that opens makes the count of open retries begin anew") func countBeginsAnew() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Site.hqAndBerlin(folder)
        let first = Proxy(
            to: berlin.p1, [.reset, .reset, .forward(rate: 1_000_000), .reset, .reset, .forward(rate: 1_000_000)])
        let second = Proxy(to: berlin.p1, [.forward(rate: 1_000_000)])
        defer {
            first.close()
            second.close()
        }
        try hq.way("first", port: first.port, cost: 1, override: "AssociationLifetime=1s")
        let text = try String(contentsOf: hq.folder.appending(path: "connectors/first.connector"), encoding: .utf8)
        try hq.write("connectors/first.connector", text.replacing("OpenRetries=2", with: "OpenRetries=3"))
        try hq.way("second", port: second.port, cost: 2)
        try berlin.start()
        try hq.start()
        try hq.submit()
        #expect(wait { berlin.mailbox("bo").count == 1 && hq.count(10004) == 1 }, "\(hq.events)")
        try hq.submit()
        #expect(wait { berlin.mailbox("bo").count == 2 }, "\(hq.events)")
        #expect(first.accepted == 6 && second.accepted == 0 && hq.count(10060) == 0, "\(hq.events)")
    }
}
