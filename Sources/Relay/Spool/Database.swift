internal import CSQLite

/// One connection to the database with its prepared statements. Confined to one owner at a time.
@safe final class Database {
    private let handle: OpaquePointer
    private var statements: [Query: Statement] = [:]

    enum Access {
        /// The writer's connection; makes the file when missing.
        case writing
        case reading
    }

    /// Errors: `corrupt`, `readOnly`, `full`, `locked`, `io`.
    init(path: String, access: Access) throws(SpoolError) {
        var flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        if case .writing = access { flags |= SQLITE_OPEN_CREATE }
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened = unsafe opened else {
            let error = unsafe SpoolError(sqlite: code, connection: opened)
            unsafe sqlite3_close_v2(opened)
            throw error
        }
        unsafe handle = opened
        unsafe sqlite3_busy_timeout(opened, 2000)
    }

    deinit {
        statements.removeAll()
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs SQL without values or rows.
    func execute(_ sql: String) throws(SpoolError) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        if code != SQLITE_OK { throw unsafe SpoolError(sqlite: code, connection: handle) }
    }

    /// The statement of a query, prepared at its first use.
    func statement(_ query: Query) throws(SpoolError) -> Statement {
        if let known = statements[query] { return known }
        let new = try unsafe Statement(query.rawValue, connection: handle)
        statements[query] = new
        return new
    }

    /// The first column of the first row of a statement used once.
    func value(_ sql: String) throws(SpoolError) -> String {
        let statement = try unsafe Statement(sql, connection: handle)
        return try statement.rows { () throws(SpoolError) in statement.text(0) }.first ?? ""
    }

    var lastRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }
    /// Rows touched by the last statement.
    var changes: Int { unsafe Int(sqlite3_changes(handle)) }
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }
}
