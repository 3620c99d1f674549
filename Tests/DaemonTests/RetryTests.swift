import Foundation
import Testing

/// When a daemon calls again, seen from the line: its program notes each call.
@Suite("Retries in the field", .serialized) struct RetryTests {
    private static func submit(_ site: Site, count: Int = 1) throws {
        let client = try SMTPClient(site.smtp)
        for _ in 0..<count {
            #expect(
                client.submit(from: "ann@hq.example", to: ["bo@berlin.example"], content: message("x"))
                    .hasPrefix("250"))
        }
    }

    private static func sites(_ folder: TemporaryFolder) throws -> (hq: Site, berlin: Site) {
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq)
        return (hq, berlin)
    }

    /// A line's program that notes the time of each call in `calls` and then does `script`, in which `$n` is the
    /// call's number.
    private static func line(_ folder: TemporaryFolder, _ script: String) throws -> String {
        let url = folder.url.appending(path: "line")
        try """
        #!/bin/sh
        date +%s%N >>\(folder.url.path)/calls
        n=$(wc -l <\(folder.url.path)/calls)
        \(script)
        """.write(to: url, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
        return url.path
    }

    /// Seconds, of each call.
    private static func calls(_ folder: TemporaryFolder) -> [Double] {
        let text = try? String(contentsOf: folder.url.appending(path: "calls"), encoding: .utf8)
        return (text ?? "").split(separator: "\n").compactMap { Double($0).map { $0 / 1e9 } }
    }

    /// The program notes its call a little after the dial, more or less as the machine is busy.
    private static func areApart(_ calls: [Double], _ seconds: Double) -> Bool {
        zip(calls, calls.dropFirst()).allSatisfy { $1 - $0 > seconds - 0.7 }
    }

    @Test("S8 (Q152666): a modem that is busy for more calls than there are retries: nothing is returned, and it goes")
    func busyModem() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        // As many calls as the open interval's 600 s allow in 25 hours, at the default of 144 retries.
        let program = try Self.line(
            folder, "[ $n -le 150 ] && exit 75\nexec socat - UNIX-CONNECT:\(berlin.p1)")
        try hq.dial(berlin, through: program, interval: "20ms")
        try berlin.start()
        try hq.start()
        try Self.submit(hq)
        #expect(wait(90) { berlin.mailbox("bo").count == 1 }, "\(Self.calls(folder).count) calls")
        #expect(Self.calls(folder).count == 151)
        #expect(!hq.events.contains("Z 290 ") && hq.mailbox("ann").isEmpty)
        #expect(hq.events.components(separatedBy: "676").count > 150, "\(hq.events.suffix(2000))")
    }

    @Test("S9 (Q150927): error 629 at every step of the dial: the calls are the open interval apart")
    func hungUpAtEveryStep() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        // The neighbour's octets end before the first, in the transport's confirm, behind it, in the bind, behind it,
        // and in the transfer's confirmations; then the line holds.
        let program = try Self.line(
            folder,
            """
            case $n in
            1) exit 0;; 2) o=5;; 3) o=14;; 4) o=60;; 5) o=300;; 6) o=600;;
            *) exec socat - UNIX-CONNECT:\(berlin.p1);;
            esac
            mkfifo \(folder.url.path)/$n
            exec 3<&0
            socat - UNIX-CONNECT:\(berlin.p1) <&3 >\(folder.url.path)/$n &
            dd bs=1 count=$o status=none <\(folder.url.path)/$n
            kill $!
            exit 0
            """)
        try hq.dial(berlin, through: program, interval: "2s")
        try berlin.start()
        try hq.start()
        try Self.submit(hq, count: 20)
        #expect(wait(60) { berlin.mailbox("bo").count == 20 }, "\(hq.events)\n\(berlin.events)")
        let calls = Self.calls(folder)
        #expect(calls.count >= 6 && Self.areApart(calls, 2), "\(calls)")
        #expect(hq.events.contains("629"), "\(hq.events)")
        #expect(!hq.events.contains("Z 290 "), "\(hq.events)")
    }

    @Test("An account that is refused bars the link; a reload lifts the bar, and the floor holds") func barAndReload()
        throws
    {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let program = try Self.line(folder, "[ $n -le 2 ] && exit 77\nexec socat - UNIX-CONNECT:\(berlin.p1)")
        try hq.dial(berlin, through: program, interval: "3s")
        try berlin.start()
        try hq.start()
        try Self.submit(hq)
        #expect(wait { hq.events.contains("Z 10022 ") }, "\(hq.events)")
        let reloads = { hq.events.components(separatedBy: "Z 10010 ").count }
        for count in 1...3 {
            hq.signal(SIGHUP)
            #expect(wait { reloads() > count + 1 })
        }
        #expect(wait { Self.calls(folder).count == 2 }, "\(hq.events)")
        #expect(Self.areApart(Self.calls(folder), 3), "\(Self.calls(folder))")
        // An operator's call is held up by neither.
        #expect(wait { hq.events.components(separatedBy: "Z 10022 ").count == 3 })
        #expect(try hq.control("link", "call", "berlin").status == 0)
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(Self.calls(folder)[2] - Self.calls(folder)[1] < 3, "\(Self.calls(folder))")
    }

    @Test("A neighbour that takes the association down at once is not called again before the floor") func takenDown()
        throws
    {
        let folder = try TemporaryFolder()
        let (hq, _) = try Self.sites(folder)
        let silent = Proxy(to: "", [.reset])
        defer { silent.close() }
        try hq.connect(try Site("BERLIN", in: folder.url), port: silent.port, interval: "2s")
        try hq.start()
        try Self.submit(hq)
        #expect(wait { silent.accepted == 1 })
        let first = Date()
        for _ in 0..<5 { hq.signal(SIGHUP) }
        #expect(wait { silent.accepted == 2 })
        #expect(Date().timeIntervalSince(first) > 1.3)
    }

    @Test("CallsPerHour=: what is beyond waits for the hour, with its reason, and an operator may call")
    func callsPerHour()
        throws
    {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        let program = try Self.line(folder, "[ $n -le 2 ] && exit 1\nexec socat - UNIX-CONNECT:\(berlin.p1)")
        try hq.dial(berlin, through: program, interval: "20ms", override: "CallsPerHour=2")
        try berlin.start()
        try hq.start()
        try Self.submit(hq)
        let isFarOff = {
            let answer = (try? hq.control("connector", "status", "berlin", "--json"))?.output ?? ""
            let status = try? JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
            let next = (status?["nextTry"] as? Int).map { Date(timeIntervalSince1970: Double($0) / 1e6) }
            return next.map { $0.timeIntervalSinceNow > 3000 } ?? false
        }
        #expect(wait { Self.calls(folder).count == 2 && isFarOff() }, "\(hq.events)")
        #expect(try hq.control("link", "call", "berlin").status == 0)
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)")
        #expect(Self.calls(folder).count == 3)
    }
}
