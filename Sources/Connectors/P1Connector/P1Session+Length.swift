import IO
import OSI

/// How long a call is at least and at most.
extension P1Session {
    /// Ends the association soon, because the call has to end: what goes out stops at its last confirmed checkpoint,
    /// and nothing more is begun. What comes in goes on; the owner's patience is its limit.
    package func conclude() {
        isConcluding = true
        _ = interruptAtCheckpoint()
        finish()
    }

    /// Seconds that the association outlives its last transfer; one of ours longer where its line is paid for anyway.
    var idleSeconds: Int {
        if !isInitiator { return max(3 * configuration.lifetime, Self.silenceLimit) }
        let stood = Int((SystemClock.monotonicMicroseconds() - openedAt) / 1_000_000)
        return max(configuration.lifetime, configuration.leastSeconds - stood)
    }

    /// Seconds.
    private static var silenceLimit: Int { 3600 }
}
