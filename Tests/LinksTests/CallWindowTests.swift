import Links
import Message
import Testing

@Suite("Windows: when a link may call")
struct CallWindowTests {
    @Test(
        "The forms that are read, and as what they are written",
        arguments: [
            ("05:00-07:00", "05:00-07:00"), ("Mon-Fri 22:00-06:00", "Mon,Tue,Wed,Thu,Fri 22:00-06:00"),
            ("sat,SUN 00:00-24:00", "Sat,Sun 00:00-24:00"), ("Fri-Mon 7:30-08:00", "Mon,Fri,Sat,Sun 07:30-08:00"),
            ("Sun 22:00-00:00", "Sun 22:00-24:00"), ("Mon-Sun 1:00-2:00", "01:00-02:00"),
            ("Wed   01:00-00:59", "Wed 01:00-00:59"),
        ])
    func forms(text: String, written: String) throws {
        let window = try #require(CallWindow(text))
        #expect(window.description == written)
        #expect(CallWindow(written) == window)
    }

    @Test(
        "What is no window",
        arguments: [
            "", "Mon", "05:00", "05:00-", "05:00-05:00", "00:00-00:00", "24:00-06:00", "05:60-06:00", "25:00-26:00",
            "5-6",
            "Mon-Fri-Sun 05:00-06:00", "Mo 05:00-06:00", "Mon, 05:00-06:00", "Mon 05:00-06:00 UTC", "-05:00-06:00",
            "05:00-24:01",
            "05:0-06:00", "005:00-06:00", "+5:00-06:00", "Mon Tue 05:00-06:00",
        ])
    func noForms(text: String) { #expect(CallWindow(text) == nil) }

    static let sets: [[String]] = [
        ["Mon-Fri 22:00-06:00"], ["Sat 23:59-00:01"], ["05:00-07:00", "17:30-19:30"], ["Sun 20:00-19:59"],
        ["Mon 00:00-24:00", "Tue 00:00-01:00", "Wed 12:00-12:01"], ["00:00-24:00"],
        ["Sat,Sun 12:00-00:00", "Mon 00:00-03:15"], [],
    ]

    @Test("Every minute of a week, in zones that change no clocks", arguments: sets, ["UTC0", Zones.india])
    func week(texts: [String], rule: String) throws {
        let zone = try zone(rule)
        let windows = CallWindows(texts.compactMap { CallWindow($0) }, zone: zone)
        #expect(windows.windows.count == texts.count)
        let start = try at("2026-11-22T00:00:00Z")
        for minute in 0..<7 * 1440 {
            let time = start + .seconds(minute * 60)
            let local = CalendarTime(Timestamp(seconds: time.seconds + zone.offset(at: time)))
            let now = local.hour * 60 + local.minute
            let expected = windows.windows.contains { window in
                let crosses = window.to <= window.from
                let today =
                    window.begins(onWeekday: local.weekday) && now >= window.from && (crosses || now < window.to)
                let yesterday = crosses && window.begins(onWeekday: (local.weekday + 6) % 7) && now < window.to
                return today || yesterday
            }
            guard windows.isOpen(at: time) != expected else { continue }
            Issue.record("\(texts) is \(!expected) at \(time.iso8601) in \(rule)")
            return
        }
        if texts.isEmpty || texts == ["00:00-24:00"] { #expect(windows.nextChange(after: start) == nil) }
    }

    @Test(
        "The next change is the first minute at which it is otherwise, also over changes of the clocks",
        arguments: sets, Zones.all)
    func nextChange(texts: [String], rule: String) throws {
        let windows = CallWindows(texts.compactMap { CallWindow($0) }, zone: try zone(rule))
        for begin in ["2026-03-27T00:00:00Z", "2026-04-03T00:00:00Z", "2026-10-02T00:00:00Z", "2026-10-23T00:00:00Z"] {
            var time = try at(begin)
            let end = time + .seconds(4 * 86400)
            while time < end {
                let isOpen = windows.isOpen(at: time)
                guard let next = windows.nextChange(after: time) else { break }
                #expect(next > time && windows.isOpen(at: next) != isOpen)
                #expect(windows.isOpen(at: next + .seconds(-1)) == isOpen)
                while time < min(next, end) {
                    if windows.isOpen(at: time) != isOpen { Issue.record("\(texts) in \(rule) at \(time.iso8601)") }
                    time = time + .seconds(600)
                }
                time = next
            }
        }
    }

    /// Walks minute by minute, with the latest that the clocks have ever read: a window is open from when that reaches
    /// its beginning until it reaches its end.
    @Test(
        "Every minute about the changes of the clocks, against a walk by the clock",
        arguments: [
            ["01:15-01:45"], ["00:30-01:30"], ["01:30-03:00"], ["23:00-01:30"], ["02:00-02:15"],
            ["02:05-02:20", "Sun 01:00-05:00"],
            ["00:00-24:00"], ["01:00-02:00"], ["Sat 23:30-00:30"],
        ], Zones.all)
    func clockChanges(texts: [String], rule: String) throws {
        let zone = try zone(rule)
        let windows = CallWindows(texts.compactMap { CallWindow($0) }, zone: zone)
        var change = try at("2026-01-01T00:00:00Z")
        while let next = zone.nextTransition(after: change), next < (try at("2027-01-01T00:00:00Z")) {
            change = next
            var walk = ClockWalk(windows: windows.windows, zone: zone, from: change + .seconds(-3 * 86400))
            while walk.time < change + .seconds(86400) {
                let expected = walk.step()
                guard walk.time > change + .seconds(-43200), windows.isOpen(at: walk.time) != expected else { continue }
                Issue.record("\(texts) in \(rule) should be \(expected) at \(walk.time.iso8601)")
                return
            }
        }
    }

    @Test("London's windows on the two Sundays, in words")
    func london() throws {
        let zone = try zone(Zones.london)
        func opens(_ text: String, _ from: String) throws -> [String] {
            let windows = CallWindows([try #require(CallWindow(text))], zone: zone)
            let first = try #require(windows.nextChange(after: at(from)))
            return [first.iso8601, try #require(windows.nextChange(after: first)).iso8601]
        }
        // The hour from one to two is skipped: the window is held right after it.
        #expect(try opens("01:15-01:45", "2026-03-29T00:00:00Z") == ["2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"])
        // Its beginning is skipped.
        #expect(try opens("01:30-03:00", "2026-03-29T00:00:00Z") == ["2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"])
        // The hour comes twice: held once.
        #expect(try opens("01:15-01:45", "2026-10-25T00:00:00Z") == ["2026-10-25T00:15:00Z", "2026-10-25T00:45:00Z"])
        #expect(
            try opens("Sun 01:15-01:45", "2026-10-25T00:45:00Z") == ["2026-11-01T01:15:00Z", "2026-11-01T01:45:00Z"])
        // Over the night it is an hour longer.
        #expect(try opens("22:00-06:00", "2026-10-24T12:00:00Z") == ["2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z"])
    }
}

/// What a person with a calendar and a clock would do.
private struct ClockWalk {
    let windows: [CallWindow]
    let zone: TimeZoneRules
    private(set) var time: Timestamp
    /// The latest reading so far, in minutes.
    private var latest: Int64
    /// Windows that were skipped and are made up for, until then.
    private var heldUntil: [Timestamp] = []

    init(windows: [CallWindow], zone: TimeZoneRules, from: Timestamp) {
        self.windows = windows
        self.zone = zone
        time = from
        latest = (from.seconds + zone.offset(at: from)) / 60
    }

    mutating func step() -> Bool {
        time = time + .seconds(60)
        let before = latest
        latest = max(latest, (time.seconds + zone.offset(at: time)) / 60)
        heldUntil.removeAll { $0 <= time }
        var isOpen = !heldUntil.isEmpty
        for day in (latest / 1440 - 2)...(latest / 1440) {
            for window in windows where window.begins(onWeekday: CalendarDay(number: day).weekday) {
                let begin = day * 1440 + Int64(window.from)
                let end = begin + Int64(window.length)
                if begin <= latest, latest < end { isOpen = true }
                if before < begin, end <= latest {
                    isOpen = true
                    heldUntil.append(time + .seconds(window.length * 60))
                }
            }
        }
        return isOpen
    }
}
