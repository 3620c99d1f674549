internal import Glibc

/// An exclusive advisory lock on a file, held as long as the value lives (flock(2)). The file stays.
package final class FileLock: Sendable {
    private let descriptor: FileDescriptor

    /// Makes the file when missing; does not wait.
    ///
    /// - Throws: EWOULDBLOCK when another holds it, also within this process.
    package init(_ path: String) throws(IOError) {
        descriptor = try FileDescriptor.open(path, O_RDWR | O_CREAT)
        while flock(descriptor.raw, LOCK_EX | LOCK_NB) < 0 {
            if errno != EINTR { throw .last("lock", path) }
        }
    }
}
