internal import Glibc

/// A file opened for reading at any place. Confined to its owner.
package final class ReadFile {
    private let descriptor: FileDescriptor
    private let path: String

    package init(opening path: String) throws(IOError) {
        let raw = unsafe open(path, O_RDONLY | O_CLOEXEC)
        if raw < 0 { throw IOError(code: errno, operation: "open", path: path) }
        descriptor = FileDescriptor(adopting: raw)
        self.path = path
    }

    /// Up to `count` octets from `offset`; fewer only where the file ends.
    package func read(offset: Int, count: Int) throws(IOError) -> [UInt8] {
        guard offset >= 0, count > 0 else { return [] }
        var failure: Int32 = 0
        let raw = descriptor.raw
        let octets = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count {
                let n = unsafe pread(raw, buffer.baseAddress?.advanced(by: initialized), count - initialized,
                                     off_t(offset + initialized))
                if n > 0 {
                    initialized += n
                } else if n == 0 {
                    return
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        if failure != 0 { throw IOError(code: failure, operation: "read", path: path) }
        return octets
    }
}
