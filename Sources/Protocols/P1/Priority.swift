package import BER

/// X.411 Priority (APPLICATION 7), with its numbers on the wire.
package enum Priority: Int, Hashable, Sendable, CaseIterable, BERReadable {
    case normal = 0
    case nonUrgent = 1
    case urgent = 2

    /// - Throws: `invalidValue` for any other number.
    package init(_ reader: inout BERReader) throws(BERError) {
        guard let value = Priority(rawValue: try reader.integer()) else {
            throw BERError(.invalidValue, "Priority", at: reader.offset)
        }
        self = value
    }
}
