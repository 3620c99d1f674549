package import Message

/// The lengths of time that a link machine needs.
package struct LinkTiming: Hashable, Sendable {
    /// From the start of the dial until the line must be up.
    package var dialTimeout: Interval
    /// How long a line without an association is held.
    package var idleHangUp: Interval
    /// A call that has come up is held at least so long, where it is paid for by such units.
    package var callMinimum: Interval
    /// No call is longer: what is under way then goes on in the next one. nil: any length.
    package var callMaximum: Interval?
    /// What is under way at a call's end may take so long to reach a checkpoint.
    package var conclusion: Interval
    /// After this the slot is given back even if the line's program has not been seen to go.
    package var hangUpLimit: Interval

    package init(
        dialTimeout: Interval, idleHangUp: Interval, callMinimum: Interval = .seconds(0),
        callMaximum: Interval? = nil, conclusion: Interval = .seconds(20), hangUpLimit: Interval = .seconds(10)
    ) {
        self.dialTimeout = dialTimeout
        self.idleHangUp = idleHangUp
        self.callMinimum = callMinimum
        self.callMaximum = callMaximum
        self.conclusion = conclusion
        self.hangUpLimit = hangUpLimit
    }
}
