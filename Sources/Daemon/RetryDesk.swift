import Message
import Queue
import Synchronization

/// The one scheduler of all opens. A leaf: touched from every connector's queue (design, 5).
final class RetryDesk: Sendable {
    private let scheduler = Mutex(RetryScheduler())

    func configure(_ connector: String, _ rules: RetryScheduler.Rules) {
        scheduler.withLock { $0.configure(connector, rules) }
    }

    /// After a reload: connectors that are gone are forgotten once they have nothing to wait for.
    func keep(_ connectors: Set<String>, now: Timestamp) { scheduler.withLock { $0.keep(connectors, now: now) } }

    func notBefore(_ connector: String, _ lane: RetryScheduler.Lane, now: Timestamp) -> Timestamp? {
        scheduler.withLock { $0.notBefore(connector, lane, now: now) }
    }

    func began(_ connector: String, _ lane: RetryScheduler.Lane, now: Timestamp) {
        scheduler.withLock { $0.began(connector, lane, now: now) }
    }

    func pause(_ connector: String, _ lane: RetryScheduler.Lane, until: Timestamp, now: Timestamp) {
        scheduler.withLock { $0.pause(connector, lane, until: until, now: now) }
    }

    func reached(_ connector: String) { scheduler.withLock { $0.reached(connector) } }
    func moved(_ connector: String) { scheduler.withLock { $0.moved(connector) } }
    func called(_ connector: String) { scheduler.withLock { $0.called(connector) } }
}
