/// What was spent on a link, by day of its zone's calendar. A clock that is set to and fro moves nothing from one day
/// to another.
package struct CostLedger: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var day: CalendarDay
        package var cost: Money
        package var calls: Int
        package var seconds: Int
        package var octets: Int
    }

    /// In order of their days.
    package private(set) var rows: [Row]

    package init() { rows = [] }

    init(rows: [Row]) { self.rows = rows }

    /// Days that are kept, so that the month before can be looked at.
    package static let greatestRows = 70

    /// Adds to a day.
    package mutating func book(
        _ cost: Money, on day: CalendarDay, calls: Int = 0, seconds: Int = 0, octets: Int = 0
    ) {
        var index = rows.firstIndex { $0.day >= day } ?? rows.count
        if index == rows.count || rows[index].day != day {
            rows.insert(Row(day: day, cost: .zero, calls: 0, seconds: 0, octets: 0), at: index)
            if rows.count > Self.greatestRows {
                // The day farthest from this one goes: a clock that was wrong for a while leaves no row for ever.
                let isFirst = day.number - rows[0].day.number >= rows[rows.count - 1].day.number - day.number
                rows.remove(at: isFirst ? 0 : rows.count - 1)
                if isFirst { index -= 1 }
            }
        }
        rows[index].cost = rows[index].cost + cost
        rows[index].calls &+= calls
        rows[index].seconds &+= seconds
        rows[index].octets &+= octets
    }

    package func spent(on day: CalendarDay) -> Money { rows.first { $0.day == day }?.cost ?? .zero }

    /// In the month that the day is in.
    package func spent(inMonthOf day: CalendarDay) -> Money {
        rows.filter { $0.day.isInMonth(of: day) }.reduce(.zero) { $0 + $1.cost }
    }
}
