import OSI
import P1
import Testing

/// What an association adds to a message on the wire.
@Suite("Overhead on the wire")
struct OverheadTests {
    /// Octets on the wire, both ways, of one message in an open association, less those of its content.
    ///
    /// - Parameter checkpoint: in units of 1024 octets.
    private func overhead(
        _ content: Int, _ context: ApplicationContext = .mtsTransfer, checkpoint: Int = 30,
        envelope: MessageTransferEnvelope
    ) -> Int {
        var configuration = AssociationConfiguration()
        configuration.checkpointSize = checkpoint
        var exchange = WireExchange(caller: configuration, called: configuration)
        let result = context.isX410Mode ? Ends.bareResult : Ends.result
        exchange.open(Ends.request("overhead", context: context), answer: .acceptOpen(userData: result))
        func octets() -> Int { exchange.recording.pieces.reduce(0) { $0 + $1.octets.count } }
        let before = octets()
        let header = MessageTransferAPDU.header(
            envelope: envelope, contentLength: content, contextIdentifier: context.isX410Mode ? nil : 5)
        exchange.transfer(header + [UInt8](repeating: 0x41, count: content))
        #expect(exchange.caller.log.contains(.transferConfirmed))
        #expect(exchange.called.received.count == header.count + content)
        return octets() - before - content
    }

    /// As the door for SMTP clients makes them: one recipient, our extensions, trace.
    private static func internetEnvelope() throws -> MessageTransferEnvelope {
        var envelope = try Exchanges.envelope()
        envelope.perRecipientFields.removeLast()
        return envelope
    }

    @Test("4 KiB: at most 700 octets", arguments: ApplicationContext.allCases)
    func small(_ context: ApplicationContext) throws {
        let octets = overhead(4096, context, envelope: try Self.internetEnvelope())
        #expect(octets <= 700)
    }

    /// What a checkpoint adds: the headers of an RTTR, of a sync point and of its confirmation, 63 octets in all.
    @Test("10 MB over TCP, checkpoints as they are by default: at most 0.1 %", arguments: ApplicationContext.allCases)
    func large(_ context: ApplicationContext) throws {
        let octets = overhead(10_000_000, context, checkpoint: 80, envelope: try Self.internetEnvelope())
        #expect(octets <= 10_000)
    }

    @Test("10 MB over a dialled line, checkpoints as they are by default: two in a thousand")
    func dialled() throws {
        #expect(overhead(10_000_000, envelope: try Self.internetEnvelope()) <= 21_000)
    }
}
