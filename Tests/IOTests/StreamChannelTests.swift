import IO
import Testing

@Suite("StreamChannel", .timeLimit(.minutes(1)))
struct StreamChannelTests {
    @Test("octets that are written come back from an echoing peer")
    func echo() async throws {
        let (a, b) = try pair()
        let caller = ChannelOwner()
        let answerer = ChannelOwner()
        answerer.post { $0.open(b, echo: true) }
        caller.post { $0.open(a) }
        _ = await caller.with { $0.write([1, 2, 3]) }
        await caller.notes.wait { octets($0) == [1, 2, 3] }
        #expect(await caller.with { $0.octetsWritten } == 3)
        #expect(await caller.with { $0.octetsRead } == 3)
    }
}
