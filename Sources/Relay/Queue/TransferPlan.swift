package import Message

/// What goes over a link in its next call, in which order, done when, and what stays behind: a forecast, no promise.
///
/// Messages go one after the other in the order given. Each costs its octets at the link's speed, and a fixed time and
/// some octets more for itself (envelope, confirmation). What is under way when the window closes is cut, and goes on
/// at its last checkpoint in the call after.
package struct TransferPlan: Hashable, Sendable {
    /// What is known of the link.
    package struct Assumptions: Hashable, Sendable {
        /// Octets a second, at least 1.
        package var speed: Int
        /// From the begin of the call to the first octet of a message.
        package var setUp: Interval
        /// Octets on the line for each message beyond its content.
        package var octetsPerMessage: Int
        /// The pause after each message: its confirmation's way.
        package var pausePerMessage: Interval

        package init(
            speed: Int, setUp: Interval, octetsPerMessage: Int = 600, pausePerMessage: Interval = .seconds(0)
        ) {
            self.speed = max(1, speed)
            self.setUp = max(setUp, .seconds(0))
            self.octetsPerMessage = max(0, octetsPerMessage)
            self.pausePerMessage = max(pausePerMessage, .seconds(0))
        }
    }

    /// A message that waits, as far as a plan goes.
    package struct Candidate: Hashable, Sendable {
        /// Row of the spool.
        package var entry: Int64
        /// Length of its content.
        package var octets: Int
        /// Octets that the neighbour has confirmed already.
        package var secured: Int
        /// Why it cannot go in this call; nil: it can.
        package var obstacle: String?

        package init(entry: Int64, octets: Int, secured: Int = 0, obstacle: String? = nil) {
            self.entry = entry
            self.octets = octets
            self.secured = secured
            self.obstacle = obstacle
        }
    }

    package enum Fate: Hashable, Sendable {
        /// In the neighbour's hands at this time.
        case done(at: Timestamp)
        /// The window closes in the middle of it; so many octets of its content will have passed.
        case cut(octets: Int)
        /// Not in this call: why.
        case stays(String)
    }

    package struct Row: Hashable, Sendable {
        package var entry: Int64
        package var fate: Fate
    }

    /// When the call begins.
    package let begins: Timestamp
    /// When the last message is done or cut; `begins` where nothing goes.
    package let ends: Timestamp
    /// When the window closes; nil: it does not.
    package let closes: Timestamp?
    package let rows: [Row]

    /// - Parameters:
    ///   - candidates: in the order of departure.
    ///   - closes: when the window or the longest call ends.
    package init(
        _ candidates: [Candidate], begins: Timestamp, closes: Timestamp?, _ assumptions: Assumptions
    ) {
        var clock = begins + assumptions.setUp
        var rows: [Row] = []
        var last = begins
        for candidate in candidates {
            if let obstacle = candidate.obstacle {
                rows.append(Row(entry: candidate.entry, fate: .stays(obstacle)))
                continue
            }
            if let closes, clock >= closes {
                rows.append(Row(entry: candidate.entry, fate: .stays("no time is left in the window")))
                continue
            }
            let content = max(0, candidate.octets - candidate.secured)
            let octets = Self.sum(content, assumptions.octetsPerMessage)
            let end = clock + Self.time(octets, assumptions.speed)
            if let closes, end > closes {
                let passed = Self.octets(in: closes - clock, assumptions.speed) - assumptions.octetsPerMessage
                rows.append(
                    Row(entry: candidate.entry, fate: .cut(octets: candidate.secured + min(max(0, passed), content))))
                clock = closes
                last = closes
                continue
            }
            rows.append(Row(entry: candidate.entry, fate: .done(at: end)))
            last = end
            clock = end + assumptions.pausePerMessage
        }
        self.begins = begins
        ends = last
        self.closes = closes
        self.rows = rows
    }

    /// Messages that will be done in the call.
    package var done: Int {
        rows.count { if case .done = $0.fate { true } else { false } }
    }

    private static func sum(_ a: Int, _ b: Int) -> Int {
        let (value, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : value
    }

    /// At most a century.
    private static func time(_ octets: Int, _ speed: Int) -> Interval {
        let (seconds, rest) = octets.quotientAndRemainder(dividingBy: speed)
        let whole = min(Int64(seconds), 3_153_600_000)
        return Interval(microseconds: whole * 1_000_000 + Int64(Double(rest) / Double(speed) * 1_000_000))
    }

    private static func octets(in time: Interval, _ speed: Int) -> Int {
        let octets = Double(time.microseconds) / 1_000_000 * Double(speed)
        return octets >= Double(Int.max) ? .max : Int(octets)
    }
}
