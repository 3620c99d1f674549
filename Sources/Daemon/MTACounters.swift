import Synchronization

/// What the MTA has done since it started. A leaf.
final class MTACounters: Sendable {
    struct Values: Sendable {
        var messagesIn = 0
        var messagesOut = 0
        var messagesDelivered = 0
        var messagesFailed = 0
    }

    private let values = Mutex(Values())

    func add(_ change: (inout Values) -> Void) { values.withLock { change(&$0) } }
    var current: Values { values.withLock { $0 } }
}
