import Foundation
import Testing

/// Below the bind: one cause is one incident, whose events come in the order of docs/incidents.md.
@Suite("Incidents of lines and connections", .serialized) struct LineIncidentTests {
    private static func sites(_ folder: TemporaryFolder) throws -> (hq: Site, berlin: Site) {
        (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
    }

    @Test(
        "A call that fails: 10005, 9309, 289, and 301 or, where a person is needed, 10022",
        arguments: [
            ("/bin/sh -c 'exit 75'", 301, "RAS 676"), ("/bin/sh -c 'exit 69'", 301, "RAS 678"),
            ("/bin/sh -c 'exit 1'", 301, "RAS 651"), ("/bin/sh -c 'kill -9 $$'", 301, "RAS 681"),
            ("/bin/sleep 60", 301, "RAS 678"), ("/bin/sh -c 'exit 77'", 10022, "RAS 691"),
            ("/bin/sh -c 'exit 78'", 10022, "RAS 605"), ("/nonexistent/line", 10022, "RAS 608"),
        ])
    func dial(program: String, last: Int, code: String) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin, through: program, dialTimeout: 1)
        try hq.start()
        try hq.send(to: "bo@berlin.example")
        let words = last == 301 ? [code, "trunkctl diagnose berlin"] : [code, "trunkctl link call berlin"]
        Incidents.expect([10005, 9309, 289, last], hint: words, at: hq, program)
        // No dial loop: the next one comes after the open interval, or when somebody has acted.
        if last == 301 { #expect(wait { Incidents(hq).all.count > 2 }, "\(program)") }
        #expect(Incidents(hq).gaps.allSatisfy { $0 > 0.9 }, "\(program): \(Incidents(hq).gaps)")
        #expect(last == 301 || Incidents(hq).all.count == 1, "\(program)")
        try berlin.answer(hq)
        try berlin.start()
        try hq.dial(berlin)
        #expect(try hq.control("reload").status == 0)
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(program): \(hq.events)")
    }

