internal import Glibc

/// An exclusive advisory lock on a file, held as long as the value lives (flock(2)). The file stays.
package final class FileLock: Sendable {
    private let descriptor: FileDescriptor

    /// Errors: EWOULDBLOCK when another holds it, also within this process.
    package init(_ path: String) throws(IOError) {
        let raw = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if raw < 0 { throw IOError(code: errno, operation: "open", path: path) }
        descriptor = FileDescriptor(adopting: raw)
        while flock(raw, LOCK_EX | LOCK_NB) < 0 {
            if errno != EINTR { throw IOError(code: errno, operation: "lock", path: path) }
        }
    }
}
