import OSI
import P1Connector
import Testing

/// Q187929, Q185934, Q198622: where the two ends agreed on something else after a cut, the transfer could not go on.
@Suite("Recovery under other parameters", .timeLimit(.minutes(3)))
struct CheckpointChangeTests {
    /// Checkpoint size in units of 1024 octets, and window.
    private static let agreements = [(4, 5), (1, 1), (16, 3), (2, 100), (4, 1)]

    @Test("checkpoint size and window change with each call: the transfer goes on, octets exact", arguments: 0..<5)
    func changes(first: Int) async throws {
        let pair = try Pair()
        var numbers = Numbers(seed: UInt64(first + 1))
        let content = numbers.octets(120_000)
        _ = try await pair.hq.submit(to: "berlin.example", content)
        for call in 0..<Self.agreements.count {
            let (size, window) = Self.agreements[(first + call) % Self.agreements.count]
            for end in [pair.hq, pair.berlin] {
                await end.change {
                    $0.association.checkpointSize = size
                    $0.association.windowSize = window
                }
            }
            let isLast = call + 1 == Self.agreements.count
            _ = try await pair.call(limit: isLast ? nil : 30_000)
            if isLast { break }
            #expect(await eventually(60) { await pair.isOver() }, "call \(call)")
            #expect(try pair.berlin.delivered().isEmpty)
        }
        #expect(try await eventually(60) { try pair.berlin.delivered().count == 1 && pair.hq.queued() == 0 })
        #expect(try pair.berlin.delivered() == [content])
        #expect(await pair.hq.resumptions > 0)
    }
}
