import IO
import Message
import Spool
import Testing

@Suite("A store with much in it", .serialized)
struct SpoolScaleTests {
    @Test("Twenty requesters: accepted and settled in groups, nothing mixed up")
    func throughput() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteSpool(directory: folder.path)
        let count = EnvironmentVariables.value("TRUNKLINE_SPOOL_COUNT").flatMap { Int($0) } ?? 2000
        let body = octets(4096)
        let entries = Log<StoredEntry>()
        let start = SystemClock.monotonicMicroseconds()
        try await inTwenty(count) { index in
            let accepted = try await store.accept(store.acceptance(sampleEnvelope("HQ-\(index)"), content: body))
            entries.append(contentsOf: accepted.entries)
        }
        let middle = SystemClock.monotonicMicroseconds()
        let all = entries.values
        #expect(Set(all.map(\.id)).count == count)
        try await inTwenty(count) { index in
            let settled = try await store.settle(all[index], [1: .transferred])
            #expect(settled.isRemoved)
        }
        let end = SystemClock.monotonicMicroseconds()
        print(
            "accepts/s: \(Int64(count) * 1_000_000 / (middle - start))",
            "settles/s: \(Int64(count) * 1_000_000 / (end - middle))")
        #expect(try store.allEntries(limit: 1).isEmpty)
        await store.close()
    }

    @Test("100,000 entries come back at a restart")
    func restart() async throws {
        let folder = try TemporaryFolder()
        var store = try SQLiteSpool(directory: folder.path)
        let count = 100_000
        let body = octets(200)
        let start = SystemClock.monotonicMicroseconds()
        try await fill(store, count, body)
        await store.close()
        let middle = SystemClock.monotonicMicroseconds()
        store = try SQLiteSpool(directory: folder.path)
        let entries = try store.queueEntries(connector: "berlin")
        let end = SystemClock.monotonicMicroseconds()
        print(
            "100,000 entries: written in \((middle - start) / 1000) ms, back in \((end - middle) / 1000) ms,",
            "\(try Files.fileSize(folder.path + "/spool.db") / count) octets each")
        #expect(entries.count == count)
        #expect(Set(entries.map(\.id)).count == count)
        await store.close()
    }

    @Test("Many read while one writes: every answer is one moment's truth")
    func readersBeside() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteSpool(directory: folder.path)
        let isDone = Log<Bool>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    while isDone.values.isEmpty {
                        for entry in try store.allEntries(limit: 20) {
                            // Gone meanwhile is fine; half there is not.
                            do {
                                let body = try store.wholeContent(of: entry.message)
                                #expect(body.count == entry.octets)
                                let envelope = try store.envelope(of: entry.message, connector: entry.connector)
                                #expect(envelope.mtsIdentifier == entry.mtsIdentifier)
                            } catch let error as SpoolError {
                                #expect(error.code == .notFound)
                            }
                        }
                        try await Task.sleep(nanoseconds: 100_000)
                    }
                }
            }
            try await inTwenty(400) { index in
                let body = octets(index % 10 == 0 ? 70_000 : 500)
                let envelope = sampleEnvelope("HQ-\(index)")
                let accepted = try await store.accept(store.acceptance(envelope, content: body))
                _ = try await store.settle(accepted.entries[0], [1: .delivered])
            }
            isDone.append(true)
            try await group.waitForAll()
        }
        #expect(try store.allEntries(limit: 1).isEmpty)
        await store.close()
        #expect(try Files.list(folder.path + "/content").isEmpty)
    }

    private func fill(_ store: SQLiteSpool, _ count: Int, _ body: [UInt8]) async throws {
        try await inTwenty(count / 50) { index in
            // Fifty at a time, so that the test is short.
            let replies = Log<Int64>()
            await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
                for part in 0..<50 {
                    let envelope = sampleEnvelope("HQ-\(index)-\(part)")
                    guard let acceptance = try? store.acceptance(envelope, content: body) else { continue }
                    store.accept(acceptance) { result in
                        replies.append((try? result.get().id.value) ?? 0)
                        if replies.values.count == 50 { done.resume() }
                    }
                }
            }
            #expect(!replies.values.contains(0))
        }
    }

    private func inTwenty(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<20 {
                group.addTask { for index in stride(from: lane, to: count, by: 20) { try await body(index) } }
            }
            try await group.waitForAll()
        }
    }
}
