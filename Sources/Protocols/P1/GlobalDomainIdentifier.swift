package import BER

/// A management domain: an administration's, or a private one under an administration's
/// (X.411 GlobalDomainIdentifier, APPLICATION 3).
package struct GlobalDomainIdentifier: Hashable, Sendable, BERReadable {
    /// Two letters of ISO 3166 or three digits of X.121.
    package var country: String
    /// A single space means any ADMD (X.402 clause 18).
    package var administrationDomain: String
    package var privateDomain: String?
    var forms = DomainNameForms()

    package init(country: String, administrationDomain: String, privateDomain: String?) {
        self.country = country
        self.administrationDomain = administrationDomain
        self.privateDomain = privateDomain
    }

    package init(_ reader: inout BERReader) throws(BERError) {
        (country, forms.country) = try reader.next(.country, BERReader.explicitDomainName)
        (administrationDomain, forms.administrationDomain) = try reader.next(
            .administrationDomain, BERReader.explicitDomainName)
        if !reader.isAtEnd { (privateDomain, forms.privateDomain) = try reader.next(BERReader.domainName) }
        try reader.expectEnd()
    }

    package func write(to writer: inout BERWriter) {
        writer.constructed(.globalDomainIdentifier) { inner in
            inner.domainName(country, explicit: .country, isUnusual: forms.country)
            inner.domainName(
                administrationDomain, explicit: .administrationDomain, isUnusual: forms.administrationDomain)
            if let privateDomain { inner.domainName(privateDomain, isUnusual: forms.privateDomain) }
        }
    }
}
