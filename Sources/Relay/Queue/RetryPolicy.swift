package import Message

/// When to try again, and how often (X.400 connector, tab Override). Two clocks that must not be mixed up: opens of an
/// association that failed, and transfers of one message over an open association. A message's lifetime is a third,
/// and stands in `Lifetimes`.
package struct RetryPolicy: Hashable, Sendable {
    /// Wait after a failed open. Never taken below `floor`.
    package var openInterval: Interval
    /// Opens in a row before everything queued is returned.
    package var openRetries: Int
    /// Wait before one message is sent again over an open association.
    package var transferInterval: Interval
    /// Transfers of one message before it is returned.
    package var transferRetries: Int
    /// Least wait after a failed open.
    package var floor: Interval
    /// The part of a wait by which it may grow, so that many links do not come back at one instant.
    package var jitter: Double

    /// The least wait on a permanent connection.
    package static let floor = Interval.seconds(15)
    /// The least wait where every open is a dial.
    package static let dialUpFloor = Interval.seconds(60)

    package init(
        openInterval: Interval = .seconds(600), openRetries: Int = 144, transferInterval: Interval = .seconds(120),
        transferRetries: Int = 2, floor: Interval = RetryPolicy.floor, jitter: Double = 0.1
    ) {
        self.openInterval = openInterval
        self.openRetries = openRetries
        self.transferInterval = transferInterval
        self.transferRetries = transferRetries
        self.floor = floor
        self.jitter = jitter
    }

    /// Wait after a failed open: the interval or the floor, whichever is longer, and up to `jitter` of it on top.
    ///
    /// `fraction` is a random number in 0..<1; anything else is taken for its nearest bound.
    package func openDelay(fraction: Double) -> Interval {
        spread(max(openInterval, floor), fraction)
    }

    /// Wait before the message is sent again, with jitter on top. The floor is not for it: the line is up.
    package func transferDelay(fraction: Double) -> Interval {
        spread(max(transferInterval, .seconds(0)), fraction)
    }

    /// `failures` opens in a row have failed: no more are to be tried, and what is queued goes back.
    package func isOpenExhausted(failures: Int) -> Bool { failures >= openRetries }

    /// `attempts` transfers of one message have failed: it goes back. `transferRetries` counts the repetitions.
    package func isTransferExhausted(attempts: Int) -> Bool { attempts > transferRetries }

    private func spread(_ wait: Interval, _ fraction: Double) -> Interval {
        let part = min(max(jitter, 0), 1) * min(max(fraction.isNaN ? 0 : fraction, 0), 1)
        // A day longer than a century is cut off, so that the product fits.
        let bounded = min(wait.microseconds, 3_153_600_000_000_000)
        return Interval(microseconds: bounded + Int64(Double(bounded) * part))
    }
}
