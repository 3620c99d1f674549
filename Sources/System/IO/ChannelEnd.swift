internal import CLinux
internal import Glibc

/// One descriptor of a channel. It closes when the channel and the sources that watch it have let this object go, so
/// that a number is never given back to the system while a source still watches it.
final class ChannelEnd {
    private let descriptor: FileDescriptor
    let isSocket: Bool

    init(_ descriptor: consuming FileDescriptor) {
        descriptor.setNonBlocking()
        isSocket = linux_is_socket(descriptor.raw) == 1
        self.descriptor = descriptor
    }

    var raw: Int32 { descriptor.raw }

    /// - Returns: nil when nothing is there now; empty at the end of data.
    func read(upTo most: Int) throws(IOError) -> [UInt8]? {
        let raw = self.raw
        var code: Int32 = 0
        let got: [UInt8]? = unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: most) { buffer in
            while true {
                let n = unsafe Glibc.read(raw, buffer.baseAddress, buffer.count)
                if n >= 0 { return unsafe Array(UnsafeBufferPointer(rebasing: buffer[..<n])) }
                if errno == EINTR { continue }
                if errno != EAGAIN { code = errno }
                return nil
            }
        }
        guard code == 0 else { throw IOError(code: code, operation: "read") }
        return got
    }

    /// - Returns: how many octets the kernel took; fewer than given when it takes no more now.
    func write(_ octets: ArraySlice<UInt8>) throws(IOError) -> Int {
        var done = 0
        while done < octets.count {
            let n = unsafe octets.withUnsafeBytes { p in
                unsafe isSocket
                    ? send(raw, p.baseAddress?.advanced(by: done), p.count - done, Int32(MSG_NOSIGNAL))
                    : Glibc.write(raw, p.baseAddress?.advanced(by: done), p.count - done)
            }
            if n >= 0 {
                done += n
            } else if errno == EAGAIN {
                return done
            } else if errno != EINTR {
                throw .last("write")
            }
        }
        return done
    }

    func shutdownWriting() {
        if isSocket { _ = shutdown(raw, Int32(SHUT_WR)) }
    }

    func duplicate() -> FileDescriptor? {
        do throws(IOError) { return try descriptor.duplicate() } catch { return nil }
    }
}
