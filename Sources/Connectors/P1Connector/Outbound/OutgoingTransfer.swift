package import Message
import OSI
package import Spool

/// A message that the owner gives a session to send.
package struct OutboundMessage {
    /// The queue row that it stands in.
    package let entry: Int64
    package let message: MessageID
    /// With the recipients that are this connector's.
    package let envelope: Envelope
    package let content: ContentReader

    package init(entry: Int64, message: MessageID, envelope: Envelope, content: ContentReader) {
        self.entry = entry
        self.message = message
        self.envelope = envelope
        self.content = content
    }
}

/// An APDU on its way out, and how far we are.
struct OutgoingTransfer {
    /// Octets handed over and not taken by the line above which no more are asked for.
    static let highWater = 64 * 1024
    /// Microseconds between two notes of what the neighbour has secured: so much is sent again after a kill.
    static let keepInterval: Int64 = 1_000_000

    let outbound: OutboundMessage
    let apdu: OutgoingAPDU
    /// Octets given to the association, from the APDU's start.
    var offset: Int
    /// It goes on where an earlier one was cut.
    var isResumed = false
    /// It has been told to stop, so that something more urgent can go.
    var makesWay = false
    /// The association asked for this many octets while the line was full.
    var wanted: Int?
    /// What the neighbour has secured.
    var confirmed: ActivityRecovery?
    /// Octets given since the last checkpoint.
    var sinceCheckpoint = 0
    /// Our spool could not give the octets: the transfer is being discarded.
    var unreadable: String?
    /// When that was last written to the spool, monotonic microseconds.
    var kept: Int64 = 0

    var total: Int { apdu.head.count + outbound.content.count + apdu.tail.count }

    /// The next octets, at most `maximum` of them.
    mutating func next(_ maximum: Int) throws(SpoolError) -> [UInt8] {
        let contentStart = apdu.head.count
        let tailStart = contentStart + outbound.content.count
        var piece: [UInt8] = []
        if offset < contentStart { piece += apdu.head[offset..<min(contentStart, offset + maximum)] }
        if piece.count < maximum, contentStart..<tailStart ~= offset + piece.count {
            let position = offset + piece.count - contentStart
            let count = min(maximum - piece.count, outbound.content.count - position)
            let octets = try outbound.content.read(offset: position, count: count)
            if piece.isEmpty { piece = octets } else { piece += octets }
        }
        if piece.count < maximum, offset + piece.count >= tailStart {
            piece += apdu.tail.dropFirst(offset + piece.count - tailStart).prefix(maximum - piece.count)
        }
        offset += piece.count
        return piece
    }
}
