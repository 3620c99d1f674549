internal import Glibc

/// Who may do what with a file, and what kind of file it is.
package struct FileOwnership: Hashable, Sendable {
    /// Permission bits, without the file's type.
    package let mode: UInt16
    package let owner: UInt32
    package let group: UInt32
    /// No directory, device, socket or pipe.
    package let isRegular: Bool
}

extension Files {
    /// Mode and owner of what `path` leads to, symbolic links followed.
    package static func ownership(of path: String) throws(IOError) -> FileOwnership {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .last("stat", path) }
        return FileOwnership(
            mode: UInt16(status.st_mode & 0o7777), owner: status.st_uid, group: status.st_gid,
            isRegular: status.st_mode & S_IFMT == S_IFREG)
    }
}
