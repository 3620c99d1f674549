internal import CLinux
internal import Dispatch
internal import Glibc

/// This process and the machine that it runs on.
package enum ProcessInformation {
    package static var pid: Int32 { getpid() }
    /// Effective user and group.
    package static var uid: UInt32 { geteuid() }
    package static var gid: UInt32 { getegid() }

    /// The machine's own name, as set; `localhost` when it has none.
    package static var hostname: String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.isEmpty ? "localhost" : text
    }

    /// Name of a user, or nil when the system has none for the number. May block.
    package static func userName(_ uid: UInt32) -> String? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4096)
        return unsafe buffer.withUnsafeMutableBufferPointer { p in
            guard let base = p.baseAddress,
                unsafe getpwuid_r(uid, &entry, base, p.count, &found) == 0, unsafe found != nil,
                let name = unsafe entry.pw_name
            else { return nil }
            return unsafe String(cString: name)
        }
    }

    /// Number of a group, or nil when the system has none of that name. May block.
    package static func groupNumber(_ name: String) -> UInt32? {
        var entry = unsafe group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: 65536)
        return unsafe buffer.withUnsafeMutableBufferPointer { p in
            guard let base = p.baseAddress,
                unsafe getgrnam_r(name, &entry, base, p.count, &found) == 0, unsafe found != nil
            else { return nil }
            return unsafe entry.gr_gid
        }
    }

    /// Sets how many descriptors this process may have open (not above the hard limit).
    /// - Returns: the limit before.
    @discardableResult
    package static func setDescriptorLimit(_ limit: Int) throws(IOError) -> Int {
        var previous: UInt64 = 0
        let result = unsafe linux_set_descriptor_limit(UInt64(max(0, limit)), &previous)
        guard result == 0 else { throw IOError(code: -result, operation: "setrlimit") }
        return Int(clamping: previous)
    }

    /// Gives the main thread to the queues, for good.
    package static func runQueues() -> Never { dispatchMain() }

    /// Ends the process at once.
    package static func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}

/// The environment of this process.
package enum EnvironmentVariables {
    package static func value(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// Everything, for a program that is to be started.
    package static var all: [String: String] {
        var result: [String: String] = [:]
        var next = unsafe environ
        while let text = unsafe next.pointee {
            let line = unsafe String(cString: text)
            if let equals = line.firstIndex(of: "=") {
                result[String(line[..<equals])] = String(line[line.index(after: equals)...])
            }
            unsafe next = next.successor()
        }
        return result
    }

    /// Only before the first queue runs: the environment has no lock.
    package static func set(_ name: String, to value: String?) {
        if let value { unsafe setenv(name, value, 1) } else { unsafe unsetenv(name) }
    }
}
