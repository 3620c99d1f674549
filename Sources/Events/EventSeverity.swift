/// Exchange's severity number, printed in round brackets at the end of an event's text.
package enum EventSeverity: Int, Sendable, CaseIterable {
    /// The service is about to stop, or has stopped.
    case fatal = 16
    /// An error, or a warning that somebody must look at.
    case serious = 14
    /// Something failed and will be tried again.
    case warning = 12
    case information = 10
    case trace = 8
}
