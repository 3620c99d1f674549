package import Message

/// What a spool may use, and how long it remembers.
package struct SpoolLimits: Hashable, Sendable {
    /// Name of the queue of messages that wait for their report. No connector may bear it.
    package static let reports = "%reports"

    /// Least space on the device, in octets: below it no message is taken, so that outcomes can still be noted.
    package var minimumFree: Int
    /// Greatest size of the database file in octets; nil: none.
    package var maximumDatabase: Int?
    /// How long the ledger remembers a hand-over.
    package var ledgerLifetime: Interval
    /// A database up to this size is checked page by page at opening; a larger one only at its head.
    package var checkedDatabase: Int
    /// Requests in one transaction.
    package var groupCommit: Int
    /// Recipients in one message (X.411 ub-recipients).
    package var recipients: Int
    /// Octets of an envelope as a neighbour gave it: 512 for each of the greatest number of recipients.
    package var transferEnvelope = 16 << 20

    package init(
        minimumFree: Int = 16 << 20, maximumDatabase: Int? = nil, ledgerLifetime: Interval = .seconds(30 * 86400),
        checkedDatabase: Int = 64 << 20, groupCommit: Int = 256, recipients: Int = 32767
    ) {
        self.minimumFree = minimumFree
        self.maximumDatabase = maximumDatabase
        self.ledgerLifetime = ledgerLifetime
        self.checkedDatabase = checkedDatabase
        self.groupCommit = groupCommit
        self.recipients = recipients
    }
}
