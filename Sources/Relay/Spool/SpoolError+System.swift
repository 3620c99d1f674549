internal import IO

extension SpoolError {
    /// The operating system's error numbers, in the store's terms.
    init(_ error: IOError) {
        self.init(SpoolError.code(systemError: error.code), "\(error)")
    }

    /// The code for an error number of Linux.
    static func code(systemError: Int32) -> Code {
        switch systemError {
        case 28, 122: .full  // ENOSPC, EDQUOT
        case 1, 13, 30: .readOnly  // EPERM, EACCES, EROFS
        case 2: .notFound  // ENOENT
        case 11: .locked  // EWOULDBLOCK of flock
        default: .io
        }
    }

    /// Runs file work and gives its failure as the store's own.
    static func translating<Value>(_ work: () throws(IOError) -> Value) throws(SpoolError) -> Value {
        do {
            return try work()
        } catch {
            throw SpoolError(error)
        }
    }
}
