internal import Glibc

/// The lock file of a serial port, as uucico, minicom, mgetty and pppd have it (HDB form): `LCK..ttyS0` with the
/// holder's process number in ten characters. A lock whose holder is no more is taken over.
///
/// Owner: whoever made it. The file is removed with the value.
package struct PortLock: ~Copyable {
    package let path: String

    /// - Throws: EBUSY where a process holds the port, whose number is in `detail`; otherwise what keeps the file from
    ///   being made.
    package init(device: String, directory: String) throws(IOError) {
        let name = Self.name(of: device)
        let path = "\(directory)/LCK..\(name)"
        let own = "\(getpid())"
        let content = String(repeating: " ", count: max(0, 10 - own.count)) + own + "\n"
        let temporary = "\(directory)/LTMP.\(name).\(RandomSource.octets(4).map { String($0, radix: 16) }.joined())"
        try Files.writeAtomically(temporary, Array(content.utf8), mode: 0o644)
        defer { try? Files.remove(temporary) }
        for _ in 0..<3 {
            do throws(IOError) {
                try Files.link(temporary, to: path)
                self.path = path
                return
            } catch {
                guard error.isExisting else { throw error }
            }
            if let holder = Self.holder(of: path), kill(holder, 0) == 0 || errno == EPERM {
                throw IOError(code: EBUSY, operation: "lock", detail: "\(device), held by process \(holder)")
            }
            // Its holder is gone. Somebody else may have removed it meanwhile.
            try? Files.remove(path)
        }
        throw IOError(code: EBUSY, operation: "lock", detail: device)
    }

    deinit { try? Files.remove(path) }

    /// `ttyS0` of `/dev/ttyS0`; slashes further in become underscores.
    package static func name(of device: String) -> String {
        let name = device.hasPrefix("/dev/") ? device.dropFirst(5) : device[...]
        return String(name.drop { $0 == "/" }.map { $0 == "/" ? "_" : $0 })
    }

    /// nil: nobody, or what is no process number. Some programs write it in binary, four octets.
    private static func holder(of path: String) -> Int32? {
        guard let octets = try? Files.readAll(path, limit: 64) else { return nil }
        if octets.count == 4, octets.contains(where: { $0 < 0x20 }) {
            return octets.reversed().reduce(0) { $0 << 8 | Int32($1) }
        }
        let digits = String(decoding: octets, as: UTF8.self).drop { $0 == " " }.prefix { ("0"..."9").contains($0) }
        return Int32(digits).flatMap { $0 > 0 ? $0 : nil }
    }
}
