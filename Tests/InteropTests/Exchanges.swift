import BER
import OSI
import P1

/// Every exchange that an analyser is to judge.
enum Exchanges {
    static let all = associations + lone + x410 + apdus

    /// Object identifiers of our private extensions.
    static let ownIdentifiers = [
        InternetEnvelopeExtension.objectIdentifier.description, InternetRecipientExtension.objectIdentifier.description,
    ]

    /// Envelope of a message that PP 6.0 sent, up to its content.
    private static let envelopeOfPP: [UInt8] = {
        let apdu = Captures.message88
        // The content follows: a constructed OCTET STRING.
        let content = apdu.indices.first { apdu[$0...].starts(with: [0x24, 0x80, 0x04]) } ?? 0
        return Array(apdu[..<content])
    }()

    /// An MTS-APDU in its EXTERNAL: an interpersonal message (X.420) with `count` octets of text.
    static func interpersonalMessage(_ count: Int) -> [UInt8] {
        var content = BERWriter()
        content.constructed(.context(0)) {
            $0.set { $0.constructed(.application(11)) { $0.string("AB", tag: .printableString) } }
            $0.sequence {
                $0.constructed(.context(0)) {
                    $0.set { $0.integer(5, tag: .context(0)) }
                    $0.primitive(.ia5String, (0..<count).map { UInt8(32 + $0 % 90) })
                }
            }
        }
        var whole = BERWriter()
        whole.encoded(envelopeOfPP)
        whole.octetString(content.octets)
        // The ends of the message, its tag, the single-ASN1-type and the EXTERNAL.
        return whole.octets + [0, 0, 0, 0, 0, 0]
    }
}
