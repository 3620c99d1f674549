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

/// An APDU on its way out: the octets in front of the content, and how far we are.
struct OutgoingTransfer {
    /// Octets handed over and not taken by the line above which no more are asked for.
    static let highWater = 256 * 1024
    /// Microseconds between two notes of what the neighbour has secured: so much is sent again after a kill.
    static let keepInterval: Int64 = 1_000_000

    let outbound: OutboundMessage
    /// Everything of the APDU in front of the content's octets.
    let header: [UInt8]
    /// Octets given to the association, from the APDU's start.
    var offset: Int
    /// The association asked for this many octets while the line was full.
    var wanted: Int?
    /// What the neighbour has secured.
    var confirmed: ActivityRecovery?
    /// Our spool could not give the octets: the transfer is being discarded.
    var unreadable: String?
    /// When that was last written to the spool, monotonic microseconds.
    var kept: Int64 = 0

    var total: Int { header.count + outbound.content.count }

    /// The next octets, at most `maximum` of them.
    mutating func next(_ maximum: Int) throws(SpoolError) -> [UInt8] {
        var piece: [UInt8] = []
        if offset < header.count { piece += header[offset..<min(header.count, offset + maximum)] }
        if piece.count < maximum, offset + piece.count >= header.count {
            let position = offset + piece.count - header.count
            let octets = try outbound.content.read(offset: position, count: maximum - piece.count)
            if piece.isEmpty { piece = octets } else { piece += octets }
        }
        offset += piece.count
        return piece
    }
}
