/// Every statement that runs more than once.
enum Query: String {
    case begin = "BEGIN IMMEDIATE"
    case commit = "COMMIT"

    case insertMessage = "INSERT INTO messages(envelope, enqueued, octets, file, content) VALUES (?1, ?2, ?3, ?4, ?5)"
    /// Only when no entry is left. Gives the file, if there is one.
    case removeMessage = """
        DELETE FROM messages WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM entries WHERE message = ?1) RETURNING file
        """
    case message = "SELECT envelope, enqueued, octets FROM messages WHERE id = ?1"
    case insertDetails = "INSERT INTO details(message, octets) VALUES (?1, ?2)"
    case removeDetails = "DELETE FROM details WHERE message = ?1"
    case details = "SELECT octets FROM details WHERE message = ?1"
    case content = "SELECT octets, file, content FROM messages WHERE id = ?1"
    case files = "SELECT file FROM messages WHERE file IS NOT NULL"

    case insertEntry = """
        INSERT INTO entries(message, connector, recipients, not_before, history, told, hold)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """
    case entry = "SELECT message, connector, recipients, history, told, hold FROM entries WHERE id = ?1"
    case entryRecipients = "SELECT recipients FROM entries WHERE message = ?1 AND connector = ?2 ORDER BY id"
    case updateRecipients = "UPDATE entries SET recipients = ?2, handing = 0 WHERE id = ?1"
    case reschedule = "UPDATE entries SET not_before = ?2, attempts = ?3, why = ?4, handing = 0 WHERE id = ?1"
    case hold = "UPDATE entries SET hold = ?2 WHERE id = ?1"
    case markTold = "UPDATE entries SET told = 1 WHERE id = ?1"
    case markHanding = "UPDATE entries SET handing = 1 WHERE id = ?1"
    case removeEntry = "DELETE FROM entries WHERE id = ?1"
    case entriesOfConnector = """
        SELECT e.id, e.message, e.connector, e.recipients, e.not_before, e.attempts, e.why, e.hold, e.handing,
            m.envelope, m.enqueued, m.octets, e.history, e.told
        FROM entries e CROSS JOIN messages m ON m.id = e.message WHERE e.connector = ?1 ORDER BY e.id
        """
    case entriesOfMessage = """
        SELECT e.id, e.message, e.connector, e.recipients, e.not_before, e.attempts, e.why, e.hold, e.handing,
            m.envelope, m.enqueued, m.octets, e.history, e.told
        FROM entries e CROSS JOIN messages m ON m.id = e.message WHERE e.message = ?1 ORDER BY e.id
        """
    case connectors = "SELECT DISTINCT connector FROM entries ORDER BY connector"
    case entries = """
        SELECT e.id, e.message, e.connector, e.recipients, e.not_before, e.attempts, e.why, e.hold, e.handing,
            m.envelope, m.enqueued, m.octets, e.history, e.told
        FROM entries e CROSS JOIN messages m ON m.id = e.message ORDER BY e.id LIMIT ?1
        """

    case ledger = "SELECT recipients FROM ledger WHERE key = ?1"
    case noteLedger = "INSERT OR REPLACE INTO ledger(key, recipients, taken) VALUES (?1, ?2, ?3)"
    /// Two leave for each one that comes, so that the ledger follows its lifetime without a sweep.
    case pruneLedger = """
        DELETE FROM ledger WHERE id IN (SELECT id FROM ledger ORDER BY id LIMIT 2) AND taken < ?1
        """

    case saveRecovery = "INSERT OR REPLACE INTO recovery(key, value) VALUES (?1, ?2)"
    case removeRecovery = "DELETE FROM recovery WHERE key = ?1"
    case recoveries = "SELECT key, value FROM recovery WHERE substr(key, 1, length(?1)) = ?1 ORDER BY key"

    case counter = "SELECT value FROM counters WHERE name = ?1"
    case setCounter = "UPDATE counters SET value = ?2 WHERE name = ?1"
}
