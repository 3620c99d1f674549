import IO
import LocalConnector
import Message
import SMTP
import Spool
import Testing

@Suite("LMTP delivery to Dovecot", .enabled(if: Dovecot.isPossible, "needs Dovecot, and root to start it"))
struct DovecotTests {
    @Test("Dovecot stores what it is given, octet for octet, and its refusals come back", .timeLimit(.minutes(1)))
    func dovecot() async throws {
        let house = try SpoolHouse()
        let dovecot = Dovecot(directory: house.directory + "/dovecot")
        let address = try await dovecot.start()
        let content = Array("Subject: J\u{FC}rgen\r\n\r\n.\r\n..\r\nline\r\n".utf8)
        let long = Array("Subject: long\r\n\r\n".utf8) + Array(repeating: 0x42, count: 900) + [0x0D, 0x0A]
        try await house.accept(content, to: ["b@x.example", "nobody@unknown.example"])
        try await house.accept(long, to: ["b@x.example"], from: nil)
        let delivery = LMTPDelivery(
            label: "test", spool: house.spool, address: address, hostname: "mx.hq.example", connectSeconds: 10)
        // Recipient by recipient, the last word counts: Dovecot's socket is there before its services are.
        var outcomes: [Int64: [Int: Outcome]] = [:]
        for _ in 0..<100 {
            let items = try house.items()
            if items.isEmpty { break }
            let told = await delivery.deliver(items)
            outcomes.merge(told) { $0.merging($1) { _, last in last } }
            try await house.settle(told)
            try await Task.sleep(for: .milliseconds(items.isEmpty ? 0 : 50))
        }
        await dovecot.stop()
        let log = String(decoding: (try? Files.readAll(dovecot.directory + "/log")) ?? [], as: UTF8.self)
        let told = outcomes.sorted { $0.key < $1.key }.map(\.value)
        #expect(told.map { $0[1] } == [.delivered, .delivered], "\(outcomes)\n\(log)")
        guard case .failed(let reason) = told.first?[2] else {
            Issue.record("the unknown user was not refused: \(outcomes)\n\(log)")
            return
        }
        #expect(reason.status == "5.1.1")
        #expect(reason.diagnostic == .unrecognisedORName)
        let folder = dovecot.directory + "/mail/x.example/b/new"
        var stored = try Files.list(folder).map { try Files.readAll("\(folder)/\($0)") }
        stored.sort { $0.count < $1.count }
        #expect(stored.count == 2)
        // Dovecot puts its own fields first, and stores line ends as LF.
        for (octets, expected) in zip(stored, [content, long]) {
            #expect(Array(octets.suffix(expected.filter { $0 != 0x0D }.count)) == expected.filter { $0 != 0x0D })
        }
    }
}

/// A private Dovecot: LMTP only, everything in one folder.
actor Dovecot: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "dovecot")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    static let isPossible = Files.exists("/usr/sbin/dovecot") && ProcessInformation.uid == 0

    nonisolated let directory: String
    private var process: ChildProcess?
    private var whenGone: CheckedContinuation<Void, Never>?
    private var isGone = false

    init(directory: String) { self.directory = directory }

    func start() throws -> SocketAddress {
        for folder in ["", "/run", "/state", "/mail"] { try Files.makeDirectory(directory + folder, mode: 0o755) }
        // Dovecot's mail processes run as somebody else than root.
        try Files.setMode(Files.parent(of: directory), 0o755)
        try Files.setMode(directory + "/mail", 0o777)
        try Files.writeAtomically(
            directory + "/users", Array("b@x.example::65534:65534::\(directory)/mail/x.example/b::\n".utf8))
        try Files.setMode(directory + "/users", 0o644)
        let configuration = """
            base_dir = \(directory)/run
            state_dir = \(directory)/state
            log_path = \(directory)/log
            protocols = lmtp
            ssl = no
            mail_location = maildir:\(directory)/mail/%d/%n
            first_valid_uid = 1
            passdb {
              driver = passwd-file
              args = \(directory)/users
            }
            userdb {
              driver = passwd-file
              args = \(directory)/users
            }
            service lmtp {
              unix_listener \(directory)/lmtp {
                mode = 0666
              }
            }

            """
        try Files.writeAtomically(directory + "/dovecot.conf", Array(configuration.utf8))
        let process = try ChildProcess.spawn(
            arguments: ["/usr/sbin/dovecot", "-F", "-c", directory + "/dovecot.conf"], environment: [:],
            executor: executor)
        process.onExit = { _ in self.gone() }
        self.process = process
        return .unix(path: directory + "/lmtp")
    }

    private func gone() {
        isGone = true
        whenGone?.resume()
        whenGone = nil
    }

    func stop() async {
        if isGone { return }
        process?.terminate()
        await withCheckedContinuation { whenGone = $0 }
    }
}
