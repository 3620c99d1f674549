/// The parameters of one SPDU, read where they stand. Groups are transparent, their members are found as if they stood
/// alone, except those of the linking information, which has members of the same codes as its SPDU. Parameters that
/// nobody asks for are passed over.
struct SessionParameters {
    private let octets: ArraySlice<UInt8>
    private let field: Range<Int>

    /// - Throws: `truncated`; `malformed` for a parameter given twice, which bounds their number too.
    init(_ octets: ArraySlice<UInt8>, in field: Range<Int>) throws(OSIError) {
        self.octets = octets
        self.field = field
        var rest = field
        var seen = OctetSet()
        while let (code, value) = try next(&rest) {
            try seen.insert(code)
            guard SessionParameter.isGroup(code) else { continue }
            var inner = value
            if code == SessionParameter.linkingInformation {
                var linked = OctetSet()
                while let (code, _) = try next(&inner) { try linked.insert(code) }
            } else {
                while let (code, _) = try next(&inner) { try seen.insert(code) }
            }
        }
    }

    private struct OctetSet {
        private var bits = SIMD4<UInt64>()

        mutating func insert(_ octet: UInt8) throws(OSIError) {
            let word = Int(octet >> 6)
            let bit = UInt64(1) << UInt64(octet & 63)
            guard bits[word] & bit == 0 else { throw OSIError(.malformed, "parameter \(octet) twice") }
            bits[word] |= bit
        }
    }

    /// The parameter at the front of `rest`: its code, and where its value stands. Places are counted instead of
    /// slices cut, since a slice costs more than what is in it.
    private func next(_ rest: inout Range<Int>) throws(OSIError) -> (code: UInt8, value: Range<Int>)? {
        guard let place = rest.first else { return nil }
        rest = place + 1..<rest.upperBound
        return (octets[place], try Self.takeField(&rest, of: octets))
    }

    /// Where the octets behind a length indicator stand: one octet, or FF and two (X.225 8.2.5).
    static func takeField(
        _ rest: inout Range<Int>, of octets: ArraySlice<UInt8>
    ) throws(OSIError) -> Range<Int> {
        guard let place = rest.first else { throw OSIError(.truncated, "length indicator") }
        var length = Int(octets[place])
        var start = place + 1
        if length == 0xFF {
            guard rest.count >= 3 else { throw OSIError(.truncated, "length indicator") }
            length = Int(octets[start]) << 8 | Int(octets[start + 1])
            start += 2
        }
        guard rest.upperBound - start >= length else { throw OSIError(.truncated, "session parameter") }
        rest = start + length..<rest.upperBound
        return start..<start + length
    }

    // MARK: Finding

    /// `init` has walked the same way, so that nothing is thrown here.
    private func place(_ wanted: UInt8) -> Range<Int>? {
        var rest = field
        while let (code, value) = try? next(&rest) {
            if code == wanted { return value }
            guard SessionParameter.isGroup(code), code != SessionParameter.linkingInformation else { continue }
            if let member = place(wanted, in: value) { return member }
        }
        return nil
    }

    private func place(_ wanted: UInt8, in group: Range<Int>) -> Range<Int>? {
        var rest = group
        while let (code, value) = try? next(&rest) {
            if code == wanted { return value }
        }
        return nil
    }

    private func value(_ wanted: UInt8) -> ArraySlice<UInt8>? { place(wanted).map { octets[$0] } }

    private func linked(_ wanted: UInt8) -> ArraySlice<UInt8>? {
        place(SessionParameter.linkingInformation).flatMap { place(wanted, in: $0) }.map { octets[$0] }
    }

    /// The first of two that is there.
    func octets(_ code: UInt8, or other: UInt8, limit: Int) throws(OSIError) -> [UInt8]? {
        try Self.checked(value(code) ?? value(other), limit)
    }

    func linkingOctets(_ code: UInt8, or other: UInt8, limit: Int) throws(OSIError) -> [UInt8]? {
        try Self.checked(linked(code) ?? linked(other), limit)
    }

    /// - Throws: `limitExceeded` over `limit` octets.
    func octets(_ code: UInt8, limit: Int = SessionLimit.length) throws(OSIError) -> [UInt8]? {
        try Self.checked(value(code), limit)
    }

    func linkingOctets(_ code: UInt8, limit: Int) throws(OSIError) -> [UInt8]? {
        try Self.checked(linked(code), limit)
    }

    private static func checked(_ value: ArraySlice<UInt8>?, _ limit: Int) throws(OSIError) -> [UInt8]? {
        guard let value else { return nil }
        guard value.count <= limit else { throw OSIError(.limitExceeded, "session parameter") }
        return Array(value)
    }

    /// A parameter of one octet.
    func octet(_ code: UInt8) throws(OSIError) -> UInt8? {
        guard let place = place(code) else { return nil }
        guard place.count == 1 else { throw OSIError(.malformed, "parameter \(code)") }
        return octets[place.lowerBound]
    }

    /// User data, from whichever of the two parameters there is.
    func userData() throws(OSIError) -> [UInt8] {
        if let data = try octets(SessionParameter.userData) { return data }
        return try octets(SessionParameter.extendedUserData, limit: SessionLimit.extendedUserData) ?? []
    }

    /// Up to six ASCII digits (X.225 8.3, serial number).
    func serial() throws(OSIError) -> Int { try Self.serial(value(SessionParameter.serialNumber)) }
    func linkingSerial() throws(OSIError) -> Int { try Self.serial(linked(SessionParameter.serialNumber)) }
    func initialSerial() throws(OSIError) -> Int? {
        guard let value = value(SessionParameter.initialSerial) else { return nil }
        return try Self.serial(value)
    }

    private static func serial(_ value: ArraySlice<UInt8>?) throws(OSIError) -> Int {
        guard let value else { throw OSIError(.missingParameter, "serial number") }
        guard (1...6).contains(value.count), value.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw OSIError(.malformed, "serial number")
        }
        return value.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
