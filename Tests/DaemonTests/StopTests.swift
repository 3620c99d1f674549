import Foundation
import Testing

/// What an orderly stop does to associations and lines.
@Suite("Stop", .serialized) struct StopTests {
    private static func submit(_ site: Site, to recipient: String, octets: Int = 200) throws {
        let client = try SMTPClient(site.smtp)
        let answer = client.submit(from: "x@\(site.domain)", to: [recipient], content: message("x", octets: octets))
        #expect(answer.hasPrefix("250"), "\(answer)")
    }

    /// HQ has an association with BERLIN that carries nothing any more.
    private static func idle(_ folder: TemporaryFolder, dialled: Bool) throws -> (hq: Site, berlin: Site) {
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        if dialled { try hq.dial(berlin, idleHangUp: 60) } else { try hq.connect(berlin, port: try berlin.listen()) }
        try berlin.start()
        try hq.start()
        try submit(hq, to: "bo@berlin.example")
        #expect(wait { berlin.mailbox("bo").count == 1 && hq.events.contains("Z 271 ") })
        return (hq, berlin)
    }

    @Test(
        "An idle association is released, over TCP and over a dialled line, and both ends say so",
        arguments: [false, true])
    func release(dialled: Bool) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.idle(folder, dialled: dialled)
        #expect(hq.stop())
        #expect(hq.events.contains("Z 10004 ") && !hq.events.contains("Z 1294 "), "\(hq.events)")
        #expect(!dialled || hq.events.contains("Z 10007 "), "\(hq.events)")
        #expect(wait { berlin.events.contains("Z 10004 ") } && !berlin.events.contains("Z 1294 "), "\(berlin.events)")
    }

    @Test("So is one of which the neighbour has the turn") func turn() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.idle(folder, dialled: false)
        try Self.submit(berlin, to: "ann@hq.example")
        #expect(wait { hq.mailbox("ann").count == 1 })
        #expect(hq.stop())
        #expect(hq.events.contains("Z 10004 ") && !hq.events.contains("Z 1294 "), "\(hq.events)")
    }

    @Test("A neighbour that does not answer holds the stop up for two seconds, and is aborted")
    func silence() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.idle(folder, dialled: false)
        berlin.signal(SIGSTOP)
        #expect(wait { berlin.isSuspended })
        defer { berlin.signal(SIGCONT) }
        let begin = Date()
        #expect(hq.stop())
        #expect(Date().timeIntervalSince(begin) >= 2)
        #expect(hq.events.contains("Z 1294 ") && !hq.events.contains("Z 10004 "), "\(hq.events)")
    }

    /// Of the one association that there is.
    private static func octetsIn(_ site: Site) -> Int {
        let rows = (try? site.control("association", "--json"))?.output ?? ""
        let digits = rows.components(separatedBy: "\"octetsIn\":").dropFirst().first?.prefix { $0.isNumber }
        return digits.flatMap { Int($0) } ?? 0
    }

    @Test("A transfer under way is cut at once, and goes on at its checkpoint after the next start")
    func transfer() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        let proxy = Proxy(to: berlin.p1, [.forward(rate: 300_000), .forward(rate: 10_000_000)])
        defer { proxy.close() }
        try hq.connect(berlin, port: proxy.port)
        try berlin.start()
        try hq.start()
        try Self.submit(hq, to: "bo@berlin.example", octets: 1_500_000)
        #expect(wait { Self.octetsIn(berlin) > 400_000 })
        let begin = Date()
        #expect(hq.stop())
        #expect(Date().timeIntervalSince(begin) < 2)
        try hq.start()
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(hq.events.contains("Z 10008 "), "\(hq.events)")
    }
}
