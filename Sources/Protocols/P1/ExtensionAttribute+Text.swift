import BER

extension BERTag {
    static let universalString = universal(28)
    static let bmpString = universal(30)
}

/// The string types of extension attributes (X.411 figure 2).
extension BERElement {
    func teletex() throws(BERError) -> String { TeletexString.decode(try octets(limit: ValueLimit.string)) }

    /// UniversalOrBMPString, whose language is not looked at.
    func universalOrBMPString() throws(BERError) -> String {
        var fields = try Fields(self)
        _ = try fields.optional(.printableString)
        let bmp = try fields.optional(.bmpString)
        let element = if let bmp { bmp } else { try fields.required(.universalString) }
        try fields.expectEnd()
        let octets = try element.octets(limit: ValueLimit.string * 4)
        if element.tag == .bmpString {
            guard octets.count.isMultiple(of: 2) else { throw BERError(.malformed, "half a character", at: offset) }
            let units = stride(from: 0, to: octets.count, by: 2).map {
                UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1])
            }
            guard let text = String(validating: units, as: UTF16.self) else {
                throw BERError(.invalidValue, "half of a surrogate pair", at: offset)
            }
            return text
        }
        guard octets.count.isMultiple(of: 4) else { throw BERError(.malformed, "part of a character", at: offset) }
        var text = ""
        for start in stride(from: 0, to: octets.count, by: 4) {
            let value = octets[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) }
            guard let scalar = UnicodeScalar(value) else {
                throw BERError(.invalidValue, "\(value) is no character", at: offset)
            }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}

extension BERWriter {
    /// A character that T.61 has not becomes `?`, as in `string`.
    mutating func teletex(_ text: String, tag: BERTag = .teletexString) {
        primitive(
            tag,
            TeletexString.encode(text)
                ?? text.flatMap { TeletexString.encode(String($0)) ?? [UInt8(ascii: "?")] })
    }

    /// BMPString where that has all the characters, otherwise UniversalString.
    mutating func universalOrBMPString(_ text: String, tag: BERTag = .set) {
        let isBMP = text.unicodeScalars.allSatisfy { $0.value < 0x10000 }
        let octets = text.unicodeScalars.flatMap { scalar in
            stride(from: isBMP ? 8 : 24, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: scalar.value >> UInt32($0))
            }
        }
        constructed(tag) { $0.primitive(isBMP ? .bmpString : .universalString, octets) }
    }
}
