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

extension BERElement {
    /// The CHOICE of NumericString and PrintableString in which countries and domains are named.
    ///
    /// - Parameter isUnusual: set when the name came in the other type than `BERWriter.domainName` gives it.
    func domainName(_ isUnusual: inout Bool) throws(BERError) -> String {
        let name = try domainName()
        isUnusual = (tag == .numericString) != BERWriter.isNumericName(name)
        return name
    }
}

extension BERWriter {
    static func isNumericName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x30...0x39).contains($0) }
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
