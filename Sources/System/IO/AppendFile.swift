internal import CLinux
internal import Glibc

/// A new file that grows at its end and can be read back.
///
/// Owner: whoever made it. Every call may block. It closes when it is let go; nobody removes it.
package final class AppendFile {
    package let path: String
    /// Octets so far.
    package private(set) var size = 0
    private let descriptor: FileDescriptor

    /// - Throws: EEXIST when the file is there already.
    package init(creating path: String, mode: UInt16 = 0o600) throws(IOError) {
        descriptor = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND, mode)
        self.path = path
    }

    /// Goes on with a file that is there.
    package init(opening path: String) throws(IOError) {
        descriptor = try FileDescriptor.open(path, O_RDWR | O_APPEND)
        self.path = path
        size = try Files.fileSize(path)
    }

    /// Drops what stands behind the first `size` octets.
    package func truncate(to size: Int) throws(IOError) {
        while ftruncate(descriptor.raw, size) < 0 {
            if errno != EINTR { throw IOError(code: errno, operation: "ftruncate", detail: path) }
        }
        self.size = size
    }

    /// Writes all of it. After an error, for example ENOSPC, the file may end in a part of it.
    package func append(_ octets: ArraySlice<UInt8>) throws(IOError) {
        try Files.write(descriptor, octets, path)
        size += octets.count
    }

    package func append(_ octets: [UInt8]) throws(IOError) { try append(octets[...]) }

    /// Octets and length durable; the name is not: `Files.syncDirectory`.
    package func sync() throws(IOError) { try Files.sync(descriptor, path) }

    /// Up to `count` octets from `offset`; empty at the end.
    package func pread(offset: Int, count: Int) throws(IOError) -> [UInt8] {
        guard offset >= 0, count > 0 else { return [] }
        return try Files.read(descriptor, upTo: count, at: offset, path)
    }
}

/// A file that is there, for reading at any place. One owner, or several: it has no position of its own.
package final class ReadFile: Sendable {
    package let path: String
    /// Octets when it was opened.
    package let size: Int
    private let descriptor: FileDescriptor

    package init(_ path: String) throws(IOError) {
        let descriptor = try FileDescriptor.open(path, O_RDONLY)
        var size: Int64 = 0
        let result = unsafe linux_fstat_size(descriptor.raw, &size)
        guard result == 0 else { throw IOError(code: -result, operation: "fstat", detail: path) }
        self.path = path
        self.size = Int(size)
        self.descriptor = descriptor
    }

    /// Up to `count` octets from `offset`; empty at the end.
    package func pread(offset: Int, count: Int) throws(IOError) -> [UInt8] {
        guard offset >= 0, count > 0 else { return [] }
        return try Files.read(descriptor, upTo: count, at: offset, path)
    }
}
