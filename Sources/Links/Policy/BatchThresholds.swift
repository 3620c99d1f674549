package import Message

/// From when on a call is worth its price. Any threshold that is reached suffices; none is set: at once.
package struct BatchThresholds: Hashable, Sendable {
    package var messages: Int?
    package var octets: Int?
    /// Since the oldest message came.
    package var time: Interval?
    /// An urgent message is worth a call by itself.
    package var urgentOverrides: Bool

    package init(
        messages: Int? = nil, octets: Int? = nil, time: Interval? = nil, urgentOverrides: Bool = true
    ) {
        self.messages = messages
        self.octets = octets
        self.time = time
        self.urgentOverrides = urgentOverrides
    }

    /// Whether a call is made for what could go now.
    package func verdict(_ waiting: WaitingMail, now: Timestamp) -> LinkVerdict {
        if messages == nil, octets == nil, time == nil { return .may }
        if urgentOverrides, waiting.hasUrgent { return .may }
        if let messages, waiting.messages >= messages { return .may }
        if let octets, waiting.octets >= octets { return .may }
        let obstacle = LinkObstacle.batch(
            BatchState(thresholds: self, messages: waiting.messages, octets: waiting.octets))
        guard let time, let oldest = waiting.oldest else { return .waits(obstacle) }
        let due = oldest + time
        return due <= now ? .may : .notBefore(due, obstacle)
    }
}

/// What a queue holds that could go now if there were a line.
package struct WaitingMail: Hashable, Sendable {
    package var messages: Int
    package var octets: Int
    package var oldest: Timestamp?
    package var hasUrgent: Bool

    package init(messages: Int, octets: Int, oldest: Timestamp?, hasUrgent: Bool) {
        self.messages = messages
        self.octets = octets
        self.oldest = oldest
        self.hasUrgent = hasUrgent
    }
}

/// How near a queue is to being worth a call.
package struct BatchState: Hashable, Sendable, CustomStringConvertible {
    package var thresholds: BatchThresholds
    package var messages: Int
    package var octets: Int

    /// As `3 of 10 messages, 2048 of 20480 octets`.
    package var description: String {
        let parts = [
            thresholds.messages.map { "\(messages) of \($0) messages" },
            thresholds.octets.map { "\(octets) of \($0) octets" },
        ].compactMap { $0 }
        return parts.isEmpty ? "a call is made after some time" : parts.joined(separator: ", ")
    }
}
