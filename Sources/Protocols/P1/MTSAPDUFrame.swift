import BER

/// What stands around each MTS-APDU.
enum MTSAPDUFrame {
    /// The header of the APDU under `tag`, and that of the EXTERNAL around it, if a presentation context is given.
    static func header(_ tag: BERTag, length: Int, contextIdentifier: Int?) -> [UInt8] {
        var apdu = BERWriter()
        apdu.header(tag, constructed: true, length: length)
        guard let contextIdentifier else { return apdu.octets }

        let apduLength = apdu.octets.count + length
        var inner = BERWriter()
        inner.integer(contextIdentifier)
        inner.header(.context(0), constructed: true, length: apduLength)
        var external = BERWriter()
        external.header(.external, constructed: true, length: inner.octets.count + apduLength)
        return external.octets + inner.octets + apdu.octets
    }
}
