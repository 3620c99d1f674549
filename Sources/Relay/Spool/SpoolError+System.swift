internal import IO

extension SpoolError {
    /// The operating system's error numbers, in the store's terms.
    init(_ error: IOError) {
        let code: Code =
            switch error.code {
            case 28, 122: .full  // ENOSPC, EDQUOT
            case 1, 13, 30: .readOnly  // EPERM, EACCES, EROFS
            case 2: .notFound  // ENOENT
            case 11: .locked  // EWOULDBLOCK of flock
            default: .io
            }
        self.init(code, "\(error)")
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
