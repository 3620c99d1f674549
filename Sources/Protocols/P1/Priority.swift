package import BER

/// X.411 Priority (APPLICATION 7), with its numbers on the wire.
package enum Priority: Int, Hashable, Sendable, CaseIterable {
    case normal = 0
    case nonUrgent = 1
    case urgent = 2

    /// - Throws: `invalidValue` for any other number.
    package init(_ element: BERElement) throws(BERError) {
        guard let value = Priority(rawValue: try element.integer()) else {
            throw BERError(.invalidValue, "Priority", at: element.offset)
        }
        self = value
    }
}
