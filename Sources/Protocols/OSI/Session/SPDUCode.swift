/// SI octets (X.225 clause 8). Those of category 2 stand behind GT or PT in one TSDU, which tells the doubles apart.
enum SPDUCode {
    // Category 0
    static let gt: UInt8 = 0x01
    static let pt: UInt8 = 0x02

    // Category 1
    static let fn: UInt8 = 0x09
    static let dn: UInt8 = 0x0A
    static let rf: UInt8 = 0x0C
    static let cn: UInt8 = 0x0D
    static let ac: UInt8 = 0x0E
    static let cdo: UInt8 = 0x0F
    static let oa: UInt8 = 0x10
    static let gtc: UInt8 = 0x15
    static let gta: UInt8 = 0x16
    static let ab: UInt8 = 0x19
    static let aa: UInt8 = 0x1A

    // Category 2
    static let er: UInt8 = 0x00
    static let dt: UInt8 = 0x01
    static let ai: UInt8 = 0x19
    static let aia: UInt8 = 0x1A
    static let ar: UInt8 = 0x1D
    static let ae: UInt8 = 0x29
    static let aea: UInt8 = 0x2A
    static let `as`: UInt8 = 0x2D
    static let ed: UInt8 = 0x30
    static let mip: UInt8 = 0x31
    static let mia: UInt8 = 0x32
    static let ad: UInt8 = 0x39
    static let ada: UInt8 = 0x3A
}

/// PI and PGI octets.
enum SessionParameter {
    static let connectionIdentifier: UInt8 = 0x01
    static let connectItem: UInt8 = 0x05
    static let calledReference: UInt8 = 0x09
    static let callingReference: UInt8 = 0x0A
    static let commonReference: UInt8 = 0x0B
    static let additionalReference: UInt8 = 0x0C
    static let synchronizationType: UInt8 = 0x0F
    static let tokenItem: UInt8 = 0x10
    static let transportDisconnect: UInt8 = 0x11
    static let protocolOptions: UInt8 = 0x13
    static let userRequirements: UInt8 = 0x14
    static let tsduSize: UInt8 = 0x15
    static let version: UInt8 = 0x16
    static let initialSerial: UInt8 = 0x17
    static let enclosure: UInt8 = 0x19
    static let tokenSetting: UInt8 = 0x1A
    static let linkingInformation: UInt8 = 0x21
    static let activityIdentifier: UInt8 = 0x29
    static let serialNumber: UInt8 = 0x2A
    static let reflected: UInt8 = 0x31
    static let reason: UInt8 = 0x32
    static let callingSelector: UInt8 = 0x33
    static let calledSelector: UInt8 = 0x34
    static let dataOverflow: UInt8 = 0x3C
    static let userData: UInt8 = 0xC1
    static let extendedUserData: UInt8 = 0xC2

    static func isGroup(_ code: UInt8) -> Bool {
        code == connectionIdentifier || code == connectItem || code == linkingInformation
    }
}

/// Greatest lengths in octets (X.225 8.3).
enum SessionLimit {
    /// The smallest TSDU maximum size that is agreed to, where there is one.
    static let leastTSDU: UInt16 = 64
    /// The LI of an SPDU or a parameter.
    static let length = 65_535
    /// User data of any SPDU but DT in version 1, and of the user data parameter of CN in either version.
    static let userData = 512
    /// User data of ABORT in version 1.
    static let abortData = 9
    /// Extended user data of CN; what is more goes into CDO.
    static let extendedUserData = 10_240
    /// User data of one CDO, or of one SPDU that is segmented for nothing but its length.
    static let segment = 65_528
    static let selector = 16
    /// Encoded SS-user and common reference.
    static let reference = 64
    static let activityIdentifier = 6
}
