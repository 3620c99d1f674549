import Foundation
import Testing

/// What comes from outside and is not as it should be: an error for who sent it, and nothing for anybody else.
@Suite("Bad input from outside", .serialized) struct BadInputTests {
    private static func delivered(_ site: Site, _ count: Int) throws -> Bool {
        let client = try SMTPClient(site.smtp)
        let answer = client.submit(from: "ann@hq.example", to: ["ann@\(site.domain)"], content: message("x"))
        return answer.hasPrefix("250") && wait { site.mailbox("ann").count == count }
    }

    // MARK: Lines

    @Test("Lines that nobody answers, one for each processor and more: each call is given up, and the daemon rests")
    func silentLines() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        let others = try (1...4).map { try Site("SITE\($0)", in: folder.url) }
        for other in others {
            try hq.dial(other, through: "/bin/sleep 60", dialTimeout: 1)
        }
        try hq.start()
        for other in others {
            let client = try SMTPClient(hq.smtp)
            let answer = client.submit(from: "ann@hq.example", to: ["bo@\(other.domain)"], content: message("x"))
            #expect(answer.hasPrefix("250"))
        }
        #expect(wait { hq.events.components(separatedBy: "Z 301 ").count > 4 }, "\(hq.events)")
        let before = hq.processorTime
        #expect(try Self.delivered(hq, 1))
        usleep(1_000_000)
        #expect(hq.processorTime - before < 0.8, "it goes round in circles")
        #expect(hq.stop())
    }

    @Test("A line program that does not mind being asked to end is gone when the daemon has stopped")
    func stubbornProgram() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        let berlin = try Site("BERLIN", in: folder.url)
        let mark = folder.url.appending(path: "pid").path
        let script = "trap : TERM HUP INT; echo $$ > \(mark).new; mv \(mark).new \(mark); while :; do sleep 1; done"
        try hq.dial(berlin, through: "/bin/sh -c '\(script)'", dialTimeout: 60)
        try hq.start()
        let client = try SMTPClient(hq.smtp)
        _ = client.submit(from: "ann@hq.example", to: ["bo@berlin.example"], content: message("x"))
        #expect(wait { FileManager.default.fileExists(atPath: mark) }, "\(hq.events)")
        let text = try String(contentsOfFile: mark, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        let pid = try #require(Int32(text))
        #expect(kill(pid, 0) == 0)
        #expect(hq.stop())
        #expect(kill(pid, 0) != 0, "the program still runs")
    }

    // MARK: The P1 socket

    @Test("Calls without a bind fill the table: a neighbour gets through, and the log does not grow with each")
    func callsWithoutBind() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        try berlin.write("mta.conf.d/p1.conf", "[P1]\nMaximumConnections=20")
        try berlin.start()
        #expect(P1Caller(berlin.p1).bind(name: "ROME") == 12)
        let base = berlin.descriptors + 1
        var idle: [P1Caller] = []
        for _ in 0..<200 {
            let caller = P1Caller(berlin.p1)
            caller.send([3])
            if caller.isConnected { idle.append(caller) }
        }
        #expect(idle.count == 200)
        #expect(P1Caller(berlin.p1).bind(name: "HQ", password: "HQ-secret") == 14)
        #expect(berlin.descriptors <= base + 22)
        #expect(idle.filter(\.isClosed).count >= 180)
        #expect(berlin.events.components(separatedBy: "Z 10021 ").count <= 51)
        idle = []
        #expect(wait { berlin.descriptors <= base }, "descriptors are given back")
    }

    @Test("A caller that gives no name is told apart from one with an unknown name; both are refused")
    func bindWithoutName() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        try berlin.start()
        #expect(P1Caller(berlin.p1).bind(name: nil) == 12)
        #expect(wait { berlin.events.contains("no name and no password") }, "\(berlin.events)")
        #expect(P1Caller(berlin.p1).bind(name: "ROME") == 12)
        #expect(wait { berlin.events.contains("RemoteMTA=ROME") }, "\(berlin.events)")
        #expect(P1Caller(berlin.p1).bind(name: "HQ") == 12)
        #expect(wait { berlin.events.contains("Z 9322 ") }, "\(berlin.events)")
    }

    @Test("A neighbour that opens associations without end keeps its latest ones") func endlessAssociations() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        try berlin.start()
        #expect(P1Caller(berlin.p1).bind(name: "ROME") == 12)
        let base = berlin.descriptors + 1
        var callers: [P1Caller] = []
        for _ in 0..<80 {
            let caller = P1Caller(berlin.p1)
            #expect(caller.bind(name: "HQ", password: "HQ-secret") == 14)
            callers.append(caller)
        }
        #expect(wait { callers.filter(\.isClosed).count == 48 })
        #expect(callers.last.map { !$0.isClosed } ?? false)
        callers.removeAll(where: \.isClosed)
        #expect(wait { berlin.descriptors <= base + 32 })
        callers = []
        #expect(wait { berlin.descriptors <= base })
    }

    // MARK: The SMTP socket

    @Test("Clients beyond the limit are turned away, and a flood of them uses up no descriptors") func flood() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        try hq.write("mta.conf.d/smtp.conf", "[SMTP]\nMaximumConnections=5")
        try hq.start()
        #expect(try Self.delivered(hq, 1))
        let base = hq.descriptors + 1
        var held = try (0..<5).map { _ in try SMTPClient(hq.smtp) }
        var sockets: [Int32] = []
        for _ in 0..<400 {
            let fd = unixSocket(hq.smtp)
            if fd >= 0 { sockets.append(fd) }
        }
        // All have been taken once the last has its answer or its end.
        var last: UInt8 = 0
        _ = unsafe recv(sockets[sockets.count - 1], &last, 1, 0)
        #expect(hq.descriptors < base + 200)
        #expect(held[0].command("NOOP").hasPrefix("250"))
        for fd in sockets { close(fd) }
        held = []
        #expect(wait { hq.descriptors <= base })
        #expect(try Self.delivered(hq, 2))
    }

    @Test("Clients that stop in the middle of a command, or send an octet at a time, hold up nobody") func slow() throws
    {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        try hq.start()
        let held = try (0..<20).map { _ in try SMTPClient(hq.smtp) }
        for octet in "MAIL FROM".utf8 {
            for client in held { client.send(Data([octet])) }
        }
        #expect(try Self.delivered(hq, 1))
        for client in held {
            #expect(client.command(":<>").hasPrefix("503") || client.command("NOOP").hasPrefix("250"))
        }
    }

    // MARK: Signals

    @Test("A hundred reloads at once, with mail under way, and a new listener with the last") func reloads() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        try hq.start()
        for round in 0..<100 {
            hq.signal(SIGHUP)
            if round % 25 == 0 { #expect(try Self.delivered(hq, 1 + round / 25)) }
        }
        let second = hq.folder.appending(path: "second.sock").path
        try hq.write("mta.conf.d/smtp.conf", "[SMTP]\nListen=unix:second.sock")
        hq.signal(SIGHUP)
        #expect(wait { canConnect(second) })
        #expect(try SMTPClient(second).command("NOOP").hasPrefix("250"))
        #expect(try Self.delivered(hq, 5))
        try hq.write("mta.conf.d/smtp.conf", "")
        hq.signal(SIGHUP)
        #expect(wait { !canConnect(second) })
        #expect(hq.stop())
    }
}
