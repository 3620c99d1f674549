package import Message

/// When a connector may call. Selected times and remote-initiated have their place here.
package enum Schedule: Hashable, Sendable {
    case always
    /// Neither calls nor takes calls.
    case never

    package func isOpen(at time: Timestamp) -> Bool {
        switch self {
        case .always: true
        case .never: false
        }
    }

    /// The first instant after `time` at which `isOpen` changes; nil when it never does.
    package func nextChange(after time: Timestamp) -> Timestamp? {
        switch self {
        case .always, .never: nil
        }
    }

    /// The neighbour may open an association.
    package var takesCalls: Bool {
        switch self {
        case .always: true
        case .never: false
        }
    }
}
