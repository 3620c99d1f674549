internal import IO

/// Brings a store's folder and database into the state in which the writer may begin.
enum SpoolOpening {
    struct Opened: ~Copyable {
        let lock: FileLock
        let database: Database
        let serials: SerialNumbers
    }

    static func path(_ directory: String) -> String { directory + "/spool.db" }

    static func open(directory: String, limits: SpoolLimits) throws(SpoolError) -> sending Opened {
        let lock: FileLock? = try SpoolError.translating { () throws(IOError) in
            let isNew = !Files.exists(directory)
            for folder in ["", "/content", "/incoming", "/tmp"] {
                try Files.makeDirectory(directory + folder, mode: 0o700)
            }
            if isNew { try Files.syncDirectory(Files.parent(of: directory)) }
            do throws(IOError) {
                return try FileLock(directory + "/lock")
            } catch {
                if SpoolError(error).code == .locked { return nil }
                throw error
            }
        }
        guard let lock else { throw SpoolError(.locked, "another trunkd uses it") }
        let path = path(directory)
        try checkHead(path)
        try checkLoss(directory)
        let database = try Database(path: path, access: .writing)
        try Schema.check(database)
        try checkPages(database, path: path, limit: limits.checkedDatabase)
        if try database.value("PRAGMA journal_mode = WAL") != "wal" {
            throw SpoolError(.io, "write-ahead logging does not work in \(directory)")
        }
        try database.execute(
            """
            PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY;
            PRAGMA secure_delete = FAST; PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 2000;
            PRAGMA journal_size_limit = 67108864
            """)
        try Schema.migrate(database)
        try limit(database, octets: limits.maximumDatabase)
        try Schema.checkTables(database)
        let serials = try reserve(database)
        try removeOrphans(database, directory: directory)
        return Opened(lock: lock, database: database, serials: serials)
    }

    /// SQLite keeps the limit for the connection, not in the file.
    static func limit(_ database: Database, octets: Int?) throws(SpoolError) {
        let size = Int(try database.value("PRAGMA page_size")) ?? 4096
        let pages = octets.map { max($0 / max(size, 1), 1) } ?? 4_294_967_294
        _ = try database.value("PRAGMA max_page_count = \(pages)")
    }

    private static func checkHead(_ path: String) throws(SpoolError) {
        guard Files.exists(path) else { return }
        let head = try SpoolError.translating { () throws(IOError) in
            try ReadFile(path).pread(offset: 0, count: 16)
        }
        if !head.isEmpty && head != Array("SQLite format 3\0".utf8) {
            throw SpoolError(.corrupt, "\(path) is not a database")
        }
    }

    /// Long contents without a database are no new spool, and are not to be taken for orphans.
    private static func checkLoss(_ directory: String) throws(SpoolError) {
        let (size, contents) = try SpoolError.translating { () throws(IOError) in
            let path = path(directory)
            return (Files.exists(path) ? try Files.fileSize(path) : 0, try Files.list(directory + "/content").count)
        }
        if size == 0, contents > 0 {
            throw SpoolError(.corrupt, "spool.db is lost, but content/ holds \(contents) files")
        }
    }

    private static func checkPages(_ database: Database, path: String, limit: Int) throws(SpoolError) {
        let size = try SpoolError.translating { () throws(IOError) in try Files.fileSize(path) }
        if size > limit { return }
        let verdict = try database.value("PRAGMA quick_check(1)")
        if verdict != "ok" { throw SpoolError(.corrupt, "\(path): \(verdict)") }
    }

    /// What a crash may have left unused of the last block is passed over.
    private static func reserve(_ database: Database) throws(SpoolError) -> SerialNumbers {
        let statement = try database.statement(.counter)
        let rows = try statement.rows(.text("serial")) { () throws(SpoolError) in statement.integer(0) }
        guard let next = rows.first, next > 0, next < .max / 2 else {
            throw SpoolError(.corrupt, "the counter is gone")
        }
        let serials = SerialNumbers(reserved: next)
        do {
            try database.statement(.setCounter).run(.text("serial"), .integer(next + SerialNumbers.block))
            serials.note(reserved: next + SerialNumbers.block)
        } catch {
            // A full device is no reason not to open: outcomes may make room. The first transaction reserves.
            if error.code != .full { throw error }
        }
        return serials
    }

    /// Files whose rows were never written, or are gone.
    private static func removeOrphans(_ database: Database, directory: String) throws(SpoolError) {
        let statement = try database.statement(.files)
        let known = Set(try statement.rows { () throws(SpoolError) in statement.text(0) })
        try SpoolError.translating { () throws(IOError) in
            for name in try Files.list(directory + "/tmp") { try Files.remove("\(directory)/tmp/\(name)") }
            for name in try Files.list(directory + "/content") where !known.contains(name) {
                try Files.remove("\(directory)/content/\(name)")
            }
        }
    }
}
