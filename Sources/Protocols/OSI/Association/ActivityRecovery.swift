package import BER

/// What both ends keep of a transfer at each confirmed checkpoint, to go on after a cut.
///
/// It is kept as octets by the owner: `encode()` and `decode(_:)`.
package struct ActivityRecovery: Hashable, Sendable {
    /// The session connection on which the activity ran.
    package var session: SessionConnectionIdentifier
    package var activityIdentifier: Int
    /// The last confirmed minor synchronization point.
    package var serial: Int
    /// How many octets of the APDU, from its very start, stand before that point.
    package var octets: Int

    package init(session: SessionConnectionIdentifier, activityIdentifier: Int, serial: Int, octets: Int) {
        self.session = session
        self.activityIdentifier = activityIdentifier
        self.serial = serial
        self.octets = octets
    }

    /// A BER encoding of our own for storage; not sent to anybody.
    package func encode() -> [UInt8] {
        var writer = BERWriter()
        writer.sequence {
            session.write(to: &$0)
            $0.integer(activityIdentifier)
            $0.integer(serial)
            $0.integer(octets)
        }
        return writer.octets
    }

    package static func decode(_ octets: [UInt8]) throws(BERError) -> ActivityRecovery {
        var outer = try BERReader(octets[...])
        var reader = try outer.next(.sequence).children()
        try outer.expectEnd()
        let session = try SessionConnectionIdentifier(try reader.next(.sequence))
        let activity = try reader.next(.integer).integer()
        let serial = try reader.next(.integer).integer()
        let count = try reader.next(.integer).integer()
        try reader.expectEnd()
        guard activity >= 0, serial >= 0, count >= 0 else { throw BERError(.invalidValue, "negative") }
        return ActivityRecovery(session: session, activityIdentifier: activity, serial: serial, octets: count)
    }
}
