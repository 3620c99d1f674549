import BER

/// Object identifiers that an association of an MTA needs (X.419, X.227, X.690).
enum Syntaxes {
    /// The basic encoding rules, the only transfer syntax.
    static let ber: ObjectIdentifierValue = [2, 1, 1]
    static let acse: ObjectIdentifierValue = [2, 2, 1, 0, 1]
    /// id-as-mta-rtse: RTSE's own APDUs with the bind.
    static let mtaRTSE: ObjectIdentifierValue = [2, 6, 0, 2, 12]
    /// id-as-mtse: MTS-APDUs.
    static let mtse: ObjectIdentifierValue = [2, 6, 0, 2, 7]
    /// id-ac-mts-transfer, the application context.
    static let mtsTransfer: ObjectIdentifierValue = [2, 6, 0, 1, 6]
}
