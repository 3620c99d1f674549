package import Message

/// Who writes a notification, and when.
package struct ReportingMTA: Hashable, Sendable {
    /// Its Internet name.
    package var hostname: String
    /// Whom an answer to the notification reaches.
    package var postmaster: Mailbox
    /// Unique for this report; letters, digits, `-` and `.`.
    package var reportIdentifier: String
    package var now: Timestamp
    /// The subject needed it (RFC 6533).
    package var needsSMTPUTF8: Bool

    package init(
        hostname: String, postmaster: Mailbox, reportIdentifier: String, now: Timestamp, needsSMTPUTF8: Bool = false
    ) {
        self.hostname = hostname
        self.postmaster = postmaster
        self.reportIdentifier = reportIdentifier
        self.now = now
        self.needsSMTPUTF8 = needsSMTPUTF8
    }
}
