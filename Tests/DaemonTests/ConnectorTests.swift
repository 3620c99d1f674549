import Foundation
import Testing

/// Connectors in the field: reloaded, removed, called while they call.
@Suite("Connectors", .serialized) struct ConnectorTests {
    private static func submit(_ site: Site, to recipient: String, octets: Int = 200) throws {
        let client = try SMTPClient(site.smtp)
        let answer = client.submit(from: "ann@\(site.domain)", to: [recipient], content: message("x", octets: octets))
        #expect(answer.hasPrefix("250"), "\(answer)")
    }

    private static func sites(_ folder: TemporaryFolder) throws -> (hq: Site, berlin: Site) {
        (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
    }

    @Test("Mail of a removed connector stays in sight, also after a restart, and goes when the connector is back")
    func removedConnector() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin, through: "/bin/sleep 60", dialTimeout: 60)
        try berlin.answer(hq)
        try berlin.start()
        try hq.start()
        try Self.submit(hq, to: "bo@berlin.example")
        #expect(wait { hq.events.contains("Z 10005 ") })
        for file in ["connectors/berlin.connector", "phonebook/berlin.ras"] {
            try FileManager.default.removeItem(at: hq.folder.appending(path: file))
        }
        hq.signal(SIGHUP)
        let isSeen = { (try? hq.control("queue"))?.output.contains("bo@berlin.example") ?? false }
        #expect(wait { isSeen() && ((try? hq.control("ras", "--json"))?.output.contains("berlin") == false) })
        #expect(try hq.control("queue", "berlin").output.contains("not configured"))
        #expect(hq.stop())
        try hq.start()
        #expect(wait { isSeen() }, "after a restart")
        try hq.dial(berlin)
        hq.signal(SIGHUP)
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(try hq.control("queue").output.contains("bo@berlin.example") == false)
    }

    @Test("A reload that names another phonebook entry while a call is up: slot and line of the old one are given back")
    func otherEntry() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin, idleHangUp: 60)
        try berlin.answer(hq)
        try berlin.start()
        try hq.start()
        try Self.submit(hq, to: "bo@berlin.example")
        #expect(wait { berlin.mailbox("bo").count == 1 })
        let connector = hq.folder.appending(path: "connectors/berlin.connector")
        let entry = hq.folder.appending(path: "phonebook/berlin.ras")
        let text = try String(contentsOf: connector, encoding: .utf8)
        try hq.write("phonebook/second.ras", try String(contentsOf: entry, encoding: .utf8))
        try hq.write(
            "connectors/berlin.connector",
            text.replacingOccurrences(of: "PhonebookEntry=berlin", with: "PhonebookEntry=second"))
        hq.signal(SIGHUP)
        #expect(wait { hq.events.contains("Z 10007 ") }, "\(hq.events)")
        #expect(wait { (try? hq.control("status", "--json"))?.output.contains("\"rasInUse\":0") ?? false })
        try Self.submit(hq, to: "bo@berlin.example")
        #expect(wait { berlin.mailbox("bo").count == 2 }, "\(hq.events)")
        #expect(hq.events.contains("\"second\""))
        // The other way round: the old entry's line is free.
        try hq.write("connectors/berlin.connector", text)
        hq.signal(SIGHUP)
        #expect(wait { hq.events.components(separatedBy: "Z 10007 ").count == 3 })
        try Self.submit(hq, to: "bo@berlin.example")
        #expect(wait { berlin.mailbox("bo").count == 3 }, "\(hq.events)")
    }

    @Test("A neighbour calls while we dial it in vain: its call stays up, and our mail goes over it")
    func calledWhileDialling() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin, through: "/bin/sleep 60", dialTimeout: 3)
        try berlin.dial(hq, idleHangUp: 20)
        try berlin.start()
        try hq.start()
        try Self.submit(hq, to: "bo@berlin.example")
        #expect(wait { hq.events.contains("Z 10005 ") })
        try Self.submit(berlin, to: "ann@hq.example")
        #expect(wait { berlin.mailbox("bo").count == 1 && hq.mailbox("ann").count == 1 }, "\(hq.events)")
        #expect(wait { hq.events.contains("Z 9309 ") }, "\(hq.events)")
        try Self.submit(hq, to: "bo@berlin.example")
        #expect(wait { berlin.mailbox("bo").count == 2 }, "\(hq.events)\n\(berlin.events)")
        #expect(!berlin.events.contains("Z 1294 "), "\(berlin.events)")
    }

    @Test("A failed call is one incident: 10005, 9309, 289 and 301") func incident() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin, through: "/bin/false")
        try hq.start()
        try Self.submit(hq, to: "bo@berlin.example")
        #expect(wait { hq.events.contains("Z 301 ") }, "\(hq.events)")
        let events = try hq.control("events", "--json").output.split(separator: "\n").compactMap { line in
            try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }
        var incidents: [Int: String] = [:]
        for event in events {
            guard let number = event["number"] as? Int, incidents[number] == nil else { continue }
            incidents[number] = event["incident"] as? String ?? "none"
        }
        let ofCall = [10005, 9309, 289, 301].map { incidents[$0] }
        #expect(ofCall[0] != nil && ofCall[0] != "none")
        #expect(Set(ofCall).count == 1, "\(incidents)")
    }

    @Test("A stop makes no call, though the slot that one waits for becomes free by it") func noCallAtStop() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        try hq.write("mta.conf.d/ras.conf", "[RAS]\nConcurrentConnections=1")
        for name in ["BERLIN", "NAIROBI"] {
            try hq.dial(try Site(name, in: folder.url), through: "/bin/sleep 60", dialTimeout: 60)
        }
        try hq.start()
        try Self.submit(hq, to: "bo@berlin.example")
        try Self.submit(hq, to: "bo@nairobi.example")
        #expect(wait { hq.events.contains("Z 9315 ") })
        #expect(hq.stop())
        #expect(hq.events.components(separatedBy: "Z 10005 ").count == 2, "\(hq.events)")
    }

    @Test("A message longer than the neighbour delivers: event 290 there, and its originator is told") func tooLong()
        throws
    {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin)
        try berlin.answer(hq)
        try berlin.write("mta.conf.d/size.conf", "[SMTP]\nMaximumMessageSize=1M")
        try berlin.start()
        try hq.start()
        try Self.submit(hq, to: "bo@berlin.example", octets: 2_000_000)
        #expect(wait(40) { hq.mailbox("ann").count == 1 }, "\(hq.events)")
        #expect(berlin.events.contains("Z 290 "), "\(berlin.events)")
        let report = hq.mailbox("ann").first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(report.contains("multipart/report") && report.contains("bo@berlin.example"), "\(report)")
        #expect(berlin.mailbox("bo").isEmpty)
    }
}
