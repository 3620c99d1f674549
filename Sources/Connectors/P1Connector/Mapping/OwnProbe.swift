import BER
package import Message

/// What a probe that begins here has in `Envelope.transferEnvelope`.
package struct OwnProbe: Equatable, Sendable {
    /// How long the message would be.
    package var contentLength: Int
    /// In whose name this MTA asks where the probe has no originator: the answer finds its way back by that, and is for
    /// this MTA and no mailbox.
    package var asker: Mailbox

    package init(contentLength: Int, asker: Mailbox) {
        self.contentLength = contentLength
        self.asker = asker
    }

    /// nil for anything else.
    init?(_ kept: [UInt8]?) {
        guard let kept, var reader = try? BERReader(kept[...]), let length = try? reader.next(.integer).integer(),
            let text = try? reader.next(.octetString).octets(limit: 512),
            let asker = Mailbox(String(decoding: text, as: UTF8.self))
        else { return nil }
        self.init(contentLength: length, asker: asker)
    }

    /// An INTEGER and an OCTET STRING.
    package var encoded: [UInt8] {
        var writer = BERWriter()
        writer.integer(contentLength)
        writer.octetString(Array(asker.description.utf8))
        return writer.octets
    }
}
