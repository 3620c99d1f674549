package import Message

/// Windows by the clocks of one zone, which may change between summer and winter.
///
/// A window begins on each of its days when the clocks first read its beginning or later, and ends when they then first
/// read its end or later. So a window whose hour comes twice is held once, the first time; one whose beginning is
/// skipped begins with the change; and one that is skipped as a whole is held right after the change, for its length.
package struct CallWindows: Hashable, Sendable {
    package var windows: [CallWindow]
    package var zone: TimeZoneRules

    package init(_ windows: [CallWindow], zone: TimeZoneRules = .utc) {
        self.windows = windows
        self.zone = zone
    }

    package func isOpen(at time: Timestamp) -> Bool {
        spans(from: time, days: 0).contains { $0.contains(time) }
    }

    /// The first instant after `time` at which `isOpen` changes; nil when it never does.
    package func nextChange(after time: Timestamp) -> Timestamp? {
        for span in spans(from: time, days: 9) {
            if span.lowerBound > time { return span.lowerBound }
            // What stays open for a week stays so for ever.
            if span.upperBound > time { return span.upperBound - time > Self.week ? nil : span.upperBound }
        }
        return nil
    }

    private static let week = Interval.seconds(8 * 86400)

    /// When windows are open, in order, none touching the next: all that are open at `time` or begin within so many
    /// days of it, and perhaps some before and after.
    package func spans(from time: Timestamp, days: Int) -> [Range<Timestamp>] {
        let today = zone.day(at: time).number
        var found: [Range<Timestamp>] = []
        // One that began yesterday may last until tonight; a zone may skip a whole day.
        for number in (today - 3)...(today + Int64(max(days, 0)) + 1) {
            let day = CalendarDay(number: number)
            for window in windows where window.begins(onWeekday: day.weekday) { found.append(span(window, on: day)) }
        }
        var merged: [Range<Timestamp>] = []
        for span in found.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, span.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        return merged
    }

    private func span(_ window: CallWindow, on day: CalendarDay) -> Range<Timestamp> {
        let start = day.number * 86400 + Int64(window.from) * 60
        let length = Int64(window.length) * 60
        let begin = zone.first(reading: start)
        let end = zone.first(reading: start + length)
        return Timestamp(seconds: begin)..<Timestamp(seconds: end > begin ? end : begin + length)
    }
}
