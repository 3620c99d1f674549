package import Message

/// What a link may be used for, and when.
package struct LinkPolicy: Hashable, Sendable {
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        case automatic
        /// Calls only where an operator has granted it.
        case attended
        /// Sends nothing, and does not call.
        case receiveOnly = "receive-only"
    }

    /// A schedule, and whether it holds for urgent mail.
    package struct ScheduleRule: Hashable, Sendable {
        package var schedule: Schedule
        package var urgentIgnores: Bool

        package init(_ schedule: Schedule, urgentIgnores: Bool = false) {
            self.schedule = schedule
            self.urgentIgnores = urgentIgnores
        }
    }

    /// No longer message than this is carried; within a window, or wherever no window's limit holds.
    package struct SizeLimit: Hashable, Sendable {
        package var octets: Int
        package var window: CallWindow?

        package init(octets: Int, window: CallWindow? = nil) {
            self.octets = octets
            self.window = window
        }
    }

    /// No other priorities are carried; within a window, or wherever no window's limit holds.
    package struct PriorityRule: Hashable, Sendable {
        package var priorities: PrioritySet
        package var window: CallWindow?

        package init(_ priorities: PrioritySet, window: CallWindow? = nil) {
            self.priorities = priorities
            self.window = window
        }
    }

    package var mode: Mode = .automatic
    /// All of them have to be open: the connector's and the entry's.
    package var schedules: [ScheduleRule] = []
    package var batch = BatchThresholds()
    package var sizeLimits: [SizeLimit] = []
    package var priorityRules: [PriorityRule] = []
    package var tariff = CallTariff.free
    package var currency = ""
    package var dailyBudget: Money?
    package var monthlyBudget: Money?
    package var minimumCall = Interval.seconds(0)
    package var maximumCall: Interval?
    /// By which the windows of limits, and the days and months of budgets, are reckoned.
    package var zone = TimeZoneRules.utc

    package init() {}

    /// Some schedule says that we never call.
    package var callsNever: Bool {
        mode == .receiveOnly
            || schedules.contains { $0.schedule == .remoteInitiated || $0.schedule == .never }
    }

    /// Mail that is urgent may be called for although a window is closed.
    package var urgentIgnoresSchedule: Bool {
        schedules.contains { rule in
            if case .selected = rule.schedule { rule.urgentIgnores } else { false }
        }
    }
}
