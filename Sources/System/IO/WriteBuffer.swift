/// Octets that wait for the kernel, in order. Small pieces are joined; nothing is moved when a part has gone.
struct WriteBuffer {
    private var chunks: [[UInt8]] = []
    private var head = 0
    private var offset = 0
    private(set) var count = 0

    /// A piece is joined to the one before it while that one is shorter than this.
    private static let joinBelow = 16384

    var isEmpty: Bool { count == 0 }

    /// The next octets to write.
    var first: ArraySlice<UInt8>? {
        head < chunks.count ? chunks[head][offset...] : nil
    }

    mutating func append(_ octets: ArraySlice<UInt8>) {
        guard !octets.isEmpty else { return }
        count += octets.count
        if head < chunks.count, chunks[chunks.count - 1].count < Self.joinBelow {
            chunks[chunks.count - 1].append(contentsOf: octets)
        } else {
            chunks.append(Array(octets))
        }
    }

    /// Takes away `n` octets of the first piece.
    mutating func removeFirst(_ n: Int) {
        guard head < chunks.count else { return }
        count -= n
        offset += n
        guard offset >= chunks[head].count else { return }
        chunks[head] = []
        head += 1
        offset = 0
        if head == chunks.count {
            chunks.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head * 2 >= chunks.count {
            chunks.removeFirst(head)
            head = 0
        }
    }
}
