package import Message

/// A new place in time for an entry. Also says that no delivery of it is under way.
package struct Reschedule: Hashable, Sendable {
    package var entry: Int64
    package var notBefore: Timestamp?
    package var attempts: Int
    package var why: String?

    package init(entry: Int64, notBefore: Timestamp?, attempts: Int, why: String?) {
        self.entry = entry
        self.notBefore = notBefore
        self.attempts = attempts
        self.why = why
    }
}
