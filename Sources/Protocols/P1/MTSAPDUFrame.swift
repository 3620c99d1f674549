import BER

/// What stands around each MTS-APDU.
enum MTSAPDUFrame {
    /// The header of the APDU under `tag`, a context tag below 31, and that of the EXTERNAL around it, if a
    /// presentation context is given; then the `beginning` of the `length` octets within.
    static func header(_ tag: BERTag, length: Int, contextIdentifier: Int?, _ beginning: [UInt8]) -> [UInt8] {
        var writer = BERWriter(capacity: 64 + beginning.count)
        if let contextIdentifier {
            let apdu = 1 + BERWriter.lengthOctetCount(length) + length
            var reference = BERWriter()
            reference.integer(contextIdentifier)
            let external = reference.octets.count + 1 + BERWriter.lengthOctetCount(apdu) + apdu
            writer.header(.external, constructed: true, length: external)
            writer.encoded(reference.octets)
            writer.header(.context(0), constructed: true, length: apdu)
        }
        writer.header(tag, constructed: true, length: length)
        writer.encoded(beginning)
        return writer.octets
    }
}
