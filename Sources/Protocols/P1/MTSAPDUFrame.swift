import BER

/// What stands around each MTS-APDU.
enum MTSAPDUFrame {
    /// Puts the header of the APDU under `tag`, a context tag below 31, and that of the EXTERNAL around it, if a
    /// presentation context is given, in front of the `beginning` of the `length` octets within.
    static func enclose(
        _ beginning: inout BERWriter, in tag: BERTag, length: Int, contextIdentifier: Int?
    ) {
        var writer = BERWriter(capacity: 32)
        if let contextIdentifier {
            let apdu = 1 + BERWriter.lengthOctetCount(length) + length
            let within = 1 + BERWriter.lengthOctetCount(apdu) + apdu
            let external = BERWriter.integerOctetCount(contextIdentifier) + within
            writer.header(.external, constructed: true, length: external)
            writer.integer(contextIdentifier)
            writer.header(.context(0), constructed: true, length: apdu)
        }
        writer.header(tag, constructed: true, length: length)
        beginning.insert(writer.octets, at: 0)
    }
}
