/// How far the checkpoints of a transfer stand apart, by what their confirmations tell of the line.
///
/// A whole window of checkpoints may be between here and the neighbour, in whatever buffers. It has to be through
/// before something more urgent can go, and is lost with the line. At the agreed checkpoint size, which is the most
/// between two (X.228), that is minutes on a line of 9600 bit/s. So checkpoints stand closer where the line is slow: a
/// window is what it carries in its round trip and a little more. A window and no less, since a neighbour may wait for
/// a full one before it confirms.
///
/// A value; times are monotonic microseconds, given by the owner.
package struct TransferPace: Hashable, Sendable {
    /// What may be on its way beyond what the line's delay keeps there, microseconds.
    private static let queue: Int64 = 1_500_000
    private static let leastChunk = 1024
    /// While nothing is known.
    private static let firstChunk = 4 * 1024

    private struct Mark: Hashable, Sendable {
        let end: Int
        let octets: Int
        let sent: Int64
    }

    /// Octets between two checkpoints.
    package private(set) var chunk: Int
    private var greatestChunk: Int
    private var window: Int
    /// Checkpoints sent and not confirmed.
    private var marks: [Mark] = []
    /// What the line did of late and how long it took, older work counting less and less.
    private var carried = 0
    private var busy: Int64 = 0
    /// The least time from a checkpoint to its confirmation.
    private var shortest = Int64.max
    private var lastConfirmed: Int64 = 0

    /// - Parameters:
    ///   - checkpointOctets: the agreed size, more than zero.
    ///   - window: the agreed number of unconfirmed checkpoints.
    package init(checkpointOctets: Int, window: Int) {
        greatestChunk = checkpointOctets
        self.window = max(window, 1)
        chunk = min(Self.firstChunk, checkpointOctets)
    }

    /// For a transfer over the next association: what is known of the line holds on.
    package mutating func begin(checkpointOctets: Int, window: Int) {
        marks = []
        greatestChunk = checkpointOctets
        self.window = max(window, 1)
        chunk = min(chunk, greatestChunk)
    }

    /// A checkpoint was sent `octets` behind the one before it, at octet `end` of the APDU.
    package mutating func sent(end: Int, octets: Int, now: Int64) {
        marks.append(Mark(end: end, octets: octets, sent: now))
    }

    /// The neighbour has secured the first `octets` octets of the APDU.
    package mutating func confirmed(octets: Int, now: Int64) {
        while let mark = marks.first, mark.end <= octets {
            marks.removeFirst()
            shortest = min(shortest, max(1, now - mark.sent))
            carried = carried * 3 / 4 + mark.octets
            busy = busy * 3 / 4 + max(0, now - max(mark.sent, lastConfirmed))
            lastConfirmed = now
        }
        guard shortest < .max, busy > 0 else { return }
        let time = min(shortest, 1 << 40) + Self.queue
        let (product, overflow) = Int64(carried).multipliedReportingOverflow(by: time)
        let part = overflow ? greatestChunk : Int(clamping: product / busy) / window
        chunk = min(max(part, Self.leastChunk), greatestChunk)
    }
}
