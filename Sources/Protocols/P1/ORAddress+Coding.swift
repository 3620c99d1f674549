import BER

extension ORAddress {
    /// Built-in standard attributes, then what may follow them within an O/R name.
    init(_ reader: inout BERReader) throws(BERError) {
        var country: (name: String, isUnusual: Bool)?
        var administration: (name: String, isUnusual: Bool)?
        var `private`: (name: String, isUnusual: Bool)?
        var network: String?
        var terminal: String?
        var organization: String?
        var number: String?
        var person: PersonalName?
        var units: [String]?
        try reader.next(.sequence) { (standard) throws(BERError) in
            country = try standard.nextIf(.country, BERReader.explicitDomainName)
            administration = try standard.nextIf(.administrationDomain, BERReader.explicitDomainName)
            network = try standard.nextIf(.context(0), BERReader.text)
            terminal = try standard.nextIf(.context(1), BERReader.text)
            `private` = try standard.nextIf(.context(2), BERReader.explicitDomainName)
            organization = try standard.nextIf(.context(3), BERReader.text)
            number = try standard.nextIf(.context(4), BERReader.text)
            person = try standard.nextIf(.context(5)) { (name) throws(BERError) in try PersonalName(name.element) }
            units = try standard.nextIf(.context(6)) { (units) throws(BERError) in
                try units.list(of: .printableString, BERReader.text)
            }
            try standard.expectNoOther(in: "standard attributes")
        }
        let domainDefined = try reader.nextIf(.sequence, DomainDefinedAttribute.list)
        let extensions = try reader.nextIf(.set, ExtensionAttribute.list)
        self.init(
            country: country?.name, administrationDomain: administration?.name, networkAddress: network,
            terminalIdentifier: terminal, privateDomain: `private`?.name, organizationName: organization,
            numericUserIdentifier: number, personalName: person, organizationalUnitNames: units ?? [],
            domainDefinedAttributes: domainDefined ?? [], extensionAttributes: extensions ?? [],
            forms: DomainNameForms(
                country: country?.isUnusual ?? false, administrationDomain: administration?.isUnusual ?? false,
                privateDomain: `private`?.isUnusual ?? false))
    }

    func write(to writer: inout BERWriter) {
        writer.sequence { inner in
            inner.domainName(country, explicit: .country, isUnusual: forms.country)
            inner.domainName(
                administrationDomain, explicit: .administrationDomain, isUnusual: forms.administrationDomain)
            inner.optionalString(networkAddress, tag: .context(0))
            inner.optionalString(terminalIdentifier, tag: .context(1))
            inner.domainName(privateDomain, explicit: .context(2), isUnusual: forms.privateDomain)
            inner.optionalString(organizationName, tag: .context(3))
            inner.optionalString(numericUserIdentifier, tag: .context(4))
            personalName?.write(to: &inner, tag: .context(5))
            if !organizationalUnitNames.isEmpty {
                inner.constructed(.context(6)) { units in
                    for name in organizationalUnitNames { units.string(name, tag: .printableString) }
                }
            }
        }
        if !domainDefinedAttributes.isEmpty {
            writer.sequence { list in
                for attribute in domainDefinedAttributes { attribute.write(to: &list) }
            }
        }
        if !extensionAttributes.isEmpty {
            writer.set { list in
                for attribute in extensionAttributes { attribute.write(to: &list) }
            }
        }
    }
}
