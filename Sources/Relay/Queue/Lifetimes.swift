package import Message

/// How long a message may be on its way, from submission, by priority. It runs also while a link is down.
///
/// Defaults of Exchange 5.5 (reference: two days, seven, ten).
package struct Lifetimes: Hashable, Sendable {
    package var urgent: Interval
    package var normal: Interval
    package var nonUrgent: Interval
    /// How long a message waits before its originator is told that it is late; nil: never.
    package var delayReport: Interval?

    package init(
        urgent: Interval = .seconds(2 * 86400), normal: Interval = .seconds(7 * 86400),
        nonUrgent: Interval = .seconds(10 * 86400), delayReport: Interval? = .seconds(4 * 3600)
    ) {
        self.urgent = urgent
        self.normal = normal
        self.nonUrgent = nonUrgent
        self.delayReport = delayReport
    }

    package subscript(priority: Priority) -> Interval {
        switch priority {
        case .urgent: urgent
        case .normal: normal
        case .nonUrgent: nonUrgent
        }
    }

    /// The instant from which the message is returned with `maximumTimeExpired`.
    package func end(submitted: Timestamp, priority: Priority) -> Timestamp {
        let (end, overflow) = submitted.microseconds.addingReportingOverflow(self[priority].microseconds)
        return overflow ? Timestamp(microseconds: .max) : Timestamp(microseconds: end)
    }
}
