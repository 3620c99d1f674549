import Events
import IO
import Message
import SMTP
import SMTPConnector
import Spool
import Testing

@Suite("The SMTP door", .timeLimit(.minutes(1)))
struct SMTPServiceTests {
    let house: GateHouse

    init() throws { house = try GateHouse() }

    private func service(
        _ change: (inout SMTPServiceConfiguration) -> Void = { _ in }
    ) async throws -> (SMTPService, SocketAddress) {
        var configuration = SMTPServiceConfiguration(hostname: "mx.hq.example")
        configuration.stopSeconds = 0.3
        change(&configuration)
        let service = SMTPService(gate: house.gate, configuration: configuration, events: house.events)
        return (service, try await service.listen(.ip(host: "127.0.0.1", port: 0)))
    }

    private func stop(_ service: SMTPService) async {
        await withCheckedContinuation { continuation in service.post { $0.stop { continuation.resume() } } }
    }

    @Test("a message is in the spool, octet for octet behind one Received field, when 250 is said")
    func accepted() async throws {
        let (service, address) = try await service()
        let client = try await TestClient.connect(address)
        let body = "Subject: x\r\nPriority: Urgent\r\n\r\n..dot\r\n" + String(repeating: "line\r\n", count: 30_000)
        await client.say("EHLO client.example\r\nMAIL FROM:<a@hq.example> RET=HDRS ENVID=e1\r\n")
        await client.say("RCPT TO:<b@x.example> NOTIFY=DELAY\r\nRCPT TO:<c@none.example>\r\nRCPT TO:<d@x.example>\r\n")
        await client.say("DATA\r\n")
        #expect(await client.codes(7) == [220, 250, 250, 250, 550, 250, 354])
        await client.say(body + ".\r\n")
        #expect(await client.codes(8).last == 250)
        let (envelope, content) = try #require(try house.messages().first)
        let text = String(decoding: content, as: UTF8.self)
        #expect(text.hasPrefix("Received: from client.example ([127.0.0.1])\r\n\tby mx.hq.example with ESMTP;\r\n\t"))
        #expect(text.hasSuffix(" +0000\r\n" + body.replacing("\r\n..dot", with: "\r\n.dot")))
        #expect(envelope.originator == Mailbox("a@hq.example"))
        #expect(envelope.recipients.map(\.number) == [1, 2])
        #expect(envelope.recipients.map(\.mailbox.description) == ["b@x.example", "d@x.example"])
        #expect(envelope.recipients.first?.notify == .delay)
        #expect(envelope.priority == .urgent)
        #expect(envelope.dsnReturn == .headers)
        #expect(envelope.envelopeID == "e1")
        #expect(envelope.bodyType == .sevenBit)
        #expect(await client.received.contains(envelope.mtsIdentifier.localIdentifier))
        await client.say("QUIT\r\n")
        #expect(await client.codesAtEnd().last == 221)
        await stop(service)
    }

    @Test(
        "<postmaster> without a domain is whom the configuration names, by default one at the host; else 550 says why")
    func postmaster() async throws {
        let (service, address) = try await service { $0.postmaster = Mailbox("help@x.example") }
        let client = try await TestClient.connect(address)
        await client.say("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<PostMaster>\r\nDATA\r\n")
        #expect(await client.codes(5) == [220, 250, 250, 250, 354])
        await client.say("x\r\n.\r\n")
        #expect(await client.codes(6).last == 250)
        #expect(try house.messages().first?.envelope.recipients.map(\.mailbox.description) == ["help@x.example"])
        await stop(service)
        let (plain, plainAddress) = try await self.service()
        let other = try await TestClient.connect(plainAddress)
        await other.say("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<Postmaster>\r\n")
        #expect(await other.codes(4) == [220, 250, 250, 550])
        #expect(await other.received.contains("550 5.1.1 The postmaster of this MTA has no mailbox"))
        await stop(plain)
    }

    @Test("MT-PRIORITY outweighs the header, and an eighth bit is noticed")
    func priority() async throws {
        let (service, address) = try await service()
        let client = try await TestClient.connect(address)
        await client.say("EHLO c\r\nMAIL FROM:<> MT-PRIORITY=-5\r\nRCPT TO:<b@x.example>\r\nDATA\r\n")
        _ = await client.codes(5)
        await client.say("Priority: urgent\r\n\r\né\r\n.\r\n")
        #expect(await client.codes(6).last == 250)
        let envelope = try #require(try house.messages().first).envelope
        #expect(envelope.priority == .nonUrgent)
        #expect(envelope.bodyType == .eightBitMIME)
        #expect(envelope.originator == nil)
        await stop(service)
    }

