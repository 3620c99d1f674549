internal import CSystemd
internal import IO

/// What the service manager is told (sd_notify(3)). Without a service manager every call does nothing.
package enum ServiceManager {
    /// The service manager asked to be told.
    package static var isListening: Bool { EnvironmentVariables.value("NOTIFY_SOCKET") != nil }

    /// Start, or reload, complete.
    package static func ready(status: String) { notify(["READY=1", statusLine(status)]) }

    /// The configuration is being read anew; `ready` follows.
    package static func reloading(status: String) {
        let now = SystemClock.monotonicMicroseconds()
        notify(["RELOADING=1", "MONOTONIC_USEC=\(now)", statusLine(status)])
    }

    package static func stopping(status: String) { notify(["STOPPING=1", statusLine(status)]) }

    /// One line for `systemctl status`.
    package static func status(_ text: String) { notify([statusLine(text)]) }

    /// Alive. To be called at half the interval, from the queues whose life it stands for.
    package static func watchdog() { notify(["WATCHDOG=1"]) }

    /// Asks for so many seconds more for start or stop.
    package static func extendTimeout(seconds: Int) { notify(["EXTEND_TIMEOUT_USEC=\(seconds * 1_000_000)"]) }

    /// Seconds within which `watchdog` must be called; nil when nobody waits for it.
    package static var watchdogInterval: Double? {
        var microseconds: UInt64 = 0
        let result = unsafe sd_watchdog_enabled(0, &microseconds)
        guard result > 0, microseconds > 0 else { return nil }
        return Double(microseconds) / 1_000_000
    }

    private static func statusLine(_ text: String) -> String {
        "STATUS=" + String(text.map { $0.isNewline ? " " : $0 })
    }

    private static func notify(_ lines: [String]) {
        _ = unsafe sd_notify(0, lines.joined(separator: "\n"))
    }
}