    @Test(
        "A line that is lost before the bind is answered",
        arguments: [
            (
                "/bin/sh -c 'printf \"\\003\"; sleep 0.3; exit 1'", [10005, 10006, 10007, 9311, 1294, 289, 301],
                "RAS 628"
            ),
            (
                "/bin/sh -c 'printf \"\\003\"; sleep 0.3; exit 0'", [10005, 10006, 10007, 9311, 1294, 289, 301],
                "RAS 629"
            ),
            ("/bin/sh -c 'echo NO CARRIER; sleep 60'", [10005, 10006, 9311, 10007, 1294, 289, 301], "no MTA"),
            ("/bin/sh -c 'printf \"\\003\"; sleep 60'", [10005, 10006, 9318, 1294, 10007, 289, 301], "No MTA answers"),
        ])
    func lineBeforeBind(program: String, numbers: [Int], words: String) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin, through: program, override: "OpenTimeout=1s", dialTimeout: 1)
        try hq.start()
        try hq.send(to: "bo@berlin.example")
        Incidents.expect(numbers, hint: [words, "trunkctl"], at: hq, program)
        #expect(wait { (try? hq.control("ras"))?.output.hasPrefix("0 of") ?? false }, "the slot is given back")
    }

    @Test("A line that is lost after the bind: 9311, 1294 and 301 here, 1294 there; one incident on each end")
    func lineAfterBind() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let line = folder.url.appending(path: "cut").path
        // The call stands until the file is there.
        try hq.dial(
            berlin,
            through: "/bin/sh -c 'exec 3<&0; socat - UNIX-CONNECT:\(berlin.p1) <&3 & "
                + "while [ ! -e \(line) ]; do sleep 0.05; done; kill $!; exit 1'", idleHangUp: 60)
        try berlin.answer(hq)
        try berlin.start()
        try hq.start()
        try hq.send(to: "bo@berlin.example")
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(FileManager.default.createFile(atPath: line, contents: nil))
        Incidents.expect([10005, 10006, 10003, 271, 10007, 9311, 1294, 301], hint: ["RAS 628"], at: hq)
        Incidents.expect([10003, 1294], hint: ["transport"], at: berlin)
    }

    @Test(
        "Over TCP: nobody listens, nobody answers at each layer, and what answers is no MTA",
        arguments: [
            ("nobody", [9215, 289, 301], ["Listen=", "RemoteHost="]),
            ("no address", [9215, 289, 301], ["RemoteHost=", "trunkctl reload"]),
            ("black hole", [9215, 289, 301], ["not reached", "trunkctl diagnose"]),
            ("silence", [9318, 1294, 289, 301], ["No MTA answers", "trunkctl diagnose"]),
            ("half", [9318, 1294, 289, 301], ["No MTA answers", "trunkctl diagnose"]),
            ("closed", [9318, 1294, 289, 301], ["closed the connection", "journal of BERLIN"]),
            ("garbage", [9318, 1294, 289, 301], ["no MTA that we understand", "TPKT"]),
        ])
    func connection(kind: String, numbers: [Int], words: [String]) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try berlin.answer(hq)
        let confirm: [UInt8] = [3, 0, 0, 14, 9, 0xD0, 0, 1, 0, 1, 0, 0xC0, 1, 0x0D]
        let call: Proxy.Call =
            switch kind {
            case "half": .say(confirm)
            case "closed": .close
            case "garbage": .say(Array("220 mail.example ESMTP\r\n".utf8))
            default: .silence
            }
        let proxy = Proxy(to: berlin.p1, [call])
        defer { proxy.close() }
        let hole = BlackHole()
        let port =
            switch kind {
            case "nobody": freePort()
            case "black hole": hole.port
            default: proxy.port
            }
        try hq.connect(berlin, port: port, override: "OpenTimeout=1s")
        let mistake = try kind == "no address" ? Mistake(hq, "berlin", "[Stack]\nRemoteHost=berlin.invalid") : nil
        try berlin.start()
        try hq.start()
        try hq.send(to: "bo@berlin.example")
        Incidents.expect(numbers, hint: words, at: hq, kind)
        #expect(wait { Incidents(hq).all.count > 1 }, "\(kind)")
        #expect(Incidents(hq).gaps.allSatisfy { $0 > 0.9 }, "\(kind): \(Incidents(hq).gaps)")
        proxy.set(.forward(rate: 10_000_000))
        try hq.connect(berlin, port: proxy.port)
        try mistake?.mend()
        #expect(try hq.control("reload").status == 0)
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(kind): \(hq.events)")
    }

    @Test("An association that the neighbour ends after the bind: 1294 and 301 here") func abortedAfterBind() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try berlin.answer(hq)
        try hq.connect(berlin, port: try berlin.listen(), interval: "60s")
        try berlin.start()
        try hq.start()
        try hq.send(to: "bo@berlin.example")
        #expect(wait { berlin.mailbox("bo").count == 1 })
        #expect(wait { Incidents(hq).first == [10003, 271] })
        #expect(berlin.stop())
        Incidents.expect([10003, 271, 1294, 301], hint: ["neighbour"], at: hq)
    }

    @Test(
        "Open retries used up: 290 is the last of the incident of the last attempt, and has its hint",
        arguments: [false, true])
    func retriesUsedUp(dialled: Bool) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let words = dialled ? "RAS 651" : "Listen="
        if dialled {
            try hq.dial(berlin, through: "/bin/sh -c 'exit 1'", override: "OpenRetries=1")
        } else {
            try hq.connect(berlin, port: freePort(), override: "OpenRetries=1")
        }
        try hq.start()
        try hq.send(to: "bo@berlin.example")
        let last = { Incidents(hq).all.first { $0.events.contains { $0.number == 290 } } }
        #expect(wait { last() != nil }, "\(hq.events)")
        let numbers = dialled ? [10005, 9309, 289, 301, 290] : [9215, 289, 301, 290]
        #expect(last()?.events.map(\.number) == numbers, "\(Incidents(hq).description)")
        #expect(
            last()?.events.last?.hint.contains(words) == true
                && last()?.events.last?.hint.contains("diagnose") == dialled)
        #expect(Incidents(hq).all.flatMap(\.events).filter { $0.number == 290 }.count == 1)
        // The operator's hint is not for the sender.
        #expect(wait { hq.mailbox("ann").count == 1 })
        let report = hq.mailbox("ann").first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(
            report.contains("was not reached") && !report.contains("trunkctl") && !report.contains("Listen="),
            "\(report)")
    }
}

extension LineIncidentTests {
    @Test("Open retries used up where another connector is left: 10060 is the last of the incident, and has its hint")
    func anotherWay() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        let rome = try Site("ROME", in: folder.url)
        try hq.connect(berlin, port: freePort(), override: "OpenRetries=1")
        try rome.answer(hq)
        try hq.connect(rome, port: try rome.listen(), connector: "AddressSpace=SMTP:berlin.example;5")
        try rome.start()
        try hq.start()
        try hq.send(to: "bo@berlin.example")
        let last = { Incidents(hq).all.first { $0.events.contains { $0.number == 10060 } } }
        #expect(wait { last() != nil }, "\(hq.events)")
        #expect(last()?.events.map(\.number) == [9215, 289, 301, 10060], "\(Incidents(hq).description)")
        #expect(last()?.events.last?.hint.contains("Listen=") == true, "\(Incidents(hq).description)")
    }
}

/// A loopback port where a connection is never completed: its backlog is full.
final class BlackHole {
    let port = freePort()
    private var sockets: [Int32] = []

    init() {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        sockets = [listener]
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe bind(listener, $0, size)
                listen(listener, 0)
                for _ in 0..<4 {
                    let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_NONBLOCK, 0)
                    _ = unsafe connect(fd, $0, size)
                    sockets.append(fd)
                }
            }
        }
    }

    deinit { for fd in sockets { close(fd) } }
}
