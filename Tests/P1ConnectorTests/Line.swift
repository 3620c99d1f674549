import IO
import Spool
import Testing

/// A line between two ends: passes octets on, and can be cut or go deaf.
actor Line: QueueOwner {
    nonisolated let executor = QueueExecutor(label: "test.line")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private var channels: [StreamChannel] = []
    private var left: Int?
    /// From these sides (0: the caller's) nothing passes.
    private var deaf: Set<Int> = []
    private(set) var passed = 0

    /// - Parameter limit: octets, both ways together, after which the line drops.
    /// - Returns: what the two ends get, the caller's first.
    func connect(limit: Int? = nil) throws -> (DescriptorBox, DescriptorBox) {
        left = limit
        let (near, ourNear) = try FileDescriptor.socketPair().boxed()
        let (far, ourFar) = try FileDescriptor.socketPair().boxed()
        channels = []
        for box in [ourNear, ourFar] {
            if let descriptor = box.take() { channels.append(StreamChannel(descriptor, executor: executor)) }
        }
        for side in 0...1 {
            channels[side].onOctets = { octets in self.pass(octets, from: side) }
            channels[side].onClosed = { _ in self.drop(after: side) }
            channels[side].start()
        }
        return (near, far)
    }

    /// A caller's end of a line on which the other end says this and closes.
    func end(saying octets: [UInt8]) throws -> DescriptorBox {
        let (near, far) = try FileDescriptor.socketPair().boxed()
        guard let descriptor = far.take() else { return near }
        let channel = StreamChannel(descriptor, executor: executor)
        channel.start()
        if !octets.isEmpty { channel.write(octets) }
        channel.closeAfterWriting()
        return near
    }

    func goDeaf(from sides: Set<Int>) { deaf = sides }

    func drop() {
        for channel in channels { channel.close() }
        channels = []
    }

    private func drop(after side: Int) {
        if channels.count == 2 { channels[1 - side].closeAfterWriting() }
        channels = []
    }

    private func pass(_ octets: [UInt8], from side: Int) {
        guard channels.count == 2, !deaf.contains(side) else { return }
        passed += octets.count
        guard let left else { return channels[1 - side].write(octets) }
        channels[1 - side].write(Array(octets.prefix(left)))
        self.left = left - min(left, octets.count)
        if self.left == 0 {
            let other = channels[1 - side]
            channels[side].close()
            other.closeAfterWriting()
            channels = []
        }
    }
}

/// Polls until the condition holds; false after `seconds`.
func eventually(_ seconds: Double = 20, _ condition: () async throws -> Bool) async rethrows -> Bool {
    let end = SystemClock.monotonicMicroseconds() + Int64(seconds * 1_000_000)
    while SystemClock.monotonicMicroseconds() < end {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(3))
    }
    return try await condition()
}

/// The same numbers for the same seed.
struct Numbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
}

/// Two ends and the folder of their spools.
final class Pair: Sendable {
    let folder: String
    let hq: End
    let berlin: End

    init(berlinLimits: SpoolLimits = SpoolLimits()) throws {
        folder = try Files.makeTemporaryDirectory(prefix: "trunkline-p1")
        hq = try End("hq", other: "berlin", in: folder)
        berlin = try End("berlin", other: "hq", in: folder, limits: berlinLimits)
    }

    deinit { try? Files.removeTree(folder) }

    /// HQ calls BERLIN.
    func call(limit: Int? = nil) async throws -> Line {
        let line = Line()
        let (caller, called) = try await line.connect(limit: limit)
        await berlin.answer(on: called)
        await hq.open(on: caller)
        return line
    }

    func isOver() async -> Bool {
        let (a, b) = (await hq.isOver, await berlin.isOver)
        return a && b
    }

    func isOpen() async -> Bool {
        let (a, b) = (await hq.opened, await berlin.opened)
        return a > 0 && b > 0
    }
}
