/// What an association is for, and in which dress (X.419 application contexts): the mode of all layers follows from it.
package enum ApplicationContext: Hashable, Sendable, CaseIterable {
    /// mts-transfer: normal mode, P1 of 1988.
    case mtsTransfer
    /// mts-transfer-protocol: X.410-1984 mode, P1 of 1988.
    case mtsTransferProtocol
    /// mts-transfer-protocol-1984: X.410-1984 mode, P1 of 1984.
    case mtsTransferProtocol1984

    package var mode: PresentationMode {
        switch self {
        case .mtsTransfer: .normal
        case .mtsTransferProtocol, .mtsTransferProtocol1984: .x410
        }
    }

    package var isX410Mode: Bool { mode == .x410 }

    /// What RTORQ says of it in X.410-1984 mode (X.419); nil in normal mode, where AARQ names the context.
    package var applicationProtocol: Int? {
        switch self {
        case .mtsTransfer: nil
        case .mtsTransferProtocol: 12
        case .mtsTransferProtocol1984: 1
        }
    }

    /// From an RTORQ in X.410-1984 mode. Without the member it is P1 of 1984, which had a default for it; 3072 is 12
    /// as an old MTA on a little-endian host writes it. nil: a protocol that is not P1.
    package init?(applicationProtocol: Int?) {
        switch applicationProtocol {
        case nil, 1: self = .mtsTransferProtocol1984
        case 12, 3072: self = .mtsTransferProtocol
        default: return nil
        }
    }
}
