internal import Glibc

extension Files {
    /// Puts the octets and the length of a file on disk, whoever wrote them.
    package static func syncFile(_ path: String) throws(IOError) {
        try sync(FileDescriptor.open(path, O_RDONLY), path)
    }
}
