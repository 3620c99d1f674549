import Message
import P1Connector

/// How long messages have been on their way out, and how many octets of them got through: what a link is worth while it
/// is used. Times that overlap, as of several associations, count once.
struct SendingMeter: Sendable {
    private var underWay = 0
    private var since = Timestamp(microseconds: 0)
    private(set) var time = Interval.seconds(0)
    private(set) var octets = 0

    mutating func begin(now: Timestamp) {
        if underWay == 0 { since = now }
        underWay += 1
    }

    mutating func end(octets sent: Int, now: Timestamp) {
        if underWay == 0 { return }
        underWay -= 1
        octets += max(0, sent)
        // A clock that was set back adds nothing.
        if underWay == 0, now > since { time = time + (now - since) }
    }
}

extension P1TransferResult {
    /// Octets of content that have passed.
    var octets: Int {
        switch self {
        case .transferred(let octets, _), .interrupted(_, let octets, _): octets
        case .refused, .failed, .unreadable: 0
        }
    }
}
