import IO
import LocalConnector
import Message
import SMTP
import Spool
import Testing

@Suite("LMTP delivery")
struct LMTPDeliveryTests {
    let house: SpoolHouse

    init() throws { house = try SpoolHouse() }

    private func delivery(_ address: SocketAddress) -> LMTPDelivery {
        LMTPDelivery(
            label: "test", spool: house.spool, address: address, hostname: "mx.hq.example", connectSeconds: 10)
    }

    @Test("a batch goes over one connection, octet for octet")
    func batch() async throws {
        let server = FakeLMTPServer(closesAfter: 1000)
        let address = try await server.start()
        var contents: [[UInt8]] = []
        for number in 0..<10 { contents.append(Array("Subject: \(number)\r\n\r\nx\r\n".utf8)) }
        contents.append(Array(repeating: 0x41, count: 500_000) + [0x0D, 0x0A])
        for content in contents { try await house.accept(content, to: ["b@x.example", "c@x.example"]) }
        let outcomes = await delivery(address).deliver(try house.items())
        #expect(outcomes.count == 11)
        #expect(outcomes.values.allSatisfy { $0 == [1: .delivered, 2: .delivered] })
        #expect(await server.messages == contents)
        #expect(await server.connections == 1)
        await server.stop()
    }

    @Test("a server that closes after each message is called again for the next")
    func reconnects() async throws {
        let server = FakeLMTPServer(closesAfter: 1)
        let address = try await server.start()
        for _ in 0..<5 { try await house.accept([0x41, 0x0D, 0x0A], to: ["b@x.example"]) }
        let outcomes = await delivery(address).deliver(try house.items())
        #expect(outcomes.count == 5)
        #expect(outcomes.values.allSatisfy { $0 == [1: .delivered] })
        #expect(await server.messages.count == 5)
        await server.stop()
    }

    @Test("a message whose answer is lost is deferred, and not sent again by itself")
    func answerLost() async throws {
        let server = FakeLMTPServer(closesAfter: 1000, closesBeforeAnswer: true)
        let address = try await server.start()
        try await house.accept([0x41, 0x0D, 0x0A], to: ["b@x.example"])
        let outcomes = await delivery(address).deliver(try house.items())
        guard case .deferred = outcomes.values.first?[1] else {
            Issue.record("not deferred")
            return
        }
        #expect(await server.messages.count == 1)
        await server.stop()
    }

    @Test("where nobody listens every message is deferred")
    func nobody() async throws {
        for _ in 0..<3 { try await house.accept([0x41], to: ["b@x.example", "c@x.example"]) }
        let delivery = delivery(.unix(path: house.directory + "/none"))
        for _ in 0..<2 {
            let outcomes = await delivery.deliver(try house.items())
            #expect(outcomes.count == 3)
            for outcome in outcomes.values.flatMap(\.values) {
                guard case .deferred = outcome else {
                    Issue.record("not deferred: \(outcome)")
                    continue
                }
            }
        }
        #expect(await delivery.deliver([]).isEmpty)
    }
}
