package import Message

/// How one link comes up and what it is worth (`phonebook/NAME.ras`).
package struct PhonebookEntry: Hashable, Sendable {
    package var name: String
    package var medium: LineMedium
    package var timing: LinkTiming
    package var schedule: Schedule

    package init(name: String, medium: LineMedium, timing: LinkTiming, schedule: Schedule = .always) {
        self.name = name
        self.medium = medium
        self.timing = timing
        self.schedule = schedule
    }

    package init(
        name: String, medium: LineMedium, dialTimeout: Interval, idleHangUp: Interval,
        callMinimum: Interval = .seconds(0), schedule: Schedule = .always
    ) {
        self.init(
            name: name, medium: medium,
            timing: LinkTiming(dialTimeout: dialTimeout, idleHangUp: idleHangUp, callMinimum: callMinimum),
            schedule: schedule)
    }
}
