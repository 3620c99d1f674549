package import BER

/// A management domain: an administration's, or a private one under an administration's
/// (X.411 GlobalDomainIdentifier, APPLICATION 3).
package struct GlobalDomainIdentifier: Hashable, Sendable {
    /// Two letters of ISO 3166 or three digits of X.121.
    package var country: String
    /// A single space means any ADMD (X.402 clause 18).
    package var administrationDomain: String
    package var privateDomain: String?
    var forms = DomainNameForms()
}

extension GlobalDomainIdentifier: BERReadable {
    package init(country: String, administrationDomain: String, privateDomain: String?) {
        self.init(
            country: country, administrationDomain: administrationDomain, privateDomain: privateDomain,
            forms: DomainNameForms())
    }

    package init(_ reader: inout BERReader) throws(BERError) {
        let country = try reader.next(.country, BERReader.explicitDomainName)
        let administration = try reader.next(.administrationDomain, BERReader.explicitDomainName)
        let `private` = reader.isAtEnd ? nil : try reader.next(BERReader.domainName)
        try reader.expectEnd()
        self.init(
            country: country.name, administrationDomain: administration.name, privateDomain: `private`?.name,
            forms: DomainNameForms(
                country: country.isUnusual, administrationDomain: administration.isUnusual,
                privateDomain: `private`?.isUnusual ?? false))
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
