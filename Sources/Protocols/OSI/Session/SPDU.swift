/// The SPDUs of the functional units kernel, half-duplex, exceptions, activity and minor synchronize (X.225 clause 8).
package enum SPDU: Hashable, Sendable {
    // MARK: Connection
    indirect case cn(ConnectSPDU)
    /// OVERFLOW ACCEPT: the rest of a CONNECT's user data may come.
    case oa(OverflowAcceptSPDU)
    /// CONNECT DATA OVERFLOW: more of a CONNECT's user data.
    case cdo(userData: [UInt8], isLast: Bool)
    indirect case ac(ConnectSPDU)
    indirect case rf(RefuseSPDU)
    case fn(userData: [UInt8])
    case dn(userData: [UInt8])
    indirect case ab(AbortSPDU)
    case aa

    // MARK: Tokens
    /// GIVE TOKENS, standing alone. Bits as in `SessionTokens`.
    case gt(tokens: UInt8)
    case pt(tokens: UInt8, userData: [UInt8])
    case gtc
    case gta

    // MARK: Data and synchronization; category 2
    case dt(ArraySlice<UInt8>)
    case mip(serial: Int, needsConfirmation: Bool)
    case mia(serial: Int)
    /// ACTIVITY END.
    case ae(serial: Int)
    case aea(serial: Int)

    // MARK: Activities and exceptions; category 2
    case `as`(activity: [UInt8])
    indirect case ar(ActivityResumeSPDU)
    case ai(reason: UInt8?)
    case aia
    case ad(reason: UInt8?)
    case ada
    /// EXCEPTION REPORT: the peer's provider has seen a protocol error.
    case er
    /// EXCEPTION DATA: the peer's user reports.
    case ed(reason: UInt8, userData: [UInt8])
}

/// Bits of the token item (X.225 8.3, PI 16).
package enum SessionTokens {
    package static let data: UInt8 = 0x01
    package static let minor: UInt8 = 0x04
    package static let majorActivity: UInt8 = 0x10
    /// All tokens that exist with our functional units.
    package static let all: UInt8 = 0x15
}

/// Bits of the session user requirements.
package enum FunctionalUnits {
    package static let halfDuplex: UInt16 = 0x0001
    package static let minorSynchronize: UInt16 = 0x0008
    package static let activity: UInt16 = 0x0040
    package static let exceptions: UInt16 = 0x0200
    /// What RTSE needs, no more.
    package static let reliableTransfer: UInt16 = 0x0249
    /// What a CONNECT without the parameter means.
    package static let byDefault: UInt16 = 0x0349
}

/// CONNECT or ACCEPT.
package struct ConnectSPDU: Hashable, Sendable {
    /// The caller's reference, an encoded value. In an ACCEPT it stands where the called SS-user's would, as peers
    /// have it.
    package var callingReference: [UInt8]?
    package var commonReference: [UInt8]?
    package var additionalReference: [UInt8]?
    package var protocolOptions: UInt8 = 0
    /// Greatest TSDU each way; nil: unlimited, no segmenting.
    package var tsduSizes: TSDUSizes?
    /// Bit 0: version 1, bit 1: version 2.
    package var versions: UInt8 = 2
    /// Without meaning where activities are agreed on: each starts at 1.
    package var initialSerial: Int?
    /// Two bits a token; 0 initiator, 1 responder, 2 the acceptor chooses.
    package var tokenSetting: UInt8?
    /// In an ACCEPT: tokens that the acceptor asks for, as PLEASE TOKENS right behind it would.
    package var tokenItem: UInt8?
    package var userRequirements: UInt16 = FunctionalUnits.reliableTransfer
    package var callingSelector: [UInt8]?
    package var calledSelector: [UInt8]?
    /// In a CONNECT: more user data follows in CDO.
    package var hasDataOverflow = false
    package var userData: [UInt8] = []

    package init() {}
}

