/// SI octets (X.225 clause 8). Those of category 2 stand behind GT or PT in one TSDU, which tells the doubles apart.
enum SPDUCode {
    static let gt: UInt8 = 0x01
    static let pt: UInt8 = 0x02
    static let fn: UInt8 = 0x09
    static let dn: UInt8 = 0x0A
    static let rf: UInt8 = 0x0C
    static let cn: UInt8 = 0x0D
    static let ac: UInt8 = 0x0E
    static let gtc: UInt8 = 0x15
    static let gta: UInt8 = 0x16
    static let ab: UInt8 = 0x19
    static let aa: UInt8 = 0x1A

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
    static let enclosure: UInt8 = 0x19
    static let tokenSetting: UInt8 = 0x1A
    static let linkingInformation: UInt8 = 0x21
    static let activityIdentifier: UInt8 = 0x29
    static let serialNumber: UInt8 = 0x2A
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

/// The parameters of one SPDU. Groups are opened, their members stand as if they were alone, except those of the
/// linking information, which has members of the same codes as its SPDU and so is kept apart.
struct SessionParameters {
    private var values: [UInt8: ArraySlice<UInt8>] = [:]
    private var linking: [UInt8: ArraySlice<UInt8>] = [:]

    /// - Throws: `truncated`; `malformed` for a parameter given twice.
    init(_ octets: ArraySlice<UInt8>) throws(OSIError) {
        var rest = octets
        while let (code, value) = try Self.next(&rest) {
            guard SessionParameter.isGroup(code) else {
                try Self.insert(value, for: code, into: &values)
                continue
            }
            var inner = value
            while let (code2, value2) = try Self.next(&inner) {
                if code == SessionParameter.linkingInformation {
                    try Self.insert(value2, for: code2, into: &linking)
                } else {
                    try Self.insert(value2, for: code2, into: &values)
                }
            }
        }
    }

    private static func insert(
        _ value: ArraySlice<UInt8>, for code: UInt8, into values: inout [UInt8: ArraySlice<UInt8>]
    ) throws(OSIError) {
        guard values.updateValue(value, forKey: code) == nil else {
            throw OSIError(.malformed, "parameter \(code) twice")
        }
    }

    private static func next(_ rest: inout ArraySlice<UInt8>) throws(OSIError) -> (UInt8, ArraySlice<UInt8>)? {
        guard let code = rest.popFirst() else { return nil }
        return (code, try takeField(&rest))
    }

    /// The octets behind a length indicator: one octet, or FF and two (X.225 8.2.5).
    static func takeField(_ rest: inout ArraySlice<UInt8>) throws(OSIError) -> ArraySlice<UInt8> {
        guard let first = rest.popFirst() else { throw OSIError(.truncated, "length indicator") }
        var length = Int(first)
        if first == 0xFF {
            guard rest.count >= 2 else { throw OSIError(.truncated, "length indicator") }
            length = Int(rest.number(at: 0))
            rest = rest.dropFirst(2)
        }
        guard rest.count >= length else { throw OSIError(.truncated, "session parameter") }
        let value = rest.prefix(length)
        rest = rest.dropFirst(length)
        return value
    }

    func has(_ code: UInt8) -> Bool { values[code] != nil }

    /// The first of two that is there.
    func octets(_ code: UInt8, or other: UInt8, limit: Int) throws(OSIError) -> [UInt8]? {
        try Self.checked(values[code] ?? values[other], limit)
    }

    func linkingOctets(_ code: UInt8, or other: UInt8, limit: Int) throws(OSIError) -> [UInt8]? {
        try Self.checked(linking[code] ?? linking[other], limit)
    }

    /// - Throws: `limitExceeded` over `limit` octets.
    func octets(_ code: UInt8, limit: Int = 65_535) throws(OSIError) -> [UInt8]? {
        try Self.checked(values[code], limit)
    }

    func linkingOctets(_ code: UInt8, limit: Int) throws(OSIError) -> [UInt8]? {
        try Self.checked(linking[code], limit)
    }

    private static func checked(_ value: ArraySlice<UInt8>?, _ limit: Int) throws(OSIError) -> [UInt8]? {
        guard let value else { return nil }
        guard value.count <= limit else { throw OSIError(.limitExceeded, "session parameter") }
        return Array(value)
    }

    /// A parameter of one octet.
    func octet(_ code: UInt8) throws(OSIError) -> UInt8? {
        guard let value = values[code] else { return nil }
        guard let octet = value.first, value.count == 1 else { throw OSIError(.malformed, "parameter \(code)") }
        return octet
    }

    /// User data, from whichever of the two parameters there is.
    func userData() throws(OSIError) -> [UInt8] {
        if let data = try octets(SessionParameter.userData) { return data }
        let extended = try octets(
            SessionParameter.extendedUserData, limit: AssociationConfiguration.greatestConnectData)
        return extended ?? []
    }

    /// Up to six ASCII digits (X.225 8.3, serial number).
    func serial() throws(OSIError) -> Int { try Self.serial(values[SessionParameter.serialNumber]) }
    func linkingSerial() throws(OSIError) -> Int { try Self.serial(linking[SessionParameter.serialNumber]) }

    private static func serial(_ value: ArraySlice<UInt8>?) throws(OSIError) -> Int {
        guard let value else { throw OSIError(.missingParameter, "serial number") }
        guard (1...6).contains(value.count), value.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw OSIError(.malformed, "serial number")
        }
        return value.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
