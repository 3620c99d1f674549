import Foundation
import Testing

/// Peers that break the rules of one layer or another, over real sockets, while a healthy neighbour's mail goes on.
@Suite("Bad peers", .serialized) struct BadPeerTests {
    /// What a peer does wrong, and what is to be seen of it.
    struct Violation: Sendable {
        var name: String
        /// The number of the event, and words that stand in it or in its hint.
        var event: Int
        var words: String
        /// What the peer says, and what it has to hear.
        var act: @Sendable (P1Caller) -> Bool

        init(_ name: String, event: Int, _ words: String, _ act: @escaping @Sendable (P1Caller) -> Bool) {
            (self.name, self.event, self.words, self.act) = (name, event, words, act)
        }
    }

    private static let violations: [Violation] = [
        Violation("garbage instead of a TPKT", event: 10021, "TPKT") { peer in
            peer.send(Array("GET / HTTP/1.0\r\n\r\n".utf8))
            return true
        },
        Violation("a TPKT without a TPDU", event: 10021, "transport") { peer in
            peer.send([3, 0, 0, 4])
            return true
        },
        Violation("a CR as long as a TPKT can be", event: 10021, "transport") { peer in
            peer.send([3, 0, 0xFF, 0xFF, 0xFE, 0xE0] + [UInt8](repeating: 0, count: 65529))
            return true
        },
        Violation("data before a connection", event: 10021, "transport") { peer in
            peer.send([3, 0, 0, 7, 2, 0xF0, 0x80])
            return true
        },
        Violation("nothing", event: 10021, "within 1 s") { _ in true },
        Violation("CR and nothing", event: 10021, "within 1 s") { peer in
            peer.connectTransport()
            return peer.receive().dropFirst(5).first == 0xD0
        },
        Violation("half a CN and nothing", event: 10021, "within 1 s") { peer in
            peer.connectTransport()
            let isConnected = peer.receive().dropFirst(5).first == 0xD0
            peer.send(Array(peer.connect(name: "ROME", password: "ROME-secret").prefix(60)))
            return isConnected
        },
        Violation("a session of garbage", event: 10021, "session") { peer in
            peer.connectTransport()
            let isConnected = peer.receive().dropFirst(5).first == 0xD0
            peer.send([3, 0, 0, 11, 2, 0xF0, 0x80, 0x0D, 0xFE, 1, 2])
            return isConnected
        },
        Violation("an unknown selector", event: 10021, "unknown selector 0x07") { peer in
            peer.bind(name: "ROME", password: "ROME-secret", calledTransport: [7]) == nil
        },
        Violation("another password", event: 9322, "RemotePassword=") { peer in
            peer.bind(name: "ROME", password: "guess") == 12
        },
        Violation("an empty name", event: 51, "no name and no password") { peer in peer.bind(name: "") == 12 },
        Violation("no credentials", event: 51, "no name and no password") { peer in peer.bind(name: nil) == 12 },
        Violation("a bind after the bind", event: 1294, "session") { peer in
            let answer = peer.bind(name: "ROME", password: "ROME-secret")
            peer.send(peer.connect(name: "ROME", password: "ROME-secret"))
            return answer == 14
        },
        Violation("garbage after the bind", event: 1294, "TPKT") { peer in
            let answer = peer.bind(name: "ROME", password: "ROME-secret")
            peer.send(Array("QUIT\r\n".utf8))
            return answer == 14
        },
        Violation("a transfer that is begun and not gone on with", event: 1294, "for 1 s") { peer in
            let answer = peer.bind(name: "ROME", password: "ROME-secret")
            // GIVE TOKENS, ACTIVITY START with the identifier 1.
            peer.send([3, 0, 0, 16, 2, 0xF0, 0x80, 1, 0, 0x2D, 5, 0x29, 3, 2, 1, 1])
            return answer == 14
        },
        Violation("a checkpoint outside an activity", event: 1294, "") { peer in
            let answer = peer.bind(name: "ROME", password: "ROME-secret")
            // MINOR SYNCHRONIZATION POINT 1.
            peer.send([3, 0, 0, 14, 2, 0xF0, 0x80, 1, 0, 0x31, 3, 0x2A, 1, 0x31])
            return answer == 14
        },
    ]

    private static func sites(_ folder: TemporaryFolder) throws -> (hq: Site, berlin: Site, rome: Site) {
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        let rome = try Site("ROME", in: folder.url)
        let short = "InactivityTimeout=1s\nOpenTimeout=1s"
        try berlin.answer(hq, override: short)
        try berlin.answer(rome, override: short)
        try berlin.write("mta.conf.d/p1.conf", "[P1]\nBindTimeout=1s\nTSelector=")
        try hq.connect(berlin, port: try berlin.listen())
        return (hq, berlin, rome)
    }

