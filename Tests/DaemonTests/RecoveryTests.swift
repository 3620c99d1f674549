import Foundation
import IO
import OSI
import P1
import Synchronization
import Testing

/// An MTA of another make takes up its association again by name after the line was cut.
@Suite("Recovery of an association", .serialized) struct RecoveryTests {
    private static let content =
        Array("Subject: recovered\r\n\r\n".utf8) + [UInt8](repeating: 0x61, count: 40_000)

    private static func connect(to address: SocketAddress, _ caller: RecoveringCaller) throws -> DescriptorBox {
        let answer = Answer<Result<DescriptorBox, IOError>>()
        Dialer.connect(to: address, timeout: 10, executor: caller.executor) { answer.give($0) }
        return try answer.wait().get()
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
    ) throws -> (berlin: Site, port: Int, name: SessionConnectionIdentifier) {
        let (hq, berlin) = (try Site("HQ", in: folder.url), try Site("BERLIN", in: folder.url))
        try berlin.answer(hq, override: override)
        let port = try berlin.listen()
        try berlin.start()
        try open(.ip(host: "127.0.0.1", port: UInt16(port)), caller)
        #expect(wait { caller.run { $0.isOpen } }, "\(berlin.events)")
        let name = try #require(caller.run { $0.identifier })
        let envelope = try Self.envelope()
        caller.run { $0.send(envelope, content, cutsAfter: 3) }
        #expect(wait { caller.run { $0.isOver } })
        return (berlin, port, name)
    }

    private static func open(
        _ address: SocketAddress, _ caller: RecoveringCaller, recovering name: SessionConnectionIdentifier? = nil
    ) throws {
        let line = try connect(to: address, caller)
        caller.run { $0.open(on: line, recovering: name) }
    }

    private static func answered(_ caller: RecoveringCaller) -> Bool {
        wait { caller.run { $0.isOpen || $0.refusal != nil } }
    }

    private static func goesOn(_ caller: RecoveringCaller, _ berlin: Site) {
        #expect(caller.run { $0.recovery?.serial ?? 0 } >= 3)
        caller.run { $0.resume() }
        #expect(wait { caller.run { $0.isTransferred } }, "\(berlin.events)")
        #expect(wait { berlin.mailbox("bo").count == 1 }, "\(berlin.events)")
        #expect(berlin.mailbox("bo").first?.range(of: Data(content.suffix(40_000))) != nil)
    }

    @Test(
        "It is accepted without a bind, whether BERLIN knows of the cut or not, and the transfer goes on",
        arguments: [(ApplicationContext.mtsTransfer, false), (.mtsTransfer, true), (.mtsTransferProtocol1984, false)])
    func recovered(context: ApplicationContext, leavesLineUp: Bool) throws {
        let folder = try TemporaryFolder()
        let caller = RecoveringCaller(
            name: "HQ", password: "HQ-secret", context: context, leavesLineUp: leavesLineUp)
        let (berlin, port, name) = try Self.cut(folder, caller)
        try Self.open(.ip(host: "127.0.0.1", port: UInt16(port)), caller, recovering: name)
        #expect(Self.answered(caller))
        #expect(caller.run { $0.isOpen }, "\(berlin.events)")
        #expect(caller.run { $0.bindResult.isEmpty })
        Self.goesOn(caller, berlin)
        #expect(berlin.events.contains("It takes the place of one that was cut"))

        let third = RecoveringCaller(name: "HQ", password: "HQ-secret", context: context)
        try Self.open(.ip(host: "127.0.0.1", port: UInt16(port)), third, recovering: name)
        #expect(Self.answered(third))
        #expect(third.run { $0.refusal != nil }, "once")
        #expect(berlin.events.contains("has to bind anew"))
    }

    @Test(
        "After its time, without any, or from where nobody has an address it is refused; a bind goes on as well",
        arguments: ["RecoveryTimeout=1s", "RecoveryTimeout=0", "RecoveryTimeout=60s"])
    func refused(override: String) throws {
        let folder = try TemporaryFolder()
        let caller = RecoveringCaller(name: "HQ", password: "HQ-secret", context: .mtsTransfer)
        let (berlin, port, name) = try Self.cut(folder, caller, override: override)
        if override.hasSuffix("=1s") { usleep(1_500_000) }
        let address: SocketAddress =
            override.hasSuffix("60s") ? .unix(path: berlin.p1) : .ip(host: "127.0.0.1", port: UInt16(port))
        try Self.open(address, caller, recovering: name)
        #expect(Self.answered(caller))
        #expect(caller.run { $0.refusal != nil }, "\(berlin.events)")
        try Self.open(.ip(host: "127.0.0.1", port: UInt16(port)), caller)
        #expect(wait { caller.run { $0.isOpen } })
        Self.goesOn(caller, berlin)
    }
}

/// A value from another queue, waited for here: the tests around this one hold the threads that `await` would need.
private final class Answer<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let given = DispatchSemaphore(value: 0)

    func give(_ new: Value) {
        value.withLock { $0 = new }
        given.signal()
    }

    func wait() -> Value {
        while true {
            given.wait()
            if let value = value.withLock({ $0 }) { return value }
        }
    }
}

extension RecoveringCaller {
    /// On the caller's queue, and back when it is done.
    fileprivate nonisolated func run<Value: Sendable>(
        _ body: @escaping @Sendable (isolated RecoveringCaller) -> Value
    ) -> Value {
        let answer = Answer<Value>()
        post { answer.give(body($0)) }
        return answer.wait()
    }
}
