/// ESMTP parameters, `keyword` or `keyword=value`, with spaces between (RFC 5321 4.1.2 `Mail-parameters`).
enum ParameterList {
    /// More than all extensions know together.
    static let limit = 16

    /// Keywords in capitals, in order; a repeated keyword is an error.
    static func split(_ text: ArraySlice<UInt8>) throws(SMTPSyntaxError) -> [(keyword: String, value: String?)] {
        var list: [(keyword: String, value: String?)] = []
        for word in text.split(separator: 0x20) {
            if list.count == limit { throw SMTPSyntaxError(.parameter, "too many parameters") }
            let equals = word.firstIndex(of: UInt8(ascii: "="))
            let keywordOctets = word[..<(equals ?? word.endIndex)]
            guard let keyword = String(validating: keywordOctets, as: UTF8.self)?.uppercased(), !keyword.isEmpty,
                keyword.utf8.allSatisfy({ DomainSyntax.isLabel($0) && $0 < 0x80 })
            else { throw SMTPSyntaxError(.parameter, "malformed parameter") }
            if list.contains(where: { $0.keyword == keyword }) {
                throw SMTPSyntaxError(.parameterRepeated, "parameter given twice")
            }
            guard let equals else {
                list.append((keyword, nil))
                continue
            }
            let valueOctets = word[word.index(after: equals)...]
            guard !valueOctets.isEmpty, valueOctets.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
                let value = String(validating: valueOctets, as: UTF8.self)
            else { throw SMTPSyntaxError(.parameter, "malformed value") }
            list.append((keyword, value))
        }
        return list
    }
}
