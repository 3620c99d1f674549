import P1Connector
import Testing

/// A sender that keeps to its pace, and a line with a rate, a delay and a neighbour that needs time for its disk.
private struct SlowLine {
    /// Octets a second.
    let rate: Double
    /// Seconds, there and back.
    let roundTrip: Double
    let disk: Double
    let window = 5
    var pace: TransferPace
    /// Microseconds.
    private(set) var now: Int64 = 0
    private(set) var sent = 0
    private(set) var secured = 0
    /// When the line has carried all that it was given, seconds.
    private var lineFree = 0.0
    private var confirmations: [(at: Int64, octets: Int)] = []
    private(set) var checkpoints = 0
    /// The longest that something urgent would have had to wait for the line.
    private(set) var longestWait = 0.0
    private(set) var idle = 0.0

    init(rate: Double, roundTrip: Double, disk: Double = 0.01, _ pace: TransferPace) {
        (self.rate, self.roundTrip, self.disk, self.pace) = (rate, roundTrip, disk, pace)
    }

    private var seconds: Double { Double(now) / 1_000_000 }

    /// Sends until so many octets are secured; waits and idleness are counted from `settled` octets on.
    mutating func carry(_ octets: Int, settled: Int) {
        while secured < octets {
            while confirmations.count < window {
                let chunk = pace.chunk
                if secured >= settled { idle += max(0, seconds - lineFree) }
                lineFree = max(lineFree, seconds) + Double(chunk) / rate
                sent += chunk
                checkpoints += 1
                pace.sent(end: sent, octets: chunk, now: now)
                confirmations.append((Int64((lineFree + roundTrip + disk) * 1_000_000), sent))
                if secured >= settled { longestWait = max(longestWait, lineFree - seconds) }
            }
            let next = confirmations.removeFirst()
            now = max(now, next.at)
            secured = next.octets
            pace.confirmed(octets: secured, now: now)
        }
    }
}

@Suite("The pace of a transfer") struct TransferPaceTests {
    private static func pace(_ checkpoint: Int = 30 * 1024) -> TransferPace {
        TransferPace(checkpointOctets: checkpoint, window: 5)
    }

    @Test(
        "Something urgent never stands behind much more than two seconds of a long message, and the line is not idle",
        arguments: [(300.0, 0.3), (1200, 0.6), (12_000, 0.6), (12_000, 0.05), (100_000, 0.1), (3000, 3)])
    func wait(rate: Double, roundTrip: Double) {
        var line = SlowLine(rate: rate, roundTrip: roundTrip, Self.pace())
        line.carry(1_000_000, settled: 200_000)
        // A stretch of the least size takes seconds at 300 octets a second.
        #expect(line.longestWait < 2.6 + 5 * 1024 / rate, "\(line.longestWait)")
        #expect(line.idle < 1, "\(line.idle)")
    }

    @Test(
        "A fast line is filled from the first round trip on, with checkpoints as far apart as was agreed",
        arguments: [(1_000_000.0, 0.05), (10_000_000, 0.01), (1_000_000_000, 0.0001)])
    func fast(rate: Double, roundTrip: Double) {
        var line = SlowLine(rate: rate, roundTrip: roundTrip, disk: 0.001, Self.pace())
        line.carry(100_000, settled: 0)
        line.carry(10_000_000, settled: 100_000)
        #expect(line.pace.chunk == 30 * 1024)
        #expect(line.checkpoints < 10_000_000 / (30 * 1024) + 20)
    }

    @Test("A line that becomes slower is given less, and one that becomes faster more") func changes() {
        var line = SlowLine(rate: 100_000, roundTrip: 0.1, Self.pace())
        line.carry(1_000_000, settled: 0)
        let before = line.pace.chunk
        var slow = SlowLine(rate: 10_000, roundTrip: 0.1, line.pace)
        slow.pace.begin(checkpointOctets: 30 * 1024, window: 5)
        slow.carry(400_000, settled: 300_000)
        #expect(slow.pace.chunk < before / 4)
        #expect(slow.longestWait < 3)
        var again = SlowLine(rate: 100_000, roundTrip: 0.1, slow.pace)
        again.pace.begin(checkpointOctets: 30 * 1024, window: 5)
        again.carry(1_000_000, settled: 0)
        #expect(again.pace.chunk > before / 2)
    }

    @Test("What was agreed is never exceeded") func limits() {
        for checkpoint in [1024, 4096, 80 * 1024] {
            var pace = TransferPace(checkpointOctets: checkpoint, window: 1)
            #expect(pace.chunk <= checkpoint)
            for turn in 0..<50 {
                pace.sent(end: (turn + 1) * pace.chunk, octets: pace.chunk, now: Int64(turn))
                pace.confirmed(octets: .max, now: Int64(turn))
                #expect(pace.chunk <= checkpoint && pace.chunk > 0)
            }
        }
    }

    @Test("A clock that stands still or jumps makes nothing of it") func clock() {
        var pace = Self.pace()
        for (sent, confirmed) in [(5, 5), (10, 3), (Int64.max / 4, 0), (0, Int64.max / 4), (7, 7)] as [(Int64, Int64)] {
            pace.sent(end: 1, octets: 1, now: sent)
            pace.confirmed(octets: 1, now: confirmed)
            #expect(pace.chunk >= 1024 && pace.chunk <= 30 * 1024)
        }
    }
}