/// TSDU maximum size: in octets, 0 for unlimited (X.225 8.3.1.12).
package struct TSDUSizes: Hashable, Sendable {
    package var toResponder: UInt16
    package var toInitiator: UInt16

    package init(toResponder: UInt16, toInitiator: UInt16) {
        self.toResponder = toResponder
        self.toInitiator = toInitiator
    }

    /// Neither way is limited.
    package var isUnlimited: Bool { toResponder == 0 && toInitiator == 0 }
}

/// OVERFLOW ACCEPT.
package struct OverflowAcceptSPDU: Hashable, Sendable {
    package var tsduSizes: TSDUSizes?
    /// The one chosen.
    package var versions: UInt8

    package init(tsduSizes: TSDUSizes? = nil, versions: UInt8 = 2) {
        self.tsduSizes = tsduSizes
        self.versions = versions
    }
}

/// REFUSE.
package struct RefuseSPDU: Hashable, Sendable {
    package var callingReference: [UInt8]?
    package var commonReference: [UInt8]?
    /// One of `Reason`.
    package var reason: UInt8
    /// With the reason `byUser` only.
    package var userData: [UInt8]
    /// What the refusing end can speak, with the reason `version`.
    package var versions: UInt8?

    package init(
        reason: UInt8, userData: [UInt8] = [], callingReference: [UInt8]? = nil, commonReference: [UInt8]? = nil
    ) {
        self.reason = reason
        self.userData = userData
        self.callingReference = callingReference
        self.commonReference = commonReference
    }

    package enum Reason {
        /// The SS-user does not want, and does not say why.
        package static let unspecified: UInt8 = 0
        /// The SS-user has too much to do at present.
        package static let congestion: UInt8 = 1
        /// The SS-user does not want; why stands in the user data.
        package static let byUser: UInt8 = 2
        package static let selectorUnknown: UInt8 = 0x81
        package static let notAttached: UInt8 = 0x82
        package static let providerCongestion: UInt8 = 0x83
        package static let version: UInt8 = 0x84
        package static let providerUnspecified: UInt8 = 0x85
        package static let providerRestriction: UInt8 = 0x86

        /// Whether another try may do.
        package static func isTransient(_ reason: UInt8) -> Bool {
            reason == congestion || reason == providerCongestion
        }
    }
}

/// ABORT.
package struct AbortSPDU: Hashable, Sendable {
    /// Bits: 0 release the transport connection, 1 user abort, 2 protocol error, 3 no reason, 4 restriction of the
    /// implementation.
    package var disconnect: UInt8
    /// What a provider saw that made it abort.
    package var reflected: [UInt8] = []
    package var userData: [UInt8]

    package init(disconnect: UInt8, userData: [UInt8] = []) {
        self.disconnect = disconnect
        self.userData = userData
    }

    package static func byUser(_ userData: [UInt8]) -> AbortSPDU { AbortSPDU(disconnect: 0x03, userData: userData) }
    package static let protocolError = AbortSPDU(disconnect: 0x05)

    package var isByUser: Bool { disconnect & 0x02 != 0 }
}

/// ACTIVITY RESUME.
package struct ActivityResumeSPDU: Hashable, Sendable {
    /// References of the session connection on which the activity began; absent: this one.
    package var callingReference: [UInt8]?
    package var commonReference: [UInt8]?
    package var additionalReference: [UInt8]?
    package var oldActivity: [UInt8]
    package var serial: Int
    package var newActivity: [UInt8]

    package init(
        callingReference: [UInt8]? = nil, commonReference: [UInt8]? = nil, additionalReference: [UInt8]? = nil,
        oldActivity: [UInt8], serial: Int, newActivity: [UInt8]
    ) {
        self.callingReference = callingReference
        self.commonReference = commonReference
        self.additionalReference = additionalReference
        self.oldActivity = oldActivity
        self.serial = serial
        self.newActivity = newActivity
    }
}
