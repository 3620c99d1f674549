import BER
import IO
import Message
import P1
import P1Connector
import Testing

/// How a neighbour may name its transfers.
@Suite("Transfers that go on, by their names", .timeLimit(.minutes(1)))
struct TransferNameTests {
    private static func message(_ name: String) throws -> [UInt8] {
        var sent = Gate.message([Gate.recipient(1, try Gate.mailbox("b@berlin.example"))])
        sent.messageIdentifier = P1.MTSIdentifier(globalDomainIdentifier: Gate.foreign, localIdentifier: name)
        let content = [UInt8](repeating: 7, count: 200_000)
        return MessageTransferAPDU.header(envelope: sent, contentLength: content.count, contextIdentifier: 5) + content
    }

    private static func send(
        _ name: String, to pair: Pair, reference: String? = nil, stopsAndGoesOnAs number: Int? = nil
    ) async throws {
        let sender = RawSender()
        try await sender.call(pair, try message(name), reference: reference, stopsAndGoesOnAs: number)
        #expect(await eventually { await sender.isDone })
        #expect(await sender.failure == nil)
        // Without a word more: the neighbour cannot know that its confirmation was read.
        await sender.hangUp()
    }

    @Test("a transfer may go on under the number that it had")
    func sameNumber() async throws {
        let pair = try Pair()
        try await Self.send("M1", to: pair, stopsAndGoesOnAs: 1)
        #expect(try pair.berlin.arrived().map(\.mtsIdentifier.localIdentifier) == ["M1"])
    }

    @Test("a transfer under the name of one that is complete is another one, and goes on where it was stopped")
    func nameUsedTwice() async throws {
        let pair = try Pair()
        try await Self.send("M1", to: pair, reference: "same")
        try await Self.send("M2", to: pair, reference: "same", stopsAndGoesOnAs: 2)
        #expect(try pair.berlin.arrived().map(\.mtsIdentifier.localIdentifier).sorted() == ["M1", "M2"])
    }
}
