internal import CSQLite

extension SpoolError {
    /// SQLite's result codes, in the store's terms.
    init(sqlite code: Int32, connection: OpaquePointer?) {
        let message = unsafe String(cString: sqlite3_errmsg(connection))
        let system = unsafe sqlite3_system_errno(connection)
        let mapped: Code =
            switch code & 0xff {
            case SQLITE_FULL: .full
            case SQLITE_READONLY, SQLITE_PERM: .readOnly
            case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
            case SQLITE_BUSY, SQLITE_LOCKED: .locked
            case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE, SQLITE_MISUSE, SQLITE_ERROR: .invalid
            case SQLITE_IOERR, SQLITE_CANTOPEN:
                // A file that has vanished under us is no missing message.
                system == 2 ? .io : SpoolError.code(systemError: system)
            default: .io
            }
        let suffix = system != 0 && mapped != .invalid ? ", error number \(system)" : ""
        self.init(mapped, "SQLite \(code): \(message)\(suffix)")
    }

    /// The world has failed, not the request: nothing can be taken until it is better.
    var isOutage: Bool {
        switch code {
        case .full, .readOnly, .corrupt, .locked, .io: true
        case .newerVersion, .notFound, .closed, .invalid: false
        }
    }
}
