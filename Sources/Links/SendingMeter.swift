package import Message

/// How long messages have been on their way out, and how many octets of them got through: what a link is worth while it
/// is used. Times that overlap, as of several associations, count once. A value.
package struct SendingMeter: Hashable, Sendable {
    package struct Reading: Hashable, Sendable {
        package var time = Interval.seconds(0)
        package var octets = 0

        package init() {}
    }

    /// Associations with a message on its way, and from where on it goes.
    private var underWay: [Int: Int] = [:]
    private var since = Timestamp(microseconds: 0)
    private var reading = Reading()

    package init() {}

    /// - Parameter from: octets of it that had passed before.
    package mutating func begin(_ association: Int, from: Int = 0, now: Timestamp) {
        if underWay.isEmpty { since = now }
        underWay[association] = from
    }

    /// The transfer is over, or the association; of one that had not begun nothing is known.
    ///
    /// - Parameter octets: of the message, counted from its beginning.
    package mutating func end(_ association: Int, octets: Int = 0, now: Timestamp) {
        guard let from = underWay.removeValue(forKey: association) else { return }
        reading.octets += max(0, octets - from)
        if underWay.isEmpty { count(to: now) }
    }

    /// What has come together since the last time; what is under way goes on.
    package mutating func take(now: Timestamp) -> Reading {
        if !underWay.isEmpty {
            count(to: now)
            since = now
        }
        defer { reading = Reading() }
        return reading
    }

    /// A clock that was set back adds nothing.
    private mutating func count(to now: Timestamp) {
        if now > since { reading.time = reading.time + (now - since) }
    }
}
