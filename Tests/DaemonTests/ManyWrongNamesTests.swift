import Foundation
import Testing

/// P5 at scale: what each single name gives is tested elsewhere (Q253307, S3).
@Suite("Many wrong names", .serialized) struct ManyWrongNamesTests {
    private static let names = (0..<30).map { "site\($0)" }

    /// Every second neighbour answers under another name than HQ expects, and the others expect another caller.
    private static func write(_ hq: Site, _ there: Site, port: Int, areRight: Bool) throws {
        for (number, name) in names.enumerated() {
            let isOurs = number % 2 == 0
            try hq.write(
                "connectors/\(name).connector",
                """
                [Connector]
                Type=x400
                LocalName=hq-\(name)
                RemoteMTA=\(isOurs && !areRight ? name.uppercased() : name)
                AddressSpace=SMTP:\(name).example;1
                [Stack]
                RemoteHost=127.0.0.1
                Port=\(port)
                [Credentials]
                LocalPassword=secret
                RemotePassword=secret
                [Override]
                OpenInterval=1s
                RetryFloor=1s
                AssociationLifetime=1s
                """)
            try there.write(
                "connectors/\(name).connector",
                """
                [Connector]
                Type=x400
                LocalName=\(name)
                RemoteMTA=\(isOurs || areRight ? "hq" : "Hq")-\(name)
                AddressSpace=SMTP:hq.example;1
                Schedule=remote-initiated
                [Credentials]
                LocalPassword=secret
                RemotePassword=secret
                """)
        }
        let spaces = names.map { "AddressSpace=SMTP:\($0).example;1" }.joined(separator: "\n")
        try there.write(
            "connectors/local.connector",
            "[Connector]\nType=local\n\(spaces)\n[Local]\nMaildir=\(there.folder.path)/mail/%d-%u")
    }

    @Test("Thirty neighbours with wrong names at once: each is tried at its interval and no oftener, and nothing grows")
    func atOnce() throws {
        let folder = try TemporaryFolder()
        let (hq, there) = (try Site("HQ", in: folder.url), try Site("THERE", in: folder.url))
        let port = try there.listen()
        try Self.write(hq, there, port: port, areRight: false)
        try there.start()
        try hq.start()
        let (here, far) = (LogFollower(hq, keeping: [301, 9316]), LogFollower(there, keeping: [9322]))
        let start = Date()
        let client = try SMTPClient(hq.smtp)
        let files = hq.openFiles.count
        let answer = client.submit(
            from: "ann@hq.example", to: Self.names.map { "bo@\($0).example" }, content: message("x"))
        #expect(answer.hasPrefix("250"), "\(answer)")
        let rounds = Soak.scale(long: 120, short: 3)
        #expect(wait(Double(rounds * 10)) { here.count(301) >= 30 * rounds })
        // One at the start, and then one a second at most.
        let most = 30 * (1 + Int(Date().timeIntervalSince(start)))
        #expect(here.count(301) <= most && here.count(9316) <= most / 2, "\(here.count(301)) of \(most)")
        // Each neighbour has its own events, none another's.
        for (number, name) in Self.names.enumerated() where number % 2 == 0 {
            let own = here.keptLines.filter { $0.contains(" 9316 ") && $0.contains("\"\(name)\"") }
            #expect(own.count >= rounds - 1 && own.allSatisfy { $0.contains("\"\(name.uppercased())\"") }, "\(own)")
        }
        #expect(far.count(9322) >= 15 * (rounds - 1))
        #expect(
            far.keptLines.allSatisfy { $0.contains("\"Hq-site") && $0.contains("\"hq-site") },
            "\(far.keptLines.prefix(2))")
        for number in [51, 290, 9280] { #expect(here.count(number) + far.count(number) == 0, "event \(number)") }
        #expect(hq.openFiles.count <= files + 30, "at most one connection each: \(hq.openFiles)")
        try Self.write(hq, there, port: port, areRight: true)
        there.signal(SIGHUP)
        hq.signal(SIGHUP)
        #expect(wait { Self.names.allSatisfy { there.count("\($0).example-bo") == 1 } }, "\(hq.events.suffix(3000))")
        #expect(wait { hq.openFiles.count <= files }, "\(files) before: \(hq.openFiles)")
        #expect(hq.stop() && there.stop())
    }
}
