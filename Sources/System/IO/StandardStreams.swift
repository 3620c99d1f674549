internal import Glibc

/// Standard output and error of a program for people. Blocking, unbuffered: what was written is seen.
package enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    /// Writes all of it. False where nobody reads any more.
    @discardableResult
    package func write(_ text: String) -> Bool {
        let octets = Array(text.utf8)
        var written = 0
        while written < octets.count {
            let count = unsafe octets.withUnsafeBytes { p in
                unsafe Glibc.write(rawValue, p.baseAddress?.advanced(by: written), p.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            written += count
        }
        return true
    }

    package var isTerminal: Bool { isatty(rawValue) == 1 }
}
