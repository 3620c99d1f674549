internal import Synchronization

/// The durable counter, given out from blocks that are reserved on disk before they are used. A leaf for all threads.
///
/// When the disk does not answer, numbers go on beyond the reservation. Every transaction of the store brings the
/// reservation up first, so that no number under which something was kept can come again.
final class SerialNumbers: Sendable {
    static let block: Int64 = 1000

    private struct State {
        var next: Int64
        /// Numbers below are reserved on disk.
        var reserved: Int64
        var isAsked = false
    }

    private let state: Mutex<State>

    /// `reserved` is what the disk says: the first number that was never given out.
    init(reserved: Int64) { state = Mutex(State(next: reserved, reserved: reserved)) }

    /// The first of `count` numbers in a row, and whether the owner should now bring the reservation up.
    func take(_ count: Int64 = 1) -> (first: Int64, isLow: Bool) {
        state.withLock { state in
            let first = state.next
            state.next += count
            let isLow = !state.isAsked && state.next + Self.block / 2 > state.reserved
            if isLow { state.isAsked = true }
            return (first, isLow)
        }
    }

    /// The reservation to write in the present transaction; nil: the one on disk will do.
    var wanted: Int64? {
        state.withLock { $0.next + Self.block / 2 > $0.reserved ? $0.next + Self.block : nil }
    }

    /// The reservation is on disk, or (nil) could not be written.
    func note(reserved: Int64?) {
        state.withLock { state in
            if let reserved { state.reserved = max(state.reserved, reserved) }
            state.isAsked = false
        }
    }
}
