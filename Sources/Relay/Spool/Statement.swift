internal import CSQLite

/// A prepared statement, kept for the life of its connection. Confined to the connection's owner.
@safe final class Statement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    init(_ sql: String, connection: OpaquePointer) throws(SpoolError) {
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared = unsafe prepared else {
            throw unsafe SpoolError(sqlite: code, connection: connection)
        }
        unsafe handle = prepared
        unsafe self.connection = connection
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Starts anew with these values for `?1`, `?2`, …
    func bind(_ values: [SQLValue]) throws(SpoolError) {
        reset()
        for (index, value) in values.enumerated() {
            let place = Int32(index + 1)
            let code =
                switch value {
                case .null: unsafe sqlite3_bind_null(handle, place)
                case .integer(let number): unsafe sqlite3_bind_int64(handle, place, number)
                case .text(let text):
                    unsafe sqlite3_bind_text(handle, place, text, Int32(text.utf8.count), trunkline_sqlite_transient())
                case .octets(let octets): bind(octets, at: place)
                }
            if code != SQLITE_OK { throw unsafe SpoolError(sqlite: code, connection: connection) }
        }
    }

    private func bind(_ octets: [UInt8], at place: Int32) -> Int32 {
        if octets.isEmpty { return unsafe sqlite3_bind_zeroblob(handle, place, 0) }
        return unsafe octets.withUnsafeBytes { buffer in
            unsafe sqlite3_bind_blob64(
                handle, place, buffer.baseAddress, UInt64(buffer.count), trunkline_sqlite_transient())
        }
    }

    /// True: a row is there. False: done.
    func step() throws(SpoolError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw unsafe SpoolError(sqlite: code, connection: connection)
    }

    /// Binds, runs to the end, lets go.
    func run(_ values: SQLValue...) throws(SpoolError) {
        try bind(values)
        defer { reset() }
        while try step() {}
    }

    /// Binds, runs to the end and gives what `read` makes of each row.
    func rows<Row>(_ values: SQLValue..., read: () throws(SpoolError) -> Row) throws(SpoolError) -> [Row] {
        try bind(values)
        defer { reset() }
        var result: [Row] = []
        while try step() { result.append(try read()) }
        return result
    }

    /// Lets go of the read lock and of the values.
    func reset() {
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
    }

    func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }
    func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }
    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }
    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
    func text(_ column: Int32) -> String { String(decoding: octets(column), as: UTF8.self) }

    func octets(_ column: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}
