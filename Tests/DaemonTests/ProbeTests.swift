import Foundation
import Testing

/// `trunkctl probe`, with real daemons along the way.
@Suite("Probes", .serialized) struct ProbeTests {
    private static func sites(_ folder: TemporaryFolder, application: String = "1988") throws -> (
        hq: Site, berlin: Site
    ) {
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        // The way back is that of HQ's mail: both are of one global domain, which names no MTA.
        try berlin.answer(hq)
        try hq.connect(
            berlin, port: try berlin.listen(),
            connector: """
                Application=\(application)
                AddressSpace=SMTP:*.berlin.example;1
                AddressSpace=X400:C=DE; A= ; P=Berlin;1
                """)
        try hq.start()
        return (hq, berlin)
    }

    @Test(
        "A neighbour answers: what could be delivered, what could not and why, in each application context",
        arguments: ["1988", "1988-x410", "1984"])
    func overP1(application: String) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder, application: application)
        try berlin.start()
        let good = try hq.control(
            "probe", "bo@berlin.example", "--wait", "4s", "--size", "200K", "--priority", "urgent")
        #expect(good.status == 0, "\(good.output)\n\(hq.events)\n\(berlin.events)")
        #expect(good.output.contains("bo@berlin.example: could be delivered"), "\(good.output)")
        let bad = try hq.control("probe", "bo@far.berlin.example", "--wait", "4s", "--json")
        #expect(bad.status == 5, "\(bad.output)")
        #expect(
            bad.output.contains("\"isDelivered\":false") && bad.output.contains("\"diagnostic\":0"), "\(bad.output)")
        let x400 = try hq.control("probe", "G=Bo; S=Lee; P=Berlin; A= ; C=DE", "--wait", "4s")
        #expect(x400.status == 5 && x400.output.contains("could not be delivered"), "\(x400.output)")
        #expect(berlin.mailbox("bo").isEmpty)
    }

    @Test("An MTA in between that is of the same domain passes the answer on; nobody is sent a notification")
    func transit() throws {
        let folder = try TemporaryFolder()
        let (hq, hub) = (try Site("HQ", in: folder.url), try Site("HUB", in: folder.url))
        let berlin = try Site("BERLIN", in: folder.url)
        try hub.answer(hq)
        try hub.connect(berlin, port: try berlin.listen())
        try berlin.answer(hub, connector: "AddressSpace=SMTP:hq.example;1")
        try hq.connect(hub, port: try hub.listen(), connector: "AddressSpace=SMTP:berlin.example;1")
        for site in [berlin, hub, hq] { try site.start() }
        let probe = try hq.control("probe", "bo@berlin.example", "--wait", "10s")
        #expect(probe.status == 0, "\(probe.output)\n\(hub.events)\n\(berlin.events)")
        #expect(hub.mailbox("postmaster").isEmpty && hq.mailbox("postmaster").isEmpty)
    }

    @Test("Probes that end here are answered at once") func here() throws {
        let folder = try TemporaryFolder()
        let (hq, _) = try Self.sites(folder)
        let local = try hq.control("probe", "ann@hq.example", "--json")
        #expect(local.status == 0 && local.output.contains("\"state\":\"delivered\""), "\(local.output)")
        let unknown = try hq.control("probe", "ann@nowhere.example")
        #expect(unknown.status == 5 && unknown.output.contains("could not be delivered"), "\(unknown.output)")
        #expect(hq.mailbox("ann").isEmpty)
        for wrong in ["ann", "S=", "X=1; C=DE"] {
            let refused = try hq.control("probe", wrong)
            #expect(refused.status == 4, "\(wrong): \(refused.output)")
        }
        let endless = try hq.control("probe", "ann@hq.example", "--size", "4G")
        #expect(endless.status == 4 && endless.output.contains("4294967296 octets"), "\(endless.output)")
    }

    @Test("Without an answer in time the client is told so, and the probe is still in the queue") func noAnswer() throws
    {
        let folder = try TemporaryFolder()
        let (hq, _) = try Self.sites(folder)
        let probe = try hq.control("probe", "bo@berlin.example", "--wait", "1s", "--from", "ann@hq.example")
        #expect(probe.status == 6 && probe.output.contains("no answer"), "\(probe.output)")
        #expect(try hq.control("queue", "--json").output.contains("\"kind\":\"probe\""))
        let queue = try hq.control("queue").output
        #expect(queue.contains("ann@hq.example → bo@berlin.example") && queue.contains("  probe  "), "\(queue)")
    }
}
