import Foundation
import Testing

/// More than one association with one neighbour, more than one connector on one listener.
@Suite("Several associations", .serialized) struct SeveralAssociationsTests {
    private static func submit(_ site: Site, _ subject: String, octets: Int = 200, priority: Int = 0) throws {
        let client = try SMTPClient(site.smtp)
        let answer = client.submit(
            from: "ann@hq.example", to: ["bo@berlin.example"], parameters: "MT-PRIORITY=\(priority)",
            content: message(subject, octets: octets))
        #expect(answer.hasPrefix("250"), "\(answer)")
    }

    private static func subjects(_ site: Site) -> [String] {
        site.mailbox("bo").compactMap { data in
            String(decoding: data, as: UTF8.self).components(separatedBy: "Subject: ").dropFirst().first?
                .prefix { $0 != "\r\n" }
        }.map(String.init)
    }

    /// HQ calls BERLIN through a proxy.
    private static func sites(
        _ folder: TemporaryFolder, _ calls: [Proxy.Call], override: String
    ) throws -> (hq: Site, berlin: Site, proxy: Proxy) {
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        let proxy = Proxy(to: berlin.p1, calls)
        try hq.connect(berlin, port: proxy.port, override: override)
        try berlin.start()
        try hq.start()
        return (hq, berlin, proxy)
    }

