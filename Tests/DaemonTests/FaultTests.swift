import Foundation
import Testing

/// What goes wrong in the field, and what the operator reads about it.
@Suite("Faults", .serialized) struct FaultTests {
    private static func submit(_ hq: Site, to recipient: String = "bo@berlin.example") throws {
        let client = try SMTPClient(hq.smtp)
        #expect(client.submit(from: "ann@hq.example", to: [recipient], content: message("x")).hasPrefix("250"))
    }

    private static func sites(_ folder: TemporaryFolder) throws -> (hq: Site, berlin: Site) {
        (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
    }

    @Test("A caller whose name differs in case alone: 9322 with both spellings there, 1290 and 289 here, and no 51")
    func nameDiffersInCase() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin)
        try berlin.answer(hq, remoteName: "Hq")
        try berlin.start()
        try hq.start()
        try Self.submit(hq)
        #expect(wait { hq.events.contains("Z 301 ") }, "\(hq.events)")
        #expect(hq.events.contains("Z 1290 ") && hq.events.contains("Z 289 "))
        #expect(berlin.events.contains("Z 9322 ") && !berlin.events.contains("Z 51 "), "\(berlin.events)")
        #expect(berlin.events.contains("Hq") && berlin.events.contains("HQ"))
        // Put right, and reloaded: it flows.
        try berlin.answer(hq)
        berlin.signal(SIGHUP)
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(hq.events)\n\(berlin.events)")
    }

    @Test("An MTA that answers under another name than configured: 9316 with error 9301, and both spellings")
    func answererHasOtherName() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        let berlin = try Site("BERLIN", in: folder.url)
        try hq.dial(berlin, remoteName: "Berlin")
        try berlin.answer(hq)
        try berlin.start()
        try hq.start()
        try Self.submit(hq)
        #expect(wait { hq.events.contains("Z 301 ") }, "\(hq.events)")
        #expect(hq.events.contains("Z 9316 ") && hq.events.contains("Error: 9301") && hq.events.contains("Z 1294 "))
        #expect(hq.events.contains("\"BERLIN\"") && hq.events.contains("\"Berlin\""))
        #expect(berlin.mailbox("bo").isEmpty)
    }

    @Test("A caller that no connector knows: 51") func unknownCaller() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin)
        try berlin.start()
        try hq.start()
        try Self.submit(hq)
        #expect(wait { berlin.events.contains("Z 51 ") })
        #expect(wait { hq.events.contains("Z 289 ") })
    }

    @Test("A wrong password: 9322 with error 5 there") func wrongPassword() throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin)
        try berlin.answer(hq, remotePassword: "zebra-secret")
        try berlin.start()
        try hq.start()
        try Self.submit(hq)
        #expect(wait { berlin.events.contains("Z 9322 ") }, "\(berlin.events)")
        #expect(!berlin.events.contains("zebra-secret") && !hq.events.contains("HQ-secret"), "no password in any event")
    }

    @Test(
        "Line programs that fail in every way: an event each time, the daemon serves on",
        arguments: [
            "/nonexistent/line", "/bin/false", "/bin/sh -c 'head -c 300000 /dev/urandom; sleep 5'", "/bin/sleep 60",
            "/bin/sh -c 'yes >&2 & exec yes'",
        ])
    func lineProgram(_ program: String) throws {
        let folder = try TemporaryFolder()
        let (hq, berlin) = try Self.sites(folder)
        try hq.dial(berlin, through: program, dialTimeout: 2)
        try hq.start()
        try Self.submit(hq)
        #expect(
            wait { hq.events.contains("Z 9309 ") || hq.events.contains("Z 9311 ") },
            "\(program): \(hq.events.suffix(3000))")
        try Self.submit(hq, to: "ann@hq.example")
        #expect(wait { hq.mailbox("ann").count == 1 })
        #expect(wait { hq.events.contains("Z 9309 ") || hq.events.contains("Z 1294 ") || hq.events.contains("Z 289 ") })
        let queue = try hq.control("queue", "berlin")
        #expect(queue.status == 0 && queue.output.contains("bo@berlin.example"), "\(queue.output)")
        #expect(hq.isRunning)
        let calls = hq.events.components(separatedBy: "Z 10005 ").count
        #expect(
            hq.events.components(separatedBy: "Z 301 ").count <= calls, "one timer a call\n\(hq.events.suffix(3000))")
    }

    @Test("One slot for two sites: 9315, and both get their mail") func tableFull() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        let others = try ["BERLIN", "NAIROBI"].map { try Site($0, in: folder.url) }
        try hq.write("mta.conf.d/ras.conf", "[RAS]\nConcurrentConnections=1")
        for other in others {
            try hq.dial(other)
            try other.answer(hq)
            try other.start()
        }
        try hq.start()
        for other in others { try Self.submit(hq, to: "bo@\(other.domain)") }
        #expect(wait(30) { others.allSatisfy { $0.mailbox("bo").count == 1 } }, "\(hq.events)")
        #expect(hq.events.contains("Z 9315 "))
    }

    @Test("Two connectors that name one phonebook entry: their calls never overlap, and both get their line")
    func sharedLine() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        let others = try ["BERLIN", "NAIROBI"].map { try Site($0, in: folder.url) }
        // The line takes a lock and fails when the other call still has it.
        let line = folder.url.appending(path: "line")
        let log = folder.url.appending(path: "calls").path
        try """
        #!/bin/sh
        exec 9>>\(log).lock
        flock -n 9 || { echo overlap >>\(log); exit 1; }
        echo "$TRUNKLINE_CONNECTOR" >>\(log)
        exec socat - UNIX-CONNECT:\(folder.url.path)/$TRUNKLINE_CONNECTOR/p1.sock
        """.write(to: line, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: line.path)
        for other in others {
            try hq.dial(other, through: line.path)
            let connector = try String(
                contentsOf: hq.folder.appending(path: "connectors/\(other.name.lowercased()).connector"),
                encoding: .utf8)
            try hq.write(
                "connectors/\(other.name.lowercased()).connector",
                connector.replacingOccurrences(of: "PhonebookEntry=nairobi", with: "PhonebookEntry=berlin"))
            try other.answer(hq)
            try other.start()
        }
        try hq.start()
        for _ in 0..<3 {
            for other in others { try Self.submit(hq, to: "bo@\(other.domain)") }
        }
        #expect(wait(30) { others.allSatisfy { $0.mailbox("bo").count == 3 } }, "\(hq.events)")
        let calls = try String(contentsOfFile: log, encoding: .utf8)
        #expect(calls.contains("berlin") && calls.contains("nairobi") && !calls.contains("overlap"), "\(calls)")
    }

    @Test("A configuration with a mistake: the daemon says file, line and nearest key, and does not start")
    func configurationMistake() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        try hq.write("connectors/bad.connector", "[Connector]\nTipe=x400")
        let check = try hq.control("check", "--config", hq.folder.path)
        #expect(check.status != 0)
        #expect(check.output.contains("bad.connector:2") && check.output.contains("Type"), "\(check.output)")
    }

    @Test("A reload that fails changes nothing") func failedReload() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        try hq.start()
        try hq.write("connectors/bad.connector", "[Connector]\nTipe=x400")
        hq.signal(SIGHUP)
        #expect(wait { hq.events.contains("Z 10011 ") })
        try Self.submit(hq, to: "ann@hq.example")
        #expect(wait { hq.mailbox("ann").count == 1 })
    }

    @Test("Garbage on the P1 and admin sockets ends that connection and nothing else") func garbage() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        try hq.start()
        for path in [hq.p1, hq.admin] {
            for seed in 0..<20 {
                let fd = unixSocket(path)
                var octets = (0..<2000).map { _ in UInt8.random(in: 0...255) }
                if seed % 2 == 0 { octets.replaceSubrange(0..<4, with: [3, 0, 1, 0]) }
                _ = unsafe octets.withUnsafeBytes {
                    unsafe send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                close(fd)
            }
        }
        try Self.submit(hq, to: "ann@hq.example")
        #expect(wait { hq.mailbox("ann").count == 1 })
        #expect(try hq.control("status").status == 0)
    }
}
