import Foundation
import IO
import OSI
import P1
import Testing

/// An MTA of another make takes up its association again by name after the line was cut.
@Suite("Recovery of an association", .serialized) struct RecoveryTests {
    private static let content =
        Array("Subject: recovered\r\n\r\n".utf8) + [UInt8](repeating: 0x61, count: 40_000)

    private static func connect(to port: Int, _ caller: RecoveringCaller) async throws -> DescriptorBox {
        try await connect(to: .ip(host: "127.0.0.1", port: UInt16(port)), caller)
    }

    private static func connect(to address: SocketAddress, _ caller: RecoveringCaller) async throws -> DescriptorBox {
        try await withCheckedContinuation { continuation in
            Dialer.connect(to: address, timeout: 10, executor: caller.executor) {
                continuation.resume(returning: $0)
            }
        }.get()
    }

    private static func eventually(_ condition: () async -> Bool) async -> Bool {
        for _ in 0..<1000 {
            if await condition() { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return await condition()
    }

    /// A message of HQ's to a mailbox of BERLIN's.
    private static func envelope() throws -> MessageTransferEnvelope {
        let domain = GlobalDomainIdentifier(country: "XX", administrationDomain: " ", privateDomain: "TEST")
        let originator = try #require(ORAddress.rfc822("ann@hq.example", domain: domain))
        let recipient = try #require(ORAddress.rfc822("bo@berlin.example", domain: domain))
        return MessageTransferEnvelope(
            messageIdentifier: MTSIdentifier(globalDomainIdentifier: domain, localIdentifier: "R1"),
            originatorName: ORName(address: originator), contentType: .internetMessage,
            traceInformation: [
                TraceInformationElement(
                    globalDomainIdentifier: domain,
                    arrivalTime: UTCTime(seconds: Int64(Date().timeIntervalSince1970)))
            ],
            perRecipientFields: [
                PerRecipientMessageTransferFields(
                    recipientName: ORName(address: recipient), originallySpecifiedRecipientNumber: 1,
                    perRecipientIndicators: PerRecipientIndicators(
                        responsibility: true, originatorNonDeliveryReport: true))
            ])
    }

    /// BERLIN on a loopback port, and HQ, whose line was cut in the middle of a transfer.
    private static func cut(
        _ folder: TemporaryFolder, _ caller: RecoveringCaller, override: String = ""
    ) async throws -> (berlin: Site, port: Int, name: SessionConnectionIdentifier) {
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq, override: override)
        let port = try berlin.listen()
        try berlin.start()
        await caller.open(on: try await connect(to: port, caller))
        #expect(await eventually { await caller.isOpen }, "\(berlin.events)")
        let name = try #require(await caller.identifier)
        await caller.send(try envelope(), content, cutsAfter: 3)
        #expect(await eventually { await caller.isOver })
        return (berlin, port, name)
    }

    private static func answered(_ caller: RecoveringCaller) async -> Bool {
        await eventually {
            let isRefused = await caller.refusal != nil
            return await caller.isOpen || isRefused
        }
    }

    private static func goesOn(_ caller: RecoveringCaller, _ berlin: Site) async {
        #expect(await (caller.recovery?.serial ?? 0) >= 3)
        await caller.resume()
        #expect(await eventually { await caller.isTransferred }, "\(berlin.events)")
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(berlin.events)")
        #expect(berlin.mailbox("bo").first?.range(of: Data(content.suffix(40_000))) != nil)
    }

    @Test(
        "It is accepted without a bind, whether BERLIN knows of the cut or not, and the transfer goes on",
        arguments: [(ApplicationContext.mtsTransfer, false), (.mtsTransfer, true), (.mtsTransferProtocol1984, false)])
    func recovered(context: ApplicationContext, leavesLineUp: Bool) async throws {
        let folder = try TemporaryFolder()
        let caller = RecoveringCaller(
            name: "HQ", password: "HQ-secret", context: context, leavesLineUp: leavesLineUp)
        let (berlin, port, name) = try await Self.cut(folder, caller)
        await caller.open(on: try await Self.connect(to: port, caller), recovering: name)
        #expect(await Self.answered(caller))
        #expect(await caller.isOpen, "\(berlin.events)")
        #expect(await caller.bindResult.isEmpty)
        await Self.goesOn(caller, berlin)
        #expect(berlin.events.contains("It takes the place of one that was cut"))

        let third = RecoveringCaller(name: "HQ", password: "HQ-secret", context: context)
        await third.open(on: try await Self.connect(to: port, third), recovering: name)
        #expect(await Self.answered(third))
        #expect(await third.refusal != nil, "once")
        #expect(berlin.events.contains("has to bind anew"))
    }

    @Test(
        "After its time, without any, or from where nobody has an address it is refused; a bind goes on as well",
        arguments: ["RecoveryTimeout=1s", "RecoveryTimeout=0", "RecoveryTimeout=60s"])
    func refused(override: String) async throws {
        let folder = try TemporaryFolder()
        let caller = RecoveringCaller(name: "HQ", password: "HQ-secret", context: .mtsTransfer)
        let (berlin, port, name) = try await Self.cut(folder, caller, override: override)
        if override.hasSuffix("=1s") { try await Task.sleep(for: .milliseconds(1500)) }
        let address: SocketAddress =
            override.hasSuffix("60s") ? .unix(path: berlin.p1) : .ip(host: "127.0.0.1", port: UInt16(port))
        await caller.open(on: try await Self.connect(to: address, caller), recovering: name)
        #expect(await Self.answered(caller))
        #expect(await caller.refusal != nil, "\(berlin.events)")
        await caller.open(on: try await Self.connect(to: port, caller))
        #expect(await Self.eventually { await caller.isOpen })
        await Self.goesOn(caller, berlin)
    }
}
