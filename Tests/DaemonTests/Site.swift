import Foundation
import Testing

/// One real `trunkd` with a folder of its own: configuration, spool, sockets, mailboxes.
///
/// All doors are Unix sockets below the folder, so that any number of sites can run side by side.
final class Site {
    let name: String
    let folder: URL
    private var process: Process?
    private var log: FileHandle?

    var smtp: String { folder.appending(path: "smtp.sock").path }
    var p1: String { folder.appending(path: "p1.sock").path }
    var admin: String { folder.appending(path: "admin.sock").path }
    var domain: String { name.lowercased() + ".example" }
    var logPath: String { folder.appending(path: "log").path }

    init(_ name: String, in parent: URL) throws {
        self.name = name
        folder = parent.appending(path: name.lowercased())
        for part in ["connectors", "phonebook", "mta.conf.d", "spool", "mail"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: part), withIntermediateDirectories: true)
        }
        try write(
            "mta.conf",
            """
            [MTA]
            LocalName=\(name)
            GlobalDomain=C=XX;A= ;P=TEST
            SpoolDirectory=spool
            Hostname=\(domain)
            [SMTP]
            Listen=unix:smtp.sock
            [P1]
            Listen=unix:p1.sock
            [Admin]
            Socket=admin.sock
            """)
        try write(
            "connectors/local.connector",
            """
            [Connector]
            Type=local
            AddressSpace=SMTP:\(domain);1
            [Local]
            Maildir=\(folder.path)/mail/%u
            """)
    }

    deinit { kill() }

    func write(_ file: String, _ text: String) throws {
        let url = folder.appending(path: file)
        try text.appending("\n").write(to: url, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
    }

    /// A connector over a dialled line to `other`: the line is a program that joins the other's P1 socket.
    func dial(
        _ other: Site, through program: String? = nil, remoteName: String? = nil, interval: String = "1s",
        override: String = "", dialTimeout: Int = 5, idleHangUp: Int = 1
    ) throws {
        let line = program ?? "/usr/bin/socat - UNIX-CONNECT:\(other.p1)"
        try write(
            "connectors/\(other.name.lowercased()).connector",
            """
            [Connector]
            Type=dynamic-ras
            RemoteMTA=\(remoteName ?? other.name)
            AddressSpace=SMTP:\(other.domain);1
            [Link]
            PhonebookEntry=\(other.name.lowercased())
            [Credentials]
            LocalPassword=\(name)-secret
            RemotePassword=\(other.name)-secret
            [Override]
            OpenInterval=\(interval)
            TransferInterval=1s
            RetryFloor=\(interval)
            \(override)
            """)
        try write(
            "phonebook/\(other.name.lowercased()).ras",
            """
            [Entry]
            Medium=command
            Command=\(line)
            DialTimeout=\(dialTimeout)s
            IdleHangUp=\(idleHangUp)s
            """)
    }

    /// A connector that only answers `other`'s calls.
    func answer(
        _ other: Site, remoteName: String? = nil, remotePassword: String? = nil, connector: String = "",
        stack: String = "", override: String = ""
    ) throws {
        try write(
            "connectors/\(other.name.lowercased()).connector",
            """
            [Connector]
            Type=x400
            RemoteMTA=\(remoteName ?? other.name)
            AddressSpace=SMTP:\(other.domain);1
            Schedule=remote-initiated
            \(connector)
            [Stack]
            \(stack)
            [Credentials]
            LocalPassword=\(name)-secret
            RemotePassword=\(remotePassword ?? other.name + "-secret")
            [Override]
            OpenInterval=1s
            RetryFloor=1s
            \(override)
            """)
    }

    /// Listens on a loopback port too: what a connector of type x400 calls.
    func listen(_ section: String = "P1") throws -> Int {
        let port = freePort()
        try write("mta.conf.d/tcp.conf", "[\(section)]\nListen=127.0.0.1:\(port)")
        return port
    }

    /// A connector over TCP to `other`, or to whatever stands at the port.
    func connect(
        _ other: Site, port: Int, connector: String = "", stack: String = "", interval: String = "1s",
        override: String = ""
    ) throws {
        try write(
            "connectors/\(other.name.lowercased()).connector",
            """
            [Connector]
            Type=x400
            RemoteMTA=\(other.name)
            AddressSpace=SMTP:\(other.domain);1
            \(connector)
            [Stack]
            RemoteHost=127.0.0.1
            Port=\(port)
            \(stack)
            [Credentials]
            LocalPassword=\(name)-secret
            RemotePassword=\(other.name)-secret
            [Override]
            OpenInterval=\(interval)
            TransferInterval=1s
            RetryFloor=\(interval)
            \(override)
            """)
    }

    func start() throws {
        let process = Process()
        process.executableURL = Self.program("trunkd")
        process.arguments = ["--config", folder.path, "--log", "stderr"]
        if !FileManager.default.fileExists(atPath: logPath) {
            _ = FileManager.default.createFile(atPath: logPath, contents: nil)
        }
        let log = try FileHandle(forWritingTo: URL(fileURLWithPath: logPath))
        try log.seekToEnd()
        process.standardError = log
        process.standardOutput = log
        try process.run()
        self.process = process
        self.log = log
        // Each door is opened by an owner of its own.
        #expect(wait { canConnect(admin) && canConnect(smtp) }, "\(name) starts: \(events)")
    }

    /// SIGTERM; true when it ended within ten seconds with status 0.
    func stop() -> Bool {
        guard let process else { return true }
        process.terminate()
        let ended = wait(10) { !process.isRunning }
        if !ended { kill() }
        self.process = nil
        return ended && process.terminationReason == .exit && process.terminationStatus == 0
    }

    /// SIGKILL.
    func kill() {
        guard let process, process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        self.process = nil
    }

    var isRunning: Bool { process?.isRunning ?? false }
    var pid: Int32 { process?.processIdentifier ?? 0 }

    func signal(_ number: Int32) { if isRunning { Foundation.kill(pid, number) } }

    /// SIGSTOP has taken effect.
    var isSuspended: Bool {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        return text.split(separator: ")").last?.hasPrefix(" T") ?? false
    }

    /// Everything logged so far.
    var events: String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

    /// The messages in a user's mailbox, in no order.
    func mailbox(_ user: String) -> [Data] {
        let new = folder.appending(path: "mail/\(user)/new")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: new.path)) ?? []
        return names.compactMap { try? Data(contentsOf: new.appending(path: $0)) }
    }

    /// How many messages are in a user's mailbox.
    func count(_ user: String) -> Int {
        let new = folder.appending(path: "mail/\(user)/new")
        return (try? FileManager.default.contentsOfDirectory(atPath: new.path).count) ?? 0
    }

    /// A daemon that is expected to end by itself, within ten seconds.
    func run() throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = Self.program("trunkd")
        process.arguments = ["--config", folder.path, "--log", "stderr"]
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let ended = wait(10) { !process.isRunning }
        if !ended { process.terminate() }
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (ended ? process.terminationStatus : -1, String(decoding: output, as: UTF8.self))
    }

    /// Descriptors that the daemon has open.
    var descriptors: Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count) ?? 0 }

    /// What they are, but for the spool's: it opens up to four connections for reading and keeps them.
    var openFiles: [String] {
        let place = "/proc/\(pid)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        return names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(place)/\($0)") }
            .filter { !$0.hasPrefix(folder.path + "/spool/") }.sorted()
    }

    /// What of the daemon is in memory.
    var residentKilobytes: Int {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    /// Seconds of processor time that the daemon has used.
    var processorTime: Double {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        let fields = text.split(separator: ")").last?.split(separator: " ").compactMap { Double($0) } ?? []
        // Without the state, which is no number: utime and stime are the eleventh and twelfth.
        return fields.count > 11 ? (fields[10] + fields[11]) / 100 : 0
    }

    /// `trunkctl` against this site.
    func control(_ arguments: String...) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = Self.program("trunkctl")
        process.arguments = ["--socket", admin] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// The programs stand beside the test bundle.
    static func program(_ name: String) -> URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        let folder = bundle?.bundleURL.deletingLastPathComponent() ?? Bundle.main.bundleURL
        return folder.appending(path: name)
    }
}

/// Polls until the condition holds; false after `seconds`.
func wait(_ seconds: Double = 20, until condition: () -> Bool) -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    while Date() < end {
        if condition() { return true }
        usleep(20000)
    }
    return condition()
}

/// A loopback port that nobody has.
func freePort() -> Int {
    let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(fd) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return unsafe withUnsafeMutablePointer(to: &address) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            _ = unsafe bind(fd, $0, size)
            _ = unsafe getsockname(fd, $0, &size)
        }
        return Int(UInt16(bigEndian: unsafe $0.pointee.sin_port))
    }
}

/// A folder that goes when the test ends.
final class TemporaryFolder {
    let url: URL
    init() throws {
        // Short: a Unix socket's path has at most 107 octets.
        url = URL(fileURLWithPath: "/tmp/tl-\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(at: url) }
}
