import Foundation
import Testing

/// Real daemons, a real SMTP client, a program as the line.
@Suite("The main job", .serialized) struct MainJobTests {
    private static func pair(
        in folder: TemporaryFolder, line: ((Site) throws -> String)? = nil, idleHangUp: Int = 1
    ) throws -> (hq: Site, berlin: Site) {
        let hq = try Site("HQ", in: folder.url)
        let berlin = try Site("BERLIN", in: folder.url)
        try hq.dial(berlin, through: line?(berlin), idleHangUp: idleHangUp)
        try berlin.answer(hq)
        try berlin.start()
        try hq.start()
        return (hq, berlin)
    }

    @Test("A message crosses a dialled link into a mailbox, octet for octet, and its reply comes over the same call")
    func crossing() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.pair(in: folder, idleHangUp: 5)
        let sent = message("there", octets: 3000)
        let client = try SMTPClient(hq.smtp)
        #expect(client.submit(from: "ann@hq.example", to: ["bo@berlin.example"], content: sent).hasPrefix("250"))
        #expect(wait { berlin.mailbox("bo").count == 1 })
        #expect(berlin.mailbox("bo").map(withoutReceived) == [sent])

        let back = message("back", octets: 1000)
        let reply = try SMTPClient(berlin.smtp)
        #expect(reply.submit(from: "bo@berlin.example", to: ["ann@hq.example"], content: back).hasPrefix("250"))
        #expect(wait { hq.mailbox("ann").count == 1 })
        #expect(hq.mailbox("ann").map(withoutReceived) == [back])
        #expect(hq.events.components(separatedBy: "Z 10005 ").count == 2, "one call only\n\(hq.events)")
        #expect(wait { hq.events.contains("Z 10007 ") }, "the line is hung up when idle")
        #expect(hq.stop())
        #expect(berlin.stop())
    }

    @Test("Ten recipients on two sites dialled at the same moment; the table has one slot for each, none is left after")
    func twoSites() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        let others = try ["BERLIN", "NAIROBI"].map { try Site($0, in: folder.url) }
        for other in others {
            try hq.dial(other, idleHangUp: 2)
            try other.answer(hq)
            try other.start()
        }
        try hq.start()
        let recipients = others.flatMap { other in (0..<5).map { "user\($0)@\(other.domain)" } }
        let sent = message("all")
        let client = try SMTPClient(hq.smtp)
        #expect(client.submit(from: "ann@hq.example", to: recipients, content: sent).hasPrefix("250"))
        #expect(
            wait { others.allSatisfy { other in (0..<5).allSatisfy { other.mailbox("user\($0)").count == 1 } } },
            "\(hq.events)")
        let table = try hq.control("ras", "--json")
        #expect(table.status == 0)
        #expect(table.output.contains("berlin") && table.output.contains("nairobi"), "\(table.output)")
        #expect(wait { hq.events.components(separatedBy: "Z 10007 ").count == 3 })
        #expect(!hq.events.contains("Z 51 "))
    }

    @Test("The limit of recipients for SMTP clients is none for a neighbour's message") func recipientsFromNeighbour()
        throws
    {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.pair(in: folder)
        try berlin.write("mta.conf.d/smtp.conf", "[SMTP]\nMaximumRecipients=1")
        berlin.signal(SIGHUP)
        #expect(wait { berlin.events.components(separatedBy: "Z 10010 ").count == 3 })
        let client = try SMTPClient(hq.smtp)
        let recipients = ["bo@berlin.example", "cy@berlin.example"]
        #expect(client.submit(from: "ann@hq.example", to: recipients, content: message("two")).hasPrefix("250"))
        #expect(wait { berlin.mailbox("bo").count == 1 && berlin.mailbox("cy").count == 1 }, "\(berlin.events)")
        let own = try SMTPClient(berlin.smtp)
        #expect(own.submit(from: "bo@berlin.example", to: recipients, content: message("no")).hasPrefix("452"))
    }

    @Test("A line that drops again and again: each call goes on where the last one was cut, and nothing is sent twice")
    func resumeAgainAndAgain() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.pair(
            in: folder, line: { "/usr/bin/python3 \(Self.slowLine.path) \($0.p1) 10000000 1000000" })
        let sent = message("long", octets: 3_500_000)
        let client = try SMTPClient(hq.smtp)
        #expect(client.submit(from: "ann@hq.example", to: ["bo@berlin.example"], content: sent).hasPrefix("250"))
        #expect(wait(60) { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(berlin.mailbox("bo").map(withoutReceived) == [sent])
        #expect(hq.events.components(separatedBy: "Z 10008 ").count >= 4, "three resumptions\n\(hq.events)")
        #expect(hq.events.components(separatedBy: "Z 10005 ").count <= 7, "no call too many\n\(hq.events)")
    }

    @Test("A line that drops in the middle of a long message: the transfer goes on where it was cut")
    func resume() throws {
        let folder = try TemporaryFolder()
        let mark = folder.url.appending(path: "dropped").path
        let (hq, berlin) = try Self.pair(
            in: folder, line: { "/usr/bin/python3 \(Self.slowLine.path) \($0.p1) 10000000 2000000 \(mark)" })
        let sent = message("long", octets: 5_000_000)
        let client = try SMTPClient(hq.smtp)
        #expect(client.submit(from: "ann@hq.example", to: ["bo@berlin.example"], content: sent).hasPrefix("250"))
        #expect(wait(60) { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(berlin.mailbox("bo").map(withoutReceived) == [sent])
        #expect(hq.events.contains("Z 9311 "))
        #expect(hq.events.contains("Z 10008 "), "resumed at a checkpoint\n\(hq.events)\n\(berlin.events)")
    }

    @Test("Daemons killed at any instant: nothing accepted is lost, nothing is delivered twice")
    func kills() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.pair(in: folder)
        var accepted: Set<String> = []
        for round in 0..<6 {
            let client = try SMTPClient(hq.smtp)
            for n in 0..<10 {
                let subject = "m-\(round)-\(n)"
                let answer = client.submit(
                    from: "ann@hq.example", to: ["bo@berlin.example"], content: message(subject, octets: 2000))
                if answer.hasPrefix("250") { accepted.insert(subject) }
            }
            usleep(UInt32(round) * 60000)
            let victim = round % 2 == 0 ? hq : berlin
            victim.kill()
            try victim.start()
        }
        #expect(accepted.count >= 50)
        let subjects = {
            berlin.mailbox("bo").compactMap { data in
                String(decoding: data, as: UTF8.self).components(separatedBy: "Subject: ").dropFirst().first?
                    .prefix { $0 != "\r\n" }
            }.map(String.init)
        }
        #expect(wait(60) { accepted.isSubset(of: subjects()) }, "missing \(accepted.subtracting(subjects()))")
        usleep(500_000)
        #expect(subjects().count == Set(subjects()).count, "delivered twice")
    }

    @Test("SIGTERM in the middle of a transfer: stops in time, and the next start goes on at the checkpoint")
    func termination() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.pair(
            in: folder, line: { "/usr/bin/python3 \(Self.slowLine.path) \($0.p1) 1000000" })
        let sent = message("long", octets: 3_000_000)
        let client = try SMTPClient(hq.smtp)
        #expect(client.submit(from: "ann@hq.example", to: ["bo@berlin.example"], content: sent).hasPrefix("250"))
        #expect(wait { hq.events.contains("Z 10003 ") })
        usleep(1_000_000)
        #expect(hq.stop())
        #expect(berlin.mailbox("bo").isEmpty)
        try hq.start()
        #expect(wait(60) { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(berlin.mailbox("bo").map(withoutReceived) == [sent])
        #expect(hq.events.contains("Z 10008 "), "\(hq.events)")
    }

    private static let slowLine = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "slow-line.py")
}
