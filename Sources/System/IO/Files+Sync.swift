internal import Glibc

extension Files {
    /// Puts the content of a file on disk, whoever wrote it.
    package static func syncFile(_ path: String) throws(IOError) {
        let raw = unsafe open(path, O_RDONLY | O_CLOEXEC)
        if raw < 0 { throw IOError(code: errno, operation: "open", path: path) }
        let descriptor = FileDescriptor(adopting: raw)
        if fsync(descriptor.raw) < 0 { throw IOError(code: errno, operation: "fsync", path: path) }
    }
}
