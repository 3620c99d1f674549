import BER

/// Which names of a domain came in the other string type than the one that is usual for their letters, so that they
/// go out again as they came.
///
/// A country's, an ADMD's or a PRMD's name of digits is usually a NumericString, any other a PrintableString
/// (RFC 2156 4.1). Both forms name one domain (X.402 18.3), so the form never tells two domains apart.
struct DomainNameForms: Hashable, Sendable {
    var country = false
    var administrationDomain = false
    var privateDomain = false

    static func == (a: DomainNameForms, b: DomainNameForms) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}

extension BERReader {
    /// The CHOICE of NumericString and PrintableString in which countries and domains are named, and whether it came
    /// in the other type than `BERWriter.domainName` gives it.
    static func domainName(_ reader: inout BERReader) throws(BERError) -> (name: String, isUnusual: Bool) {
        guard reader.tag == .numericString || reader.tag == .printableString else {
            throw BERError(.unexpectedTag, "\(reader.tag) as a domain's name", at: reader.offset)
        }
        let isNumeric = reader.isConstructed ? nil : reader.isNumericText
        let name = try text(&reader)
        return (name, (reader.tag == .numericString) != (isNumeric ?? BERWriter.isNumericName(name)))
    }

    /// The same under an explicit tag.
    static func explicitDomainName(_ reader: inout BERReader) throws(BERError) -> (name: String, isUnusual: Bool) {
        try reader.onlyChild(domainName)
    }
}

extension BERWriter {
    static func isNumericName(_ name: String) -> Bool {
        let octets = name.utf8Span.span
        for index in octets.indices where !(0x30...0x39 ~= octets[index]) { return false }
        return !octets.isEmpty
    }

    /// A domain's name: NumericString when it is all digits, else PrintableString (RFC 2156 4.1); or the other one.
    mutating func domainName(_ name: String, isUnusual: Bool = false) {
        string(name, tag: Self.isNumericName(name) != isUnusual ? .numericString : .printableString)
    }

    /// The same under an explicit tag.
    mutating func domainName(_ name: String?, explicit tag: BERTag, isUnusual: Bool = false) {
        guard let name else { return }
        constructed(tag) { $0.domainName(name, isUnusual: isUnusual) }
    }
}
