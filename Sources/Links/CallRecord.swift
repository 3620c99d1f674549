package import Message

/// One call of a link that has ended: when, how long, how much, and how it went.
package struct CallRecord: Hashable, Sendable {
    /// When the dial began.
    package var began: Timestamp
    /// From the dial to the first octet; nil: the line never came up, or the neighbour called.
    package var setUp: Interval?
    /// From then to the end of the call; zero for a line that never came up.
    package var duration: Interval
    /// How long of it messages were on their way out, and their octets.
    package var sending: Interval
    package var octetsSent: Int
    /// Octets on the line, each way.
    package var octetsOut: Int
    package var octetsIn: Int
    /// How it ended: `hungUpLocally` in order; 0: the line was in order and no association came to be.
    package var code: RASCode
    /// The neighbour called.
    package var isInbound: Bool

    package init(
        began: Timestamp, setUp: Interval?, duration: Interval, octetsOut: Int, octetsIn: Int, code: RASCode,
        sending: Interval = .seconds(0), octetsSent: Int = 0, isInbound: Bool = false
    ) {
        self.began = began
        self.setUp = setUp
        self.duration = duration
        self.octetsOut = octetsOut
        self.octetsIn = octetsIn
        self.code = code
        self.sending = sending
        self.octetsSent = octetsSent
        self.isInbound = isInbound
    }

    /// Octets a second of messages, of calls that sent enough to tell: for 2 seconds and 4 KiB at least.
    package var speedOut: Int? {
        guard sending >= .seconds(2), octetsSent >= 4096 else { return nil }
        return Int(Int64(octetsSent) * 1000 / max(1, sending.microseconds / 1000))
    }
}
