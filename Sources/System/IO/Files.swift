internal import CLinux
internal import Glibc

/// Files and directories by path. Every call may block: for owners on blocking queues, or before the queues run.
package enum Files {
    /// The whole of a file.
    /// - Throws: EFBIG when it is longer than `limit` octets.
    package static func readAll(_ path: String, limit: Int = 1 << 24) throws(IOError) -> [UInt8] {
        let file = try FileDescriptor.open(path, O_RDONLY)
        var octets: [UInt8] = []
        while true {
            let piece = try read(file, upTo: 65536, path)
            if piece.isEmpty { return octets }
            octets += piece
            guard octets.count <= limit else { throw IOError(code: EFBIG, operation: "read", detail: path) }
        }
    }

    /// Replaces a file as a whole, durably: after a crash there is the old file or the new one.
    package static func writeAtomically(_ path: String, _ octets: [UInt8], mode: UInt16 = 0o600) throws(IOError) {
        let temporary = "\(path).\(getpid()).\(RandomSource.octets(4).map { String($0, radix: 16) }.joined()).tmp"
        do throws(IOError) {
            let file = try FileDescriptor.open(temporary, O_WRONLY | O_CREAT | O_EXCL, mode)
            try write(file, octets[...], temporary)
            try sync(file, temporary)
            try rename(temporary, to: path)
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        try syncDirectory(parent(of: path))
    }

    /// Makes a directory and those above it; one that is there already is left as it is.
    package static func makeDirectory(_ path: String, mode: UInt16 = 0o700) throws(IOError) {
        if unsafe mkdir(path, mode_t(mode)) == 0 { return }
        let code = errno
        if code == EEXIST, isDirectory(path) { return }
        let above = parent(of: path)
        guard code == ENOENT, above != path else { throw IOError(code: code, operation: "mkdir", detail: path) }
        try makeDirectory(above, mode: mode)
        guard unsafe mkdir(path, mode_t(mode)) == 0 || errno == EEXIST else { throw .last("mkdir", path) }
    }

    /// Removes a file. ENOENT when it is not there.
    package static func remove(_ path: String) throws(IOError) {
        guard unsafe unlink(path) == 0 else { throw .last("unlink", path) }
    }

    /// Removes an empty directory.
    package static func removeDirectory(_ path: String) throws(IOError) {
        guard unsafe rmdir(path) == 0 else { throw .last("rmdir", path) }
    }

    /// Removes whatever stands at the path and below it; does not follow links; nothing there is no error.
    package static func removeTree(_ path: String) throws(IOError) {
        if unsafe unlink(path) == 0 || errno == ENOENT { return }
        let code = errno
        guard code == EISDIR || code == EPERM else { throw IOError(code: code, operation: "unlink", detail: path) }
        for name in try list(path) { try removeTree("\(path)/\(name)") }
        try removeDirectory(path)
    }

    package static func rename(_ path: String, to target: String) throws(IOError) {
        guard unsafe Glibc.rename(path, target) == 0 else { throw .last("rename", path) }
    }

    package static func link(_ path: String, to target: String) throws(IOError) {
        guard unsafe Glibc.link(path, target) == 0 else { throw .last("link", target) }
    }

    /// Makes the names in a directory durable.
    package static func syncDirectory(_ path: String) throws(IOError) {
        let directory = try FileDescriptor.open(path, O_RDONLY | O_DIRECTORY)
        try sync(directory, path)
    }

    /// Names in a directory, without `.` and `..`, in no order.
    package static func list(_ path: String) throws(IOError) -> [String] {
        guard let directory = unsafe opendir(path) else { throw .last("opendir", path) }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { p in
                unsafe String(decoding: p.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    package static func isDirectory(_ path: String) -> Bool {
        (try? status(path))?.isDirectory ?? false
    }

    /// Octets of a file.
    package static func fileSize(_ path: String) throws(IOError) -> Int { try status(path).size }

    /// When its octets were changed last, UTC seconds.
    package static func modified(_ path: String) throws(IOError) -> Int64 {
        var seconds: Int64 = 0
        let result = unsafe linux_modified(path, &seconds)
        guard result == 0 else { throw IOError(code: -result, operation: "stat", detail: path) }
        return seconds
    }

    /// Octets that an unprivileged process may still write where `path` lies.
    package static func freeSpace(_ path: String) throws(IOError) -> Int {
        var octets: UInt64 = 0
        let result = unsafe linux_free_space(path, &octets)
        guard result == 0 else { throw IOError(code: -result, operation: "statvfs", detail: path) }
        return Int(clamping: octets)
    }

    package static func setMode(_ path: String, _ mode: UInt16) throws(IOError) {
        guard unsafe chmod(path, mode_t(mode)) == 0 else { throw .last("chmod", path) }
    }

    /// Gives the path to a group; the owner stays.
    package static func setGroup(_ path: String, _ group: UInt32) throws(IOError) {
        guard unsafe chown(path, uid_t.max, group) == 0 else { throw .last("chown", path) }
    }

    /// A new directory of this process's own under `TMPDIR` or `/tmp`.
    package static func makeTemporaryDirectory(prefix: String) throws(IOError) -> String {
        let base = EnvironmentVariables.value("TMPDIR") ?? "/tmp"
        let name = RandomSource.octets(8).map { String($0, radix: 16) }.joined()
        let path = "\(base)/\(prefix).\(getpid()).\(name)"
        guard unsafe mkdir(path, 0o700) == 0 else { throw .last("mkdir", path) }
        return path
    }

    /// Directory part of a path: `/a` of `/a/b`, `/` of `/a`, `.` of `a`.
    package static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func status(_ path: String) throws(IOError) -> (isDirectory: Bool, size: Int) {
        var directory: Int32 = 0
        var socket: Int32 = 0
        var size: Int64 = 0
        let result = unsafe linux_stat(path, &directory, &socket, &size)
        guard result == 0 else { throw IOError(code: -result, operation: "stat", detail: path) }
        return (directory == 1, Int(size))
    }
}

extension Files {
    static func read(
        _ file: borrowing FileDescriptor, upTo most: Int, at offset: Int? = nil, _ path: String
    ) throws(IOError) -> [UInt8] {
        let raw = file.raw
        var code: Int32 = 0
        let octets = unsafe [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
            repeat {
                let n =
                    if let offset {
                        unsafe pread(raw, buffer.baseAddress, most, offset)
                    } else {
                        unsafe Glibc.read(raw, buffer.baseAddress, most)
                    }
                code = n < 0 ? errno : 0
                count = max(0, n)
            } while code == EINTR
        }
        guard code == 0 else { throw IOError(code: code, operation: "read", detail: path) }
        return octets
    }

    static func write(
        _ file: borrowing FileDescriptor, _ octets: ArraySlice<UInt8>, _ path: String
    ) throws(IOError) {
        var rest = octets
        while !rest.isEmpty {
            let n = unsafe rest.withUnsafeBytes { p in unsafe Glibc.write(file.raw, p.baseAddress, p.count) }
            if n < 0, errno == EINTR { continue }
            guard n >= 0 else { throw .last("write", path) }
            rest = rest.dropFirst(n)
        }
    }

    static func sync(_ file: borrowing FileDescriptor, _ path: String) throws(IOError) {
        guard fsync(file.raw) == 0 else { throw .last("fsync", path) }
    }
}
