/// What an event is to whoever reads the log. Independent of the severity number: a clean stop is information and (16).
package enum EventType: Int, Sendable, CaseIterable {
    case error
    case warning
    case information

    package var name: String {
        switch self {
        case .error: "error"
        case .warning: "warning"
        case .information: "information"
        }
    }

    /// syslog's priority (RFC 5424 6.2.1): 3 error, 4 warning, 6 informational.
    package var syslogPriority: Int {
        switch self {
        case .error: 3
        case .warning: 4
        case .information: 6
        }
    }
}