    @Test("twenty clients at a time are all served")
    func many() async throws {
        let (service, address) = try await service()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let client = try await TestClient.connect(address)
                    await client.say("EHLO c\r\n")
                    for _ in 0..<5 {
                        await client.say(
                            "MAIL FROM:<a@hq.example>\r\nRCPT TO:<b@x.example>\r\n"
                                + "BDAT 12 LAST\r\n\(number % 10): x\r\n\r\nhi\r\n"
                        )
                    }
                    await client.say("QUIT\r\n")
                    let codes = await client.codesAtEnd()
                    return codes.filter { $0 == 250 }.count == 16 && codes.last == 221
                }
            }
            for try await isGood in group { #expect(isGood) }
        }
        #expect(try house.contents().count == 100)
        await stop(service)
    }

    @Test("a Unix peer and a configured network may relay")
    func relaying() async throws {
        #expect(SMTPServiceTests.mayRelay("192.0.2.7", ["192.0.2.0/24"]))
        #expect(!SMTPServiceTests.mayRelay("192.0.3.7", ["192.0.2.0/24"]))
        #expect(SMTPServiceTests.mayRelay("2001:db8::7", ["2001:db8::/32"]))
        #expect(
            !SMTPServiceTests.mayRelay("2001:db9::7", ["2001:db8::/32", "fd00::/8"]))
        let (service, _) = try await service()
        let path = house.directory + "/smtp"
        _ = try await service.listen(.unix(path: path), mode: 0o600)
        let client = try await TestClient.connect(.unix(path: path))
        await client.say("EHLO c\r\nMAIL FROM:<a@hq.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n")
        #expect(await client.codes(5) == [220, 250, 250, 250, 354])
        await client.say("x\r\n.\r\n")
        #expect(await client.codes(6).last == 250)
        let content = try #require(try house.contents().first)
        #expect(String(decoding: content, as: UTF8.self).hasPrefix("Received: from c (local)\r\n"))
        await stop(service)
    }

    private static func mayRelay(_ address: String, _ networks: [String]) -> Bool {
        guard let address = IPAddress(address) else { return false }
        return networks.compactMap(IPNetwork.init).contains { $0.contains(address) }
    }

    @Test("connections beyond the limits, in all and from one address, are told so", arguments: [true, false])
    func connectionLimits(_ isTotal: Bool) async throws {
        let (service, address) = try await service {
            if isTotal { $0.connections = 2 } else { $0.connectionsPerAddress = 2 }
        }
        let first = try await TestClient.connect(address)
        let second = try await TestClient.connect(address)
        #expect(await first.codes(1) == [220])
        #expect(await second.codes(1) == [220])
        let third = try await TestClient.connect(address)
        #expect(await third.codesAtEnd() == [421])
        #expect(house.events.refusals == [isTotal ? "too many connections" : "too many connections from one address"])
        await first.say("QUIT\r\n")
        _ = await first.codesAtEnd()
        let fourth = try await TestClient.connect(address)
        #expect(await fourth.codes(1) == [220])
        await stop(service)
    }

    @Test("a spool in trouble puts messages off, and they are taken when it is over")
    func spoolTrouble() async throws {
        let (service, address) = try await service()
        house.spool.fail(SpoolError(.full, "no space"))
        let client = try await TestClient.connect(address)
        await client.say("EHLO c\r\nMAIL FROM:<a@hq.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\nx\r\n.\r\n")
        #expect(await client.codes(6) == [220, 250, 250, 250, 354, 452])
        house.spool.fail(nil)
        await client.say("MAIL FROM:<a@hq.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\nx\r\n.\r\n")
        #expect(await client.codes(10).suffix(2) == [354, 250])
        #expect(try house.contents().count == 1)
        await stop(service)
    }

    @Test("a message that goes in circles is refused")
    func loop() async throws {
        let (service, address) = try await service()
        let client = try await TestClient.connect(address)
        await client.say("EHLO c\r\nMAIL FROM:<a@hq.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n")
        await client.say(String(repeating: "Received: from a by b; now\r\n", count: 100) + "\r\nx\r\n.\r\n")
        #expect(await client.codes(6).last == 554)
        #expect(try house.contents().isEmpty)
        await stop(service)
    }

    @Test("a stop answers the message that is being made safe and cuts idle clients")
    func stopping() async throws {
        house.spool.hold()
        let (service, address) = try await service { $0.stopSeconds = 20 }
        let idle = try await TestClient.connect(address)
        _ = await idle.codes(1)
        let busy = try await TestClient.connect(address)
        await busy.say("EHLO c\r\nMAIL FROM:<a@hq.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\nx\r\n.\r\n")
        _ = await busy.codes(5)
        while house.spool.accepted == 0 { await Task.yield() }
        async let stopped: Void = stop(service)
        #expect(await idle.codesAtEnd() == [220, 421])
        house.spool.release()
        #expect(await busy.codesAtEnd() == [220, 250, 250, 250, 354, 250, 421])
        await stopped
    }

    @Test("a stop does not wait for ever")
    func stoppingInVain() async throws {
        house.spool.hold()
        let (service, address) = try await service()
        let busy = try await TestClient.connect(address)
        await busy.say("EHLO c\r\nMAIL FROM:<a@hq.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\nx\r\n.\r\n")
        while house.spool.accepted == 0 { await Task.yield() }
        await stop(service)
        #expect(await busy.codesAtEnd() == [220, 250, 250, 250, 354])
        house.spool.release()
    }

    @Test("a client that ends its sending behind its message still gets the answer")
    func halfClosed() async throws {
        let (service, address) = try await service()
        let client = try await TestClient.connect(address)
        await client.say("EHLO c\r\nMAIL FROM:<a@hq.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\nx\r\n.\r\n")
        await client.endSending()
        #expect(await client.codesAtEnd() == [220, 250, 250, 250, 354, 250])
        await stop(service)
    }

    @Test("slow, silent and vanishing clients are let go and leave nothing behind")
    func badClients() async throws {
        let (service, address) = try await service {
            $0.limits.idleSeconds = 1
            $0.limits.contentIdleSeconds = 1
        }
        let silent = try await TestClient.connect(address)
        let slow = try await TestClient.connect(address)
        let drip = Task {
            while await !slow.isClosed {
                await slow.say("x")
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        let vanishing = try await TestClient.connect(address)
        await vanishing.say("EHLO c\r\nMAIL FROM:<a@hq.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\nhalf a mess")
        _ = await vanishing.codes(5)
        await vanishing.close()
        #expect(await silent.codesAtEnd() == [220, 421])
        #expect(await slow.codesAtEnd() == [220, 421])
        drip.cancel()
        for _ in 0..<200 where await service.connectionCount > 0 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(await service.connectionCount == 0)
        #expect(try house.contents().isEmpty)
        #expect(try Files.list(house.directory + "/spool/tmp").isEmpty)
        await stop(service)
    }

    @Test("garbage and a client that never reads its replies hurt nobody else")
    func garbage() async throws {
        let (service, address) = try await service()
        let deaf = try await TestClient.connect(address)
        await deaf.stopReading()
        for _ in 0..<50 { await deaf.say(String(repeating: "EHLO c\r\n", count: 1000)) }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5 {
            let client = try await TestClient.connect(address)
            await client.send((0..<20_000).map { _ in UInt8.random(in: 0 ... .max, using: &generator) })
            await client.endSending()
            #expect(await client.codesAtEnd().first == 220)
        }
        let good = try await TestClient.connect(address)
        await good.say("EHLO c\r\nMAIL FROM:<a@hq.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n")
        #expect(await good.codesAtEnd() == [220, 250, 250, 250, 354, 250, 221])
        await stop(service)
    }

    @Test(
        "swaks delivers", .enabled(if: Files.exists("/usr/bin/swaks"), "needs swaks"),
        arguments: [["--pipeline"], ["--protocol", "SMTP"]])
    func swaks(_ options: [String]) async throws {
        let (service, address) = try await service()
        let program = Program()
        let code = try await program.run(
            ["/usr/bin/swaks", "--server", "\(address)", "--from", "a@hq.example", "--to", "b@x.example,c@x.example"]
                + ["--helo", "client.example", "--body", ".dot\nline\n"] + options)
        #expect(code == .exited(0))
        #expect(try house.contents().count == 1)
        await stop(service)
    }
}

/// Runs a program to its end.
actor Program: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "program")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    func run(_ arguments: [String]) async throws -> IO.ExitStatus {
        let process = try ChildProcess.spawn(
            arguments: arguments, environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"], executor: executor)
        process.channel.start()
        return await withCheckedContinuation { continuation in
            process.onExit = { status in
                continuation.resume(returning: status)
                process.onExit = nil
            }
        }
    }
}
