/// Where somebody is to be found in the message handling world (X.411 ORAddress, X.402 clause 18).
///
/// Printable and numeric strings are held as text. `attributes` are the same as people write them.
package struct ORAddress: Hashable, Sendable {
    package var country: String?
    /// A single space means any ADMD.
    package var administrationDomain: String?
    package var networkAddress: String?
    package var terminalIdentifier: String?
    package var privateDomain: String?
    package var organizationName: String?
    package var numericUserIdentifier: String?
    package var personalName: PersonalName?
    /// At most four, the most significant first.
    package var organizationalUnitNames: [String]
    package var domainDefinedAttributes: [DomainDefinedAttribute]
    package var extensionAttributes: [ExtensionAttribute]
    var forms = DomainNameForms()
}

extension ORAddress {
    package init(country: String? = nil, administrationDomain: String? = nil, privateDomain: String? = nil) {
        self.init(
            country: country, administrationDomain: administrationDomain, privateDomain: privateDomain,
            organizationalUnitNames: [], domainDefinedAttributes: [], extensionAttributes: [])
    }

    /// The address of a domain alone, under which its MTA speaks for itself.
    package init(domain: GlobalDomainIdentifier) {
        self.init(
            country: domain.country, administrationDomain: domain.administrationDomain,
            privateDomain: domain.privateDomain)
        forms = domain.forms
    }

    /// Nothing but country, ADMD and PRMD: nobody in particular.
    package var isDomainOnly: Bool {
        self == ORAddress(country: country, administrationDomain: administrationDomain, privateDomain: privateDomain)
    }
}
