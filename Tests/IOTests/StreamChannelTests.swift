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

    @Test("a slow reader leaves octets in the buffer, and onDrained tells when they have gone")
    func backPressure() async throws {
        let (a, b) = try pair()
        let writer = ChannelOwner()
        let reader = ChannelOwner()
        reader.post { $0.open(b, start: false) }
        writer.post { $0.open(a) }
        let sent = (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let left = await writer.with { channel in
            for start in stride(from: 0, to: sent.count, by: 5000) {
                channel.write(Array(sent[start..<min(start + 5000, sent.count)]))
            }
            return channel.bufferedOctets
        }
        #expect((left ?? 0) > 0)
        #expect(writer.notes.values.isEmpty)
        _ = await reader.with { $0.start() }
        await writer.notes.wait { $0.contains(.drained) }
        #expect(await writer.with { $0.bufferedOctets } == 0)
        let notes = await reader.notes.wait { octets($0).count >= sent.count }
        #expect(octets(notes) == sent)
        #expect(await writer.with { $0.octetsWritten } == sent.count)
    }

    @Test("nothing is handed over while reading is suspended, and nothing is lost")
    func suspension() async throws {
        let (a, b) = try pair()
        let writer = ChannelOwner()
        let reader = ChannelOwner()
        reader.post { owner in
            owner.open(b)
            owner.channel?.suspendReading()
            owner.channel?.suspendReading()
        }
        writer.post { $0.open(a) }
        _ = await writer.with { $0.write([7, 8]) }
        for _ in 0..<20 { _ = await reader.received }
        #expect(reader.notes.values.isEmpty)
        _ = await reader.with { channel in
            channel.resumeReading()
            channel.resumeReading()
        }
        await reader.notes.wait { octets($0) == [7, 8] }
    }

    @Test("the peer's end of data is told once, and the channel still writes")
    func halfClose() async throws {
        let (a, b) = try pair()
        let client = ChannelOwner()
        let server = ChannelOwner()
        client.post { $0.open(a) }
        server.post { $0.open(b) }
        _ = await client.with { channel in
            channel.write([1])
            channel.endWriting()
            channel.write([2])
        }
        let notes = await server.notes.wait { !closings($0).isEmpty }
        #expect(octets(notes) == [1])
        #expect(closings(notes) == [nil])
        _ = await server.with { $0.write([9, 9]) }
        await client.notes.wait { octets($0) == [9, 9] }
        _ = await server.with { $0.closeAfterWriting() }
        let end = await client.notes.wait { !closings($0).isEmpty }
        #expect(closings(end) == [nil])
        #expect(closings(server.notes.values).count == 1)
    }

    @Test("a reset by the peer is reported once, as lost connection")
    func reset() async throws {
        let (a, b) = try pair()
        let client = ChannelOwner()
        let server = ChannelOwner()
        client.post { $0.open(a) }
        server.post { $0.open(b, start: false) }
        _ = await client.with { $0.write([1, 2, 3]) }
        _ = await server.with { $0.close() }
        let notes = await client.notes.wait { !closings($0).isEmpty }
        let error = try #require(closings(notes)[0])
        #expect(error.isConnectionLost)
        _ = await client.with { channel in
            channel.write([4])
            channel.close()
        }
        for _ in 0..<10 { _ = await client.received }
        #expect(closings(client.notes.values).count == 1)
    }

    @Test("writing to a peer that has gone is reported through onClosed after the call, once")
    func brokenPipe() async throws {
        let (a, b) = try pair()
        let client = ChannelOwner()
        client.post { $0.open(a, start: false) }
        do { _ = b.take() }
        let during = await client.with { [notes = client.notes] channel in
            channel.write([1])
            channel.write([2])
            return notes.values.count
        }
        #expect(during == 0)
        let notes = await client.notes.wait { !closings($0).isEmpty }
        #expect(closings(notes).count == 1)
        #expect(closings(notes)[0]?.isConnectionLost == true)
    }

    @Test("an owner may close inside its callback")
    func closeInside() async throws {
        let (a, b) = try pair()
        let executor = QueueExecutor(label: "inside")
        let peer = ChannelOwner()
        peer.post { $0.open(a) }
        let calls = Collected<Int>()
        executor.post {
            guard let descriptor = b.take() else { return }
            let channel = StreamChannel(descriptor, executor: executor)
            channel.onOctets = { octets in
                calls.append(octets.count)
                channel.close()
                channel.close()
                channel.write([1])
                channel.resumeReading()
            }
            channel.onClosed = { _ in calls.append(-1) }
            channel.start()
        }
        _ = await peer.with { $0.write([1, 2, 3, 4]) }
        await calls.wait(count: 1)
        await peer.notes.wait { !closings($0).isEmpty }
        #expect(calls.values == [4])
    }

    @Test("an orderly close delivers what is buffered although the owner lets the channel go")
    func orderlyClose() async throws {
        let (a, b) = try pair()
        let reader = ChannelOwner()
        reader.post { $0.open(b, start: false) }
        let executor = QueueExecutor(label: "orderly")
        executor.post {
            guard let descriptor = a.take() else { return }
            let channel = StreamChannel(descriptor, executor: executor)
            channel.write([UInt8](repeating: 5, count: 700_000))
            channel.closeAfterWriting()
        }
        await on(executor) {}
        _ = await reader.with { channel in
            channel.write([0, 1, 2])  // must not turn the end into a reset
            channel.start()
        }
        let notes = await reader.notes.wait { !closings($0).isEmpty }
        #expect(octets(notes).count == 700_000)
        #expect(closings(notes) == [nil])
        _ = await reader.with { $0.close() }
    }

    @Test("a socket is handed over to another queue without losing octets")
    func handOver() async throws {
        let (a, b) = try pair()
        let peer = ChannelOwner()
        let first = ChannelOwner()
        let second = ChannelOwner()
        peer.post { $0.open(a) }
        first.post { $0.open(b) }
        _ = await peer.with { $0.write([1, 2]) }
        await first.notes.wait { octets($0) == [1, 2] }
        let box = await first.with { channel -> DescriptorBox? in
            channel.suspendReading()
            guard let descriptor = channel.detach() else { return nil }
            return DescriptorBox(descriptor)
        }
        let moved = try #require(box ?? nil)
        _ = await peer.with { $0.write([3, 4]) }
        second.post { $0.open(moved, echo: true) }
        await peer.notes.wait { octets($0) == [3, 4] }
        #expect(octets(first.notes.values) == [1, 2])
        #expect(closings(first.notes.values).isEmpty)
        let again = await first.with { channel in
            let descriptor = channel.detach()
            return descriptor == nil
        }
        #expect(again == true)
    }

    @Test("octets that wait for the kernel keep a channel from being handed over")
    func noHandOver() async throws {
        let (a, b) = try pair()
        let writer = ChannelOwner()
        writer.post { $0.open(a) }
        let refused = await writer.with { channel in
            channel.write([UInt8](repeating: 0, count: 1_000_000))
            let descriptor = channel.detach()
            return descriptor == nil
        }
        #expect(refused == true)
        _ = b.take()
        await writer.notes.wait { !closings($0).isEmpty }
    }

    @Test("all that a peer wrote before it hung up arrives, also after a suspension, and then the end")
    func hangUp() async throws {
        let (a, b) = try pair()
        let writer = ChannelOwner()
        writer.post { $0.open(a) }
        let sent = await writer.with { channel in
            channel.write([UInt8](repeating: 6, count: 2_000_000))
            let sent = channel.octetsWritten
            channel.close()
            return sent
        }
        await on(writer.executor) {}
        let reader = QueueExecutor(label: "reader")
        let got = Collected<Int>()
        let ends = Collected<IOError?>()
        reader.post {
            guard let descriptor = b.take() else { return }
            let channel = StreamChannel(descriptor, executor: reader)
            channel.onOctets = { octets in
                got.append(octets.count)
                channel.suspendReading()
                got.append(0)
                channel.resumeReading()
                if got.values.count == 2 {
                    channel.suspendReading()
                    later(reader) { channel.resumeReading() }
                }
            }
            channel.onClosed = { error in
                ends.append(error)
                channel.close()
            }
            channel.start()
        }
        await ends.wait(count: 1)
        #expect(got.values.reduce(0, +) == sent)
        #expect(ends.values == [nil])
    }

    @Test("a channel that is let go closes its descriptor, and its callbacks never come")
    func letGo() async throws {
        let (a, b) = try pair()
        let peer = ChannelOwner()
        peer.post { $0.open(a) }
        let executor = QueueExecutor(label: "gone")
        let calls = Collected<Int>()
        executor.post {
            guard let descriptor = b.take() else { return }
            let channel = StreamChannel(descriptor, executor: executor)
            channel.onOctets = { calls.append($0.count) }
            channel.onClosed = { _ in calls.append(-1) }
            channel.start()
        }
        let notes = await peer.notes.wait { !closings($0).isEmpty }
        #expect(closings(notes) == [nil])
        #expect(calls.values.isEmpty)
    }

    @Test("many connections at once each get their own octets back")
    func manyAtOnce() async throws {
        let clients = Collected<Int>()
        let executor = QueueExecutor(label: "clients")
        for n in 0..<200 {
            let (a, b) = try pair()
            let answering = QueueExecutor(label: "answer")
            answering.post {
                guard let descriptor = b.take() else { return }
                let channel = StreamChannel(descriptor, executor: answering)
                channel.onOctets = { channel.write($0) }
                channel.onClosed = { _ in channel.close() }
                channel.start()
            }
            executor.post {
                guard let descriptor = a.take() else { return }
                let channel = StreamChannel(descriptor, executor: executor)
                var got: [UInt8] = []
                let sent = [UInt8](repeating: UInt8(truncatingIfNeeded: n), count: 100_000)
                channel.onOctets = { octets in
                    got += octets
                    guard got.count == sent.count else { return }
                    clients.append(got == sent ? n : -1)
                    channel.close()
                }
                channel.start()
                channel.write(sent)
            }
        }
        #expect(await clients.wait(count: 200).sorted() == Array(0..<200))
    }

    @Test("a pair of pipes carries both ways and ends each way by itself")
    func pipes() async throws {
        Signals.prepare()
        let (readA, writeB) = try FileDescriptor.pipe().boxed()
        let (readB, writeA) = try FileDescriptor.pipe().boxed()
        let executor = QueueExecutor(label: "pipes")
        let got = Collected<[UInt8]>()
        let ends = Collected<Bool>()
        executor.post {
            guard let r = readA.take(), let w = writeA.take(), let r2 = readB.take(), let w2 = writeB.take() else {
                return
            }
            let near = StreamChannel(reading: r, writing: w, executor: executor)
            let far = StreamChannel(reading: r2, writing: w2, executor: executor)
            far.onOctets = { far.write($0) }
            far.onClosed = { _ in far.closeAfterWriting() }
            near.onOctets = { got.append($0) }
            near.onClosed = { error in
                ends.append(error == nil)
                near.close()
            }
            far.start()
            near.start()
            near.write([1, 2, 3])
            near.endWriting()
        }
        await ends.wait(count: 1)
        #expect(got.values.flatMap { $0 } == [1, 2, 3])
        #expect(ends.values == [true])
    }
}
