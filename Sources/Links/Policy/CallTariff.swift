package import Message

/// What a call costs.
package struct CallTariff: Hashable, Sendable {
    package var perCall: Money
    /// For each minute that has begun.
    package var perMinute: Money
    /// For each kilobyte, of 1024 octets in either direction, that has begun.
    package var perKilobyte: Money

    package static let free = CallTariff()

    package init(perCall: Money = .zero, perMinute: Money = .zero, perKilobyte: Money = .zero) {
        self.perCall = perCall
        self.perMinute = perMinute
        self.perKilobyte = perKilobyte
    }

    /// Of a call that has stood so long and carried so many octets. The first minute begins with the call.
    package func cost(of time: Interval, octets: Int) -> Money {
        perCall + perMinute * Self.startedMinutes(time) + perKilobyte * Int64((max(octets, 0) + 1023) / 1024)
    }

    /// The least that a call costs: without this much left none is made.
    package var entrance: Money { cost(of: .seconds(0), octets: 1) }

    /// When a call that has stood so long will cost more by time alone, counted from its beginning.
    package static func nextMinute(after time: Interval) -> Interval {
        Interval(microseconds: startedMinutes(time) * minute)
    }

    private static let minute: Int64 = 60_000_000

    private static func startedMinutes(_ time: Interval) -> Int64 {
        max(0, time.microseconds) / minute + 1
    }
}

/// What a call has cost so far, handed on in pieces, so that none of it is lost or counted twice.
package struct CallMeter: Hashable, Sendable {
    package let tariff: CallTariff
    package private(set) var cost = Money.zero

    package init(tariff: CallTariff) { self.tariff = tariff }

    /// - Parameter time: since the call came up, by a clock that nobody sets.
    /// - Returns: what has come on top since the last time.
    package mutating func advance(to time: Interval, octets: Int) -> Money {
        let total = max(cost, tariff.cost(of: time, octets: octets))
        defer { cost = total }
        return total - cost
    }
}
