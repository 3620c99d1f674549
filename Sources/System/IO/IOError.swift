internal import Glibc

/// A system call failed: the world's fault, never a peer's.
package struct IOError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `errno`; above 1000 a resolver's error (1000 + its number) that has no `errno`.
    package var code: Int32
    /// Name of the call.
    package var operation: String
    /// Path or address that it concerned.
    package var detail: String?

    package init(code: Int32, operation: String, detail: String? = nil) {
        self.code = code
        self.operation = operation
        self.detail = detail
    }

    /// The system's text for the code, without the call.
    package var reason: String {
        if code > 1000 { return unsafe String(cString: gai_strerror(1000 - code)) }
        return unsafe String(cString: strerror(code))
    }

    package var description: String {
        if let detail { return "\(operation) \(detail): \(reason)" }
        return "\(operation): \(reason)"
    }

    /// The last call's error on this thread.
    static func last(_ operation: String, _ detail: String? = nil) -> IOError {
        IOError(code: errno, operation: operation, detail: detail)
    }
}

extension IOError {
    package var isNotFound: Bool { code == ENOENT }
    package var isNoSpace: Bool { code == ENOSPC || code == EDQUOT }
    package var isReadOnly: Bool { code == EROFS }
    package var isPermission: Bool { code == EACCES || code == EPERM }
    package var isRefused: Bool { code == ECONNREFUSED }
    package var isTimeout: Bool { code == ETIMEDOUT }
    package var isTooManyDescriptors: Bool { code == EMFILE || code == ENFILE }
    /// A host name that leads to no address.
    package var isUnresolved: Bool { operation == "resolve" }
    package var isExisting: Bool { code == EEXIST }
    /// The peer is gone (reset or broken pipe).
    package var isConnectionLost: Bool { code == ECONNRESET || code == EPIPE }
}
