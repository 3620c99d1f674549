internal import CLinux
internal import Glibc

/// An open descriptor, closed exactly once: when its one holder lets it go.
package struct FileDescriptor: ~Copyable, Sendable {
    package let raw: Int32

    /// - Parameter adopting: a descriptor that nobody else closes from now on.
    package init(adopting raw: Int32) { self.raw = raw }

    deinit { _ = Glibc.close(raw) }

    /// Gives the number away; the caller closes it.
    package consuming func release() -> Int32 {
        let raw = self.raw
        discard self
        return raw
    }

    /// A second descriptor for the same open file, closed on exec.
    package borrowing func duplicate() throws(IOError) -> FileDescriptor {
        let copy = fcntl(raw, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw .last("dup") }
        return FileDescriptor(adopting: copy)
    }

    func setNonBlocking() {
        let flags = fcntl(raw, F_GETFL)
        if flags >= 0, flags & O_NONBLOCK == 0 { _ = fcntl(raw, F_SETFL, flags | O_NONBLOCK) }
        let descriptorFlags = fcntl(raw, F_GETFD)
        if descriptorFlags >= 0, descriptorFlags & FD_CLOEXEC == 0 {
            _ = fcntl(raw, F_SETFD, descriptorFlags | FD_CLOEXEC)
        }
    }

    package static func open(_ path: String, _ flags: Int32, _ mode: UInt16 = 0o600) throws(IOError) -> FileDescriptor {
        while true {
            let raw = unsafe Glibc.open(path, flags | O_CLOEXEC, mode_t(mode))
            if raw >= 0 { return FileDescriptor(adopting: raw) }
            guard errno == EINTR else { throw .last("open", path) }
        }
    }

    /// A connected pair of stream sockets.
    ///
    /// - Parameter buffer: octets that each way holds, about; nil: as the system has it.
    package static func socketPair(buffer: Int32? = nil) throws(IOError) -> DescriptorPair {
        var pair: (Int32, Int32) = (-1, -1)
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let result = unsafe withUnsafeMutableBytes(of: &pair) { p in
            unsafe socketpair(AF_UNIX, type, 0, p.bindMemory(to: Int32.self).baseAddress)
        }
        guard result == 0 else { throw .last("socketpair") }
        if let buffer {
            for raw in [pair.0, pair.1] { Sockets.set(raw, level: SOL_SOCKET, option: SO_SNDBUF, to: buffer) }
        }
        return DescriptorPair(FileDescriptor(adopting: pair.0), FileDescriptor(adopting: pair.1))
    }

    /// A pipe: `first` reads what `second` writes.
    package static func pipe() throws(IOError) -> DescriptorPair {
        var pair: (Int32, Int32) = (-1, -1)
        let result = unsafe withUnsafeMutableBytes(of: &pair) { p in
            unsafe Glibc.pipe(p.bindMemory(to: Int32.self).baseAddress)
        }
        guard result == 0 else { throw .last("pipe") }
        _ = fcntl(pair.0, F_SETFD, FD_CLOEXEC)
        _ = fcntl(pair.1, F_SETFD, FD_CLOEXEC)
        return DescriptorPair(FileDescriptor(adopting: pair.0), FileDescriptor(adopting: pair.1))
    }

    /// How many descriptors this process has open.
    package static func openCount() -> Int { Int(linux_open_descriptors()) }
}

/// Two descriptors that were made together.
package struct DescriptorPair: ~Copyable, Sendable {
    package var first: FileDescriptor
    package var second: FileDescriptor

    package init(_ first: consuming FileDescriptor, _ second: consuming FileDescriptor) {
        self.first = first
        self.second = second
    }

    /// Gives one away; the other closes.
    package consuming func takeFirst() -> FileDescriptor { first }
    package consuming func takeSecond() -> FileDescriptor { second }
}

extension DescriptorPair {
    /// Both, ready to be carried to other queues.
    package consuming func boxed() -> (DescriptorBox, DescriptorBox) {
        let a = first.release()
        let b = second.release()
        return (DescriptorBox(FileDescriptor(adopting: a)), DescriptorBox(FileDescriptor(adopting: b)))
    }
}
