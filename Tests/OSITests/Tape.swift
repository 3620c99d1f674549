import Synchronization

/// Writes down what every `TwoEnds` and `World` sends while a test runs as `Tape.$current.withValue(tape) { … }`.
final class Tape: Sendable {
    @TaskLocal static var current: Tape?

    private let calls = Mutex([Recording]())

    /// What each of them sent, in the order in which they were made; those that sent nothing are left out.
    var recordings: [Recording] { calls.withLock { $0.filter { !$0.pieces.isEmpty } } }

    /// A new call; its number.
    func begin() -> Int {
        calls.withLock {
            $0.append(Recording())
            return $0.count - 1
        }
    }

    func add(_ call: Int, isFromCaller: Bool, _ octets: [UInt8]) {
        calls.withLock { $0[call].add(isFromCaller: isFromCaller, octets) }
    }
}
