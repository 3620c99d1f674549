/// The tables, and how older ones become today's.
enum Schema {
    /// `TRLN`, in the head of the file.
    static let application = 0x5452_4C4E

    /// Step n leads from version n to version n + 1, in one transaction.
    static let steps = [
        """
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            envelope BLOB NOT NULL,
            enqueued INTEGER NOT NULL,
            octets INTEGER NOT NULL,
            file TEXT,
            content BLOB
        ) STRICT;
        CREATE TABLE entries (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            message INTEGER NOT NULL REFERENCES messages(id),
            connector TEXT NOT NULL,
            recipients BLOB NOT NULL,
            not_before INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            why TEXT,
            held INTEGER NOT NULL DEFAULT 0,
            handing INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX entries_of_message ON entries(message);
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE,
            recipients BLOB NOT NULL,
            taken INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE recovery (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE counters (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO counters(name, value) VALUES ('serial', 1);
        """,
        // Behind no message's own row, which listings read.
        "CREATE TABLE details (message INTEGER PRIMARY KEY, octets BLOB NOT NULL) STRICT;",
        """
        ALTER TABLE entries ADD COLUMN history BLOB;
        ALTER TABLE entries ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
        """,
        """
        ALTER TABLE entries ADD COLUMN hold TEXT;
        UPDATE entries SET hold = '' WHERE held <> 0;
        ALTER TABLE entries DROP COLUMN held;
        """,
    ]

    static var version: Int { steps.count }

    /// Refuses what is not ours or newer than we are, before anything is changed.
    static func check(_ database: Database) throws(SpoolError) {
        let version = Int(try database.value("PRAGMA user_version")) ?? 0
        if version > Schema.version {
            throw SpoolError(.newerVersion, "schema \(version), this release knows up to \(Schema.version)")
        }
        let tables = Int(try database.value("SELECT count(*) FROM sqlite_schema")) ?? 0
        let application = Int(try database.value("PRAGMA application_id")) ?? 0
        if tables > 0 && application != Schema.application {
            throw SpoolError(.corrupt, "spool.db is a database of another program")
        }
    }

    /// Refuses a database from which a table was removed.
    static func checkTables(_ database: Database) throws(SpoolError) {
        for table in ["messages", "details", "entries", "ledger", "recovery", "counters"] {
            let count = try database.value("SELECT count(*) FROM sqlite_schema WHERE name = '\(table)'")
            if count != "1" { throw SpoolError(.corrupt, "spool.db has no table \(table)") }
        }
    }

    static func migrate(_ database: Database) throws(SpoolError) {
        var version = Int(try database.value("PRAGMA user_version")) ?? 0
        while version < steps.count {
            try database.execute("BEGIN IMMEDIATE")
            do {
                try database.execute(steps[version])
                version += 1
                try database.execute("PRAGMA application_id = \(application); PRAGMA user_version = \(version); COMMIT")
            } catch {
                if database.isInTransaction { try? database.execute("ROLLBACK") }
                throw error
            }
        }
    }
}
