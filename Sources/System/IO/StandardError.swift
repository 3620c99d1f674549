internal import Glibc

/// The standard error of this process.
package enum StandardError {
    /// Writes all of it, waiting as long as the reader needs: for owners on blocking queues. Errors are passed over.
    package static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let n = unsafe rest.withUnsafeBytes { p in unsafe Glibc.write(STDERR_FILENO, p.baseAddress, p.count) }
            if n < 0, errno == EINTR { continue }
            if n < 0, errno == EAGAIN {
                var waiting = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&waiting, 1, 1000)
                continue
            }
            guard n > 0 else { return }
            rest = rest.dropFirst(n)
        }
    }
}
