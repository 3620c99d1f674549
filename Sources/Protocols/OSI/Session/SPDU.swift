/// The SPDUs of the functional units kernel, half-duplex, exceptions, activity and minor synchronize (X.225 clause 8).
package enum SPDU: Hashable, Sendable {
    // MARK: Connection
    case cn(ConnectSPDU)
    case ac(ConnectSPDU)
    case rf(RefuseSPDU)
    case fn(userData: [UInt8])
    case dn(userData: [UInt8])
    case ab(AbortSPDU)
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
    case ar(ActivityResumeSPDU)
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
    /// Greatest TSDU in octets, initiator to responder and back; nil: unlimited, no segmenting.
    package var tsduSizes: [UInt8]?
    /// Bit 0: version 1, bit 1: version 2.
    package var versions: UInt8 = 2
    /// Two bits a token; 0 initiator, 1 responder, 2 the acceptor chooses.
    package var tokenSetting: UInt8?
    package var userRequirements: UInt16 = FunctionalUnits.reliableTransfer
    package var callingSelector: [UInt8]?
    package var calledSelector: [UInt8]?
    package var userData: [UInt8] = []

    package init() {}
}

/// REFUSE.
package struct RefuseSPDU: Hashable, Sendable {
    package var callingReference: [UInt8]?
    package var commonReference: [UInt8]?
    /// 0 unspecified, 1 congestion, 2 by the user with data, 0x81 selector unknown, 0x82 not attached, 0x83
    /// congestion of the provider, 0x84 version.
    package var reason: UInt8
    package var userData: [UInt8]

    package init(
        reason: UInt8, userData: [UInt8] = [], callingReference: [UInt8]? = nil, commonReference: [UInt8]? = nil
    ) {
        self.reason = reason
        self.userData = userData
        self.callingReference = callingReference
        self.commonReference = commonReference
    }

    package enum Reason {
        package static let unspecified: UInt8 = 0
        package static let byUser: UInt8 = 2
        package static let selectorUnknown: UInt8 = 0x81
        package static let version: UInt8 = 0x84
    }
}

/// ABORT.
package struct AbortSPDU: Hashable, Sendable {
    /// Bits: 0 release the transport connection, 1 user abort, 2 protocol error, 3 no reason.
    package var disconnect: UInt8
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
