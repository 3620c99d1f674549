package import Message

/// When a connector may call.
package enum Schedule: Hashable, Sendable {
    case always
    /// Neither calls nor takes calls.
    case never
    /// Within the windows.
    case selected(CallWindows)
    /// Never calls: the neighbour does.
    case remoteInitiated

    package func isOpen(at time: Timestamp) -> Bool {
        switch self {
        case .always: true
        case .never, .remoteInitiated: false
        case .selected(let windows): windows.isOpen(at: time)
        }
    }

    /// The first instant after `time` at which `isOpen` changes; nil when it never does.
    package func nextChange(after time: Timestamp) -> Timestamp? {
        switch self {
        case .always, .never, .remoteInitiated: nil
        case .selected(let windows): windows.nextChange(after: time)
        }
    }

    /// The neighbour may open an association.
    package var takesCalls: Bool {
        switch self {
        case .always, .selected, .remoteInitiated: true
        case .never: false
        }
    }
}
