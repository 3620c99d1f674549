import Foundation
import Testing

/// The administration socket against callers of every kind.
@Suite("Administration from outside", .serialized) struct AdministrationTests {
    @Test("Callers that only hold their connections do not keep an operator out") func heldConnections() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        try hq.start()
        #expect(try hq.control("status").status == 0)
        let base = hq.descriptors + 1
        let held = (0..<80).map { _ in unixSocket(hq.admin) }
        #expect(try hq.control("status").status == 0)
        #expect(hq.descriptors <= base + 65, "\(hq.descriptors), \(base)")
        for fd in held where fd >= 0 { close(fd) }
        #expect(wait { hq.descriptors <= base })
    }

    @Test(
        "Another user may see nothing; one of the view group may look, and change nothing",
        .enabled(if: getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")))
    func otherUsers() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        try hq.write("mta.conf.d/admin.conf", "[Admin]\nViewGroup=nogroup\nGroup=daemon")
        try hq.start()
        let call = "{\"method\":\"dev.trunkline.Admin.METHOD\",\"parameters\":{}}"
        for (group, status, reload) in [
            ("games", "PermissionDenied", "PermissionDenied"), ("nogroup", "localName", "PermissionDenied"),
            ("daemon", "localName", "connectors"),
        ] {
            for (method, expected) in [("Status", status), ("Reload", reload)] {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
                let text = call.replacingOccurrences(of: "METHOD", with: method)
                let shell = "printf '%s\\000' '\(text)' | /usr/bin/socat -t 2 - UNIX-CONNECT:\(hq.admin)"
                process.arguments = ["--reuid", "nobody", "--regid", group, "--clear-groups", "/bin/sh", "-c", shell]
                let pipe = Pipe()
                process.standardOutput = pipe
                try process.run()
                let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
                process.waitUntilExit()
                let answer = String(decoding: output, as: UTF8.self)
                #expect(answer.contains(expected), "\(group) \(method): \(answer)")
            }
        }
    }

    @Test("A mistake is told in the same words by check, start, reload and event") func sameWords() throws {
        let folder = try TemporaryFolder()
        let hq = try Site("HQ", in: folder.url)
        try hq.start()
        try hq.write("connectors/bad.connector", "[Connector]\nTipe=x400")
        let check = try hq.control("check", "--config", hq.folder.path)
        let words = check.output.split(separator: "\n").map(String.init).filter { $0.hasPrefix("connectors/") }
        #expect(check.status == 1 && !words.isEmpty, "\(check.output)")
        let reload = try hq.control("reload")
        #expect(reload.status == 4)
        let other = try Site("OTHER", in: folder.url)
        try other.write("connectors/bad.connector", "[Connector]\nTipe=x400")
        let start = try other.run()
        #expect(start.status == 78)
        for line in words {
            #expect(reload.output.contains(line), "\(reload.output)")
            #expect(start.output.contains(line), "\(start.output)")
            #expect(wait { hq.events.contains("Configuration refused: \(line)") }, "\(hq.events)")
        }
    }

    @Test("What is doubtful is told by check and by events at start and reload, and stays in force") func doubtful()
        throws
    {
        let folder = try TemporaryFolder()
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try hq.connect(berlin, port: freePort())
        let connector = hq.folder.appending(path: "connectors/berlin.connector")
        let text = try String(contentsOf: connector, encoding: .utf8)
        try hq.write(
            "connectors/berlin.connector",
            text.replacingOccurrences(of: "RemotePassword=BERLIN-secret", with: "RemotePassword="))
        let check = try hq.control("check", "--config", hq.folder.path)
        let words = "[Credentials] RemotePassword: empty: whoever calls itself BERLIN"
        #expect(check.status == 0 && check.output.contains("warning: \(words)"), "\(check.output)")
        try hq.start()
        let warned = { hq.events.components(separatedBy: "Z 10028 ").count - 1 }
        #expect(wait { warned() == 1 } && hq.events.contains("berlin.connector:12: \(words)"), "\(hq.events)")
        #expect(try hq.control("reload").status == 0)
        #expect(wait { warned() == 2 })
        #expect(hq.stop())
    }
}
