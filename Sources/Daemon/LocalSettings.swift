import Configuration
import Links
import Message
import Queue

/// What a connector of type `local` is told.
struct LocalSettings: Sendable, Equatable {
    let name: String
    let lifetimes: Lifetimes
    let retry: RetryPolicy
    let delivery: DeliveryConfiguration?
    let addressSpaces: [String]
    /// When mailboxes are written to.
    let schedule: Schedule

    init(_ connector: ConnectorConfiguration, of mta: MTAConfiguration) {
        name = connector.name
        lifetimes = Lifetimes(mta.lifetime)
        retry = RetryPolicy(connector.override)
        delivery = connector.delivery
        addressSpaces = connector.addressSpaces.map(\.description)
        schedule = connector.windows.map { .selected($0) } ?? .always
    }

    /// The transfer interval first, doubled with each attempt up to the open interval: a mailbox that is full for a
    /// moment is not left for long, one that is full for days is not tried every minute.
    func retryDelay(attempts: Int, fraction: Double) -> Interval {
        var delay = retry.transferDelay(fraction: fraction)
        for _ in 0..<min(attempts, 8) { delay = Interval(microseconds: delay.microseconds * 2) }
        return min(delay, retry.openDelay(fraction: fraction))
    }
}
