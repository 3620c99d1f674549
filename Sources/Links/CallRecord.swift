package import Message

/// One call of a link that has ended: when, how long, how much, and how it went.
package struct CallRecord: Hashable, Sendable {
    /// When the dial began.
    package var began: Timestamp
    /// From the dial to the first octet; nil: the line never came up.
    package var setUp: Interval?
    /// From then to the end of the call; zero for a line that never came up.
    package var duration: Interval
    /// Octets on the line, each way.
    package var octetsOut: Int
    package var octetsIn: Int
    /// How it ended: `hungUpLocally` in order; 0: the line was in order and no association came to be.
    package var code: RASCode
    /// The neighbour called.
    package var isInbound: Bool

    package init(
        began: Timestamp, setUp: Interval?, duration: Interval, octetsOut: Int, octetsIn: Int, code: RASCode,
        isInbound: Bool = false
    ) {
        self.began = began
        self.setUp = setUp
        self.duration = duration
        self.octetsOut = octetsOut
        self.octetsIn = octetsIn
        self.code = code
        self.isInbound = isInbound
    }

    /// Octets a second that left, of calls long enough to tell: 5 seconds and 4 KiB at least.
    package var speedOut: Int? {
        guard duration >= .seconds(5), octetsOut >= 4096 else { return nil }
        return Int(Int64(octetsOut) * 1000 / max(1, duration.microseconds / 1000))
    }
}
