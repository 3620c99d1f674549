internal import Glibc

/// The machine's clocks, in whole microseconds.
package enum SystemClock {
    /// UTC since 1970-01-01T00:00:00Z; steps when the clock is set.
    package static func utcMicroseconds() -> Int64 { read(CLOCK_REALTIME) }

    /// Since some fixed point; never steps back.
    package static func monotonicMicroseconds() -> Int64 { read(CLOCK_MONOTONIC) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var t = timespec()
        unsafe clock_gettime(clock, &t)
        return Int64(t.tv_sec) * 1_000_000 + Int64(t.tv_nsec) / 1000
    }
}
