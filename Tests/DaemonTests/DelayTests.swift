import Foundation
import Testing

/// Word to the sender of what waits.
@Suite("Delayed reports", .serialized) struct DelayTests {
    private static func submit(_ site: Site, to recipient: String, _ parameters: String = "") throws {
        let client = try SMTPClient(site.smtp)
        _ = client.command("EHLO client.example")
        _ = client.command("MAIL FROM:<ann@\(site.domain)>")
        #expect(client.command("RCPT TO:<\(recipient)> \(parameters)").hasPrefix("250"))
        _ = client.command("DATA")
        client.send(message("there") + Data(".\r\n".utf8))
        #expect(client.reply().hasPrefix("250"))
    }

    private static func count(_ number: Int, at site: Site) -> Int {
        site.events.components(separatedBy: "Z \(number) ").count - 1
    }

    @Test(
        "What waits for long is told once, with what hinders it and until when it is tried; a kill repeats nothing"
    )
    func once() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try hq.write("mta.conf.d/lifetime.conf", "[Lifetime]\nDelayReport=1s")
        try hq.dial(berlin, through: "/bin/sh -c 'exit 75'", interval: "100ms")
        try hq.start()
        try Self.submit(hq, to: "bo@berlin.example")
        try Self.submit(hq, to: "cy@berlin.example", "NOTIFY=FAILURE")
        try Self.submit(hq, to: "di@berlin.example", "NOTIFY=NEVER")
        try Self.submit(hq, to: "ed@berlin.example", "NOTIFY=DELAY")
        #expect(wait { hq.mailbox("ann").count == 2 && Self.count(10061, at: hq) == 4 }, "\(hq.events.suffix(3000))")
        let reports = hq.mailbox("ann").map { String(decoding: $0, as: UTF8.self) }
        for report in reports {
            #expect(report.contains("Action: delayed") && report.contains("Will-Retry-Until: "), "\(report)")
            #expect(report.contains("676"), "the reason\n\(report)")
        }
        #expect(reports.contains { $0.contains("bo@berlin.example") })
        #expect(reports.contains { $0.contains("ed@berlin.example") })
        hq.kill()
        try hq.start()
        // What is submitted after the start is told of; what was told before is not.
        try Self.submit(hq, to: "fi@berlin.example")
        #expect(wait { hq.mailbox("ann").count == 3 }, "\(hq.events.suffix(3000))")
        #expect(Self.count(10061, at: hq) == 5)
        #expect(try hq.control("queue", "berlin").output.contains("bo@berlin.example"), "it waits on")
    }

    @Test("DelayReport=never: nobody is told; an X.400 originator never is, and an event says it here") func never()
        throws
    {
        let folder = try TemporaryFolder()
        let sites = try ["HQ", "BERLIN", "NAIROBI"].map { try Site($0, in: folder.url) }
        let (hq, berlin, nairobi) = (sites[0], sites[1], sites[2])
        try hq.write("mta.conf.d/lifetime.conf", "[Lifetime]\nDelayReport=never")
        try berlin.write("mta.conf.d/lifetime.conf", "[Lifetime]\nDelayReport=1s")
        try hq.dial(berlin)
        let connector = try String(
            contentsOf: hq.folder.appending(path: "connectors/berlin.connector"), encoding: .utf8)
        try hq.write(
            "connectors/berlin.connector",
            connector.replacing("AddressSpace=", with: "AddressSpace=SMTP:nairobi.example;1\nAddressSpace="))
        try berlin.answer(hq)
        try berlin.dial(nairobi, through: "/bin/sh -c 'exit 75'", interval: "100ms")
        try hq.dial(try Site("ROME", in: folder.url), through: "/bin/sh -c 'exit 75'", interval: "100ms")
        try berlin.start()
        try hq.start()
        try Self.submit(hq, to: "joy@rome.example")
        try Self.submit(hq, to: "joy@nairobi.example")
        #expect(wait { Self.count(10061, at: berlin) == 1 }, "\(berlin.events.suffix(3000))")
        // A report of X.411 would have been composed by then, and a message behind it arrives.
        try Self.submit(berlin, to: "ann@berlin.example")
        #expect(wait { berlin.mailbox("ann").count == 1 })
        #expect(Self.count(10023, at: berlin) == 0 && Self.count(10061, at: hq) == 0)
        #expect(hq.mailbox("ann").isEmpty)
    }
}
