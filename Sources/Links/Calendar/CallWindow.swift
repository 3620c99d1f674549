/// A range of the day on some days of the week; may go past midnight.
package struct CallWindow: Hashable, Sendable {
    /// Days on which it begins, as a set of bits; bit 0 is Sunday.
    package var days: UInt8
    /// Minute of the day, 0...1439.
    package var from: Int
    /// Minute of the day, 1...1440; not later than `from`: of the day that follows.
    package var to: Int

    package static let everyDay: UInt8 = 0x7F

    package init(days: UInt8, from: Int, to: Int) {
        self.days = days & Self.everyDay
        self.from = min(max(from, 0), 1439)
        self.to = min(max(to, 0), 1440)
    }

    /// Minutes from its beginning to its end where no clock is changed, 1...1440.
    package var length: Int { to > from ? to - from : to + 1440 - from }

    package func begins(onWeekday weekday: Int) -> Bool { days & (1 << UInt8(weekday)) != 0 }
}
