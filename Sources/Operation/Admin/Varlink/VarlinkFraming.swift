/// Takes a stream of octets apart into messages, each of which ends with a NUL octet (varlink.org, "Wire format").
///
/// Limited: a message that grows beyond `limit` gives `tooLong` once, and nothing after it is looked at.
package struct VarlinkFraming: Sendable {
    package enum Frame: Hashable, Sendable {
        case message([UInt8])
        case tooLong
    }

    private var pending: [UInt8] = []
    private var dead = false
    private let limit: Int

    package init(limit: Int = JSONLimits().octets) { self.limit = limit }

    /// Octets of a message whose end has not come yet.
    package var pendingOctets: Int { pending.count }

    package mutating func receive(_ octets: some Collection<UInt8>) -> [Frame] {
        if dead { return [] }
        var frames: [Frame] = []
        for piece in octets.split(separator: 0, omittingEmptySubsequences: false).enumerated() {
            if piece.offset > 0 {
                frames.append(.message(pending))
                pending = []
            }
            if pending.count + piece.element.count > limit {
                dead = true
                pending = []
                return frames + [.tooLong]
            }
            pending += piece.element
        }
        return frames
    }

    /// One message with its end.
    package static func frame(_ value: JSONValue) -> [UInt8] { value.octets + [0] }
}
