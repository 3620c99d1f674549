import Glibc

package struct IOError: Error, Equatable, Sendable, CustomStringConvertible {
    package let code: Int32
    package let operation: String
    package let path: String?
    package init(code: Int32, operation: String, path: String?) {
        self.code = code; self.operation = operation; self.path = path
    }
    package var description: String { "\(operation) \(path ?? ""): \(code)" }
}
package struct FileDescriptor: ~Copyable, Sendable {
    package let raw: Int32
    package init(adopting: Int32) { raw = adopting }
    deinit { close(raw) }
}
package enum SystemClock {
    package static func utcMicroseconds() -> Int64 {
        var t = timespec(); unsafe clock_gettime(CLOCK_REALTIME, &t)
        return Int64(t.tv_sec) * 1_000_000 + Int64(t.tv_nsec) / 1000
    }
    package static func monotonicMicroseconds() -> Int64 {
        var t = timespec(); unsafe clock_gettime(CLOCK_MONOTONIC, &t)
        return Int64(t.tv_sec) * 1_000_000 + Int64(t.tv_nsec) / 1000
    }
}
package enum Files {
    package static func remove(_ p: String) throws(IOError) {
        if unsafe unlink(p) < 0 { throw IOError(code: errno, operation: "unlink", path: p) }
    }
    package static func rename(_ p: String, to q: String) throws(IOError) {
        if unsafe Glibc.rename(p, q) < 0 { throw IOError(code: errno, operation: "rename", path: p) }
    }
    package static func makeDirectory(_ p: String, mode: UInt16) throws(IOError) {
        if unsafe mkdir(p, mode_t(mode)) < 0, errno != EEXIST { throw IOError(code: errno, operation: "mkdir", path: p) }
    }
    package static func syncDirectory(_ p: String) throws(IOError) {
        let f = unsafe open(p, O_RDONLY | O_DIRECTORY)
        if f < 0 { throw IOError(code: errno, operation: "open", path: p) }
        defer { close(f) }
        if fsync(f) < 0 { throw IOError(code: errno, operation: "fsync", path: p) }
    }
    package static func exists(_ p: String) -> Bool { unsafe access(p, F_OK) == 0 }
    package static func fileSize(_ p: String) throws(IOError) -> Int {
        var s = stat()
        if unsafe stat(p, &s) < 0 { throw IOError(code: errno, operation: "stat", path: p) }
        return Int(s.st_size)
    }
    package static func freeSpace(_ p: String) throws(IOError) -> Int {
        var s = statvfs()
        if unsafe statvfs(p, &s) < 0 { throw IOError(code: errno, operation: "statvfs", path: p) }
        return Int(s.f_bavail) * Int(s.f_frsize)
    }
    package static func list(_ p: String) throws(IOError) -> [String] {
        guard let d = unsafe opendir(p) else { throw IOError(code: errno, operation: "opendir", path: p) }
        defer { unsafe closedir(d) }
        var r: [String] = []
        while let e = unsafe readdir(d) {
            let n = unsafe withUnsafePointer(to: &e.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if n != "." && n != ".." { r.append(n) }
        }
        return r
    }
}
package final class AppendFile {
    private let fd: Int32
    package init(creating p: String, mode: UInt16) throws(IOError) {
        fd = unsafe open(p, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
        if fd < 0 { throw IOError(code: errno, operation: "open", path: p) }
    }
    deinit { close(fd) }
    package func append(_ octets: [UInt8]) throws(IOError) {
        var done = 0
        while done < octets.count {
            let n = unsafe octets.withUnsafeBytes { unsafe write(fd, $0.baseAddress! + done, octets.count - done) }
            if n < 0 { throw IOError(code: errno, operation: "write", path: nil) }
            done += n
        }
    }
}