    private static func exchange(_ hq: Site, _ berlin: Site, _ count: Int) throws -> Bool {
        let client = try SMTPClient(hq.smtp)
        let answer = client.submit(from: "ann@hq.example", to: ["bo@berlin.example"], content: message("m-\(count)"))
        return answer.hasPrefix("250") && wait { berlin.mailbox("bo").count == count }
    }

    @Test("Each violation: the event, the call ended, its resources back, and a neighbour's mail untouched")
    func violations() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin, _) = try Self.sites(folder)
        try berlin.write("mta.conf.d/p1.conf", "[P1]\nBindTimeout=1s\nTSelector=MTA")
        try hq.connect(berlin, port: try berlin.listen(), stack: "CalledTSelector=MTA")
        try berlin.start()
        try hq.start()
        #expect(try Self.exchange(hq, berlin, 1))
        let base = berlin.descriptors + 1
        for (index, violation) in Self.violations.enumerated() {
            let before = berlin.events.count
            let peer = P1Caller(berlin.p1, selector: violation.name == "an unknown selector" ? nil : "MTA")
            #expect(violation.act(peer), "\(violation.name)")
            #expect(try Self.exchange(hq, berlin, index + 2), "\(violation.name)")
            #expect(wait(5) { peer.isClosed }, "\(violation.name)")
            let said = { String(berlin.events.dropFirst(before)) }
            #expect(
                wait(5) {
                    said().contains("Z \(violation.event) ")
                        && (violation.words.isEmpty || said().contains(violation.words))
                },
                "\(violation.name): \(said())")
            let calls = { (try? berlin.control("association", "--json"))?.output ?? "" }
            #expect(
                wait(5) { !calls().contains("calling") && !calls().contains("ROME") }, "\(violation.name): \(calls())")
            #expect(
                wait(3) { berlin.descriptors <= base }, "descriptors \(violation.name): \(berlin.descriptors), \(base)")
        }
        #expect(!hq.events.contains("Z 1294 "), "\(hq.events)")
        #expect(hq.events.components(separatedBy: "Z 10003 ").count == 2, "one association all the time\n\(hq.events)")
        #expect(berlin.stop() && hq.stop())
    }

    @Test(
        "A neighbour that binds and says nothing when we ask for the turn is let go; its mail waits for its next call")
    func turnAndNothing() throws {
        let folder = try TemporaryFolder()
        let (_, berlin, _) = try Self.sites(folder)
        try berlin.start()
        let peer = P1Caller(berlin.p1)
        #expect(peer.bind(name: "ROME", password: "ROME-secret", twoWayAlternate: true) == 14)
        #expect(wait { (try? berlin.control("association"))?.output.contains("ROME") ?? false })
        let client = try SMTPClient(berlin.smtp)
        #expect(
            client.submit(from: "bo@berlin.example", to: ["cy@rome.example"], content: message("x")).hasPrefix("250"))
        #expect(wait(5) { peer.isClosed })
        #expect(wait { berlin.events.contains("Z 1294 ") && berlin.events.contains("request for the turn") })
        #expect(try berlin.control("association").output == "No associations.\n")
        #expect(try berlin.control("queue", "rome").output.contains("cy@rome.example"))
    }

    @Test("A neighbour that answers and then breaks off, call after call, costs no descriptors") func answering() throws
    {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        let confirm: [UInt8] = [3, 0, 0, 14, 9, 0xD0, 0, 1, 0, 1, 0, 0xC0, 1, 0x0D]
        let garbage = Array("220 mail.example ESMTP\r\n".utf8)
        let proxy = Proxy(
            to: berlin.p1,
            [
                .reset, .say(garbage), .say(confirm + garbage),
                .say(confirm + [3, 0, 0, 9, 2, 0xF0, 0x80, 0x0E, 0xFE]), .silence,
            ])
        defer { proxy.close() }
        try berlin.answer(hq)
        try hq.connect(berlin, port: proxy.port, interval: "10ms", override: "OpenTimeout=1s")
        try berlin.start()
        try hq.start()
        #expect(try hq.control("association", "ping", "berlin").status == 5)
        let base = hq.descriptors + 1
        let client = try SMTPClient(hq.smtp)
        let answer = client.submit(from: "ann@hq.example", to: ["bo@berlin.example"], content: message("x"))
        #expect(answer.hasPrefix("250"))
        #expect(wait { hq.events.components(separatedBy: "Z 289 ").count > 5 }, "\(hq.events)")
        #expect(hq.descriptors <= base + 2)
        proxy.set(.forward(rate: 1_000_000))
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
    }
}