    @Test("Urgent mail overtakes a long transfer on an association of its own; normal mail alone waits for it")
    func urgent() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin, proxy) = try Self.sites(folder, [.forward(rate: 400_000)], override: "")
        defer { proxy.close() }
        try Self.submit(hq, "long", octets: 1_200_000)
        #expect(wait { (try? hq.control("assoc"))?.output.contains("sending") ?? false })
        try Self.submit(hq, "normal")
        #expect(try hq.control("queue", "berlin").output.contains("2 messages"))
        #expect(proxy.accepted == 1)
        try Self.submit(hq, "urgent", priority: 4)
        #expect(wait { Self.subjects(berlin).contains("urgent") })
        #expect(!Self.subjects(berlin).contains("long"))
        #expect(proxy.accepted == 2)
        #expect(wait { Set(Self.subjects(berlin)) == ["long", "normal", "urgent"] }, "\(hq.events)")
        #expect(!hq.events.contains("Z 1294 "))
    }

    @Test("Where the connector permits one association, urgent mail waits for it") func onlyOne() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin, proxy) = try Self.sites(
            folder, [.forward(rate: 800_000)], override: "MaximumAssociations=1")
        defer { proxy.close() }
        try Self.submit(hq, "long", octets: 800_000)
        #expect(wait { (try? hq.control("assoc"))?.output.contains("sending") ?? false })
        try Self.submit(hq, "urgent", priority: 4)
        #expect(wait { berlin.mailbox("bo").count == 2 })
        #expect(proxy.accepted == 1)
    }

    @Test("Mail beyond the threshold goes over several associations, up to the last but one") func threshold() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin, proxy) = try Self.sites(
            folder, [.forward(rate: 150_000)], override: "Threshold=2\nMaximumAssociations=4")
        defer { proxy.close() }
        for n in 0..<20 { try Self.submit(hq, "m-\(n)", octets: 30_000) }
        #expect(wait { berlin.mailbox("bo").count == 20 }, "\(hq.events)")
        #expect(Set(Self.subjects(berlin)).count == 20)
        #expect(proxy.accepted == 3)
    }

    @Test("All further associations that the mail is worth are opened at one time, not each after the other")
    func atOneTime() throws {
        let folder = try TemporaryFolder()
        // The further ones are never answered: one that waited for another's answer would not be tried.
        let (hq, berlin, proxy) = try Self.sites(
            folder, [.forward(rate: 100_000), .silence], override: "Threshold=1\nMaximumAssociations=5")
        defer { proxy.close() }
        for n in 0..<10 { try Self.submit(hq, "m-\(n)", octets: 30_000) }
        #expect(wait { proxy.accepted == 4 }, "\(proxy.accepted)")
        #expect(wait { berlin.mailbox("bo").count == 10 }, "\(hq.events)")
        #expect(proxy.accepted == 4)
    }

    @Test(
        "A further association that cannot be had harms neither the first nor its mail, and counts as no failed open",
        arguments: ["reset", "silence", "garbage", "refusal"])
    func furtherFails(kind: String) throws {
        let further: Proxy.Call =
            switch kind {
            case "reset": .reset
            case "silence": .silence
            case "garbage": .say(Array("220 mail.example ESMTP\r\n".utf8))
            // DR, reason congestion.
            default: .say([3, 0, 0, 11, 6, 0x80, 0, 1, 0, 0, 1])
            }
        let folder = try TemporaryFolder()
        let (hq, berlin, proxy) = try Self.sites(
            folder, [.forward(rate: 300_000), further], override: "Threshold=1\nOpenTimeout=1s\nOpenRetries=1")
        defer { proxy.close() }
        try Self.submit(hq, "long", octets: 600_000)
        #expect(wait { (try? hq.control("assoc"))?.output.contains("sending") ?? false })
        for n in 0..<4 { try Self.submit(hq, "m-\(n)") }
        try Self.submit(hq, "urgent", priority: 4)
        #expect(wait { berlin.mailbox("bo").count == 6 }, "\(hq.events)")
        #expect(proxy.accepted > 1)
        #expect(!hq.events.contains("Z 289 ") && !hq.events.contains("Z 290 "), "\(hq.events)")
        let status = try hq.control("connector", "status", "berlin", "--json").output
        #expect(status.contains("\"failedOpens\":0") && status.contains("\"state\":\"connected\""), "\(status)")
        // The one that stands goes on to take mail at once, whatever the further one waits for.
        try Self.submit(hq, "after")
        #expect(wait(3) { berlin.mailbox("bo").count == 7 })
    }

    // MARK: One listener, two connectors

    @Test("Two neighbours of one name are told apart by the selectors that they call") func sameName() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        for selector in ["east", "west"] {
            try hq.write(
                "connectors/\(selector).connector",
                """
                [Connector]
                Type=x400
                RemoteMTA=BRANCH
                AddressSpace=SMTP:\(selector).example;1
                Schedule=remote-initiated
                [Stack]
                CallingSSelector=\(selector)
                """)
        }
        try hq.start()
        for selector in ["east", "west"] {
            let caller = P1Caller(hq.p1)
            #expect(caller.bind(name: "BRANCH", calledSession: Array(selector.utf8)) == 14)
            #expect(wait { (try? hq.control("assoc", "list", selector))?.output.contains("BRANCH") ?? false })
        }
        let stranger = P1Caller(hq.p1)
        #expect(stranger.bind(name: "BRANCH", calledSession: Array("north".utf8)) == 12)
        #expect(wait { hq.events.contains("Z 9322 ") && hq.events.contains("called /s:0x6e6f727468 from /n:") })
    }

    @Test("Each listener answers to its own selectors, also after a reload that exchanges them") func listeners() throws
    {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try hq.answer(berlin)
        let second = hq.folder.appending(path: "second.sock").path
        func configure(_ first: String, _ other: String) throws {
            try hq.write(
                "mta.conf.d/p1.conf",
                "[P1]\nTSelector=\(first)\n[P1 second]\nListen=unix:second.sock\nTSelector=\(other)\nSSelector=0x0102")
        }
        try configure("one", "two")
        try hq.start()
        func answer(_ path: String, _ transport: String, _ session: [UInt8] = []) -> UInt8? {
            P1Caller(path).bind(
                name: "BERLIN", password: "BERLIN-secret", calledTransport: Array(transport.utf8),
                calledSession: session)
        }
        #expect(answer(hq.p1, "one") == 14)
        // A DR, and no session.
        #expect(answer(hq.p1, "two") == nil)
        #expect(answer(second, "one", [1, 2]) == nil)
        #expect(answer(second, "two", [1, 2]) == 14)
        #expect(answer(second, "two", [1, 3]) == 12)
        #expect(wait { hq.events.components(separatedBy: "Z 10021 ").count == 4 }, "\(hq.events)")
        try configure("two", "one")
        #expect(try hq.control("reload").status == 0)
        #expect(wait { answer(hq.p1, "two") == 14 })
        #expect(answer(second, "one", [1, 2]) == 14)
        #expect(answer(hq.p1, "one") == nil)
    }
}
